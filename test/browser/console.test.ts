import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { withoutBrowser } from '../support/browser.ts';
import { type ConsoleSite, serveConsoleSite } from './fixtures/console-site.ts';
import { pagesOf } from './fixtures/pages.ts';

const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true } as const;

/** Two keys within a few milliseconds, however slow everything is; the page draws in between. */
const enterTwice = `(async () => {
  const press = () =>
    document.querySelector('[data-composer]').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
  press();
  await new Promise((resolve) => setTimeout(resolve));
  press();
})()`;

/** Resolves when the page has heard of it. */
const scrolledToTop = `new Promise((resolve) => {
  const scroller = document.querySelector('.scroller');
  scroller.addEventListener('scroll', () => resolve(), { once: true });
  scroller.scrollTop = 0;
})`;

describe.skipIf(withoutBrowser())('the agent console in Chromium', () => {
  const pages = pagesOf('agent', serveConsoleSite);
  let site: ConsoleSite;
  beforeEach(() => {
    site = pages.site;
  });
  const { open } = pages;
  const me = () => ({ id: site.desk.me.id, displayName: site.desk.me.displayName });
  const connected = (name: string) => site.desk.start({ name, state: 'Connected', mine: true, user: me() });
  const bubbles = (page: Page) => page.locator('.bubble > p').allInnerTexts();
  const composer = (page: Page) => page.locator('[data-composer]');
  const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);

  it('signs in, says in words what is wrong, and signs out', async () => {
    site.signedIn = false;
    const page = await open();
    await page.getByLabel('User name').fill('bob');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('do not belong together').waitFor();
    site.failures.set('POST login', { status: 429, code: 'login.limited' });
    await page.keyboard.press('Enter');
    await page.getByText('Too many attempts').waitFor();
    site.failures.clear();
    await page.getByLabel('Password', { exact: true }).fill('secret');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody needs you right now').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('User name').waitFor();
  });

  it('takes a whole chat by keyboard alone', async () => {
    const page = await open();
    const id = site.desk.start({ name: 'Ada Lovelace', state: 'Alerting', mine: true, user: me() });
    await page.locator('.alert-card').waitFor();
    await expect.poll(() => page.title()).toBe('(1) Ada Lovelace is calling');
    // Whoever begins to write at once loses no letter, and triggers no shortcut.
    await page.keyboard.press('Enter');
    await page.keyboard.type('Good mo');
    await expect.poll(() => site.desk.list()[0]?.state).toBe('Connected');
    site.desk.say(id, 'Hello?');
    await page.keyboard.type('rning');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await page.getByText('· Sent').waitFor();
    await expect.poll(() => bubbles(page)).toEqual(['Hello?', 'Good morning\nAda']);
    await page.keyboard.press('Alt+h');
    await page.locator('.on-hold').waitFor();
    // The page shows it at once; the key acts again when the server has said so.
    await expect.poll(() => site.desk.list()[0]?.state).toBe('Held');
    await page.getByRole('button', { name: 'Resume' }).and(page.locator('[aria-disabled="false"]')).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    await page.locator('.on-hold').waitFor({ state: 'detached' });
    await page.keyboard.press('x');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('x');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('This chat ended at').waitFor();
  });

  it('walks through the list, looks with Space and picks up with Enter', async () => {
    const first = site.desk.start({ name: 'Ada' });
    const second = site.desk.start({ name: 'Grace', startedAt: new Date(Date.now() + 1).toISOString() });
    const page = await open();
    await row(page, first).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.locator('.conversation-head').getByText('Grace').waitFor();
    expect(site.desk.list().map((one) => one.state)).toEqual(['Offering', 'Offering']);
    await row(page, first).focus();
    await page.keyboard.press('Enter');
    await composer(page).waitFor();
    await expect.poll(() => site.desk.list().map((one) => one.state)).toEqual(['Connected', 'Offering']);
    await page.keyboard.press('Alt+ArrowDown');
    await page.locator('.conversation-head').getByText('Grace').waitFor();
    expect(site.calls).not.toContain(`POST interactions/${second}/pickup`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  it('gives Enter to what rings from an empty composer, never from one with text', async () => {
    const talk = connected('Ada');
    const page = await open();
    await row(page, talk).click();
    await composer(page).fill('half');
    const ring = site.desk.start({ name: 'Alan', state: 'Alerting', mine: true, user: me() });
    await page.locator('.alert-card').waitFor();
    // A second Enter right after it was meant for the message. The page presses both, so that nothing comes in between.
    await page.evaluate(enterTwice);
    await page.getByText('· Sent').waitFor();
    await expect.poll(() => composer(page).inputValue()).toBe('');
    expect(site.calls).not.toContain(`POST interactions/${ring}/pickup`);
    const since = performance.now();
    await expect.poll(() => performance.now() - since).toBeGreaterThan(900);
    await composer(page).press('Enter');
    await page.locator('.conversation-head').getByText('Alan').waitFor();
    await expect.poll(() => site.calls).toContain(`POST interactions/${ring}/pickup`);
    await expect.poll(() => composer(page).inputValue()).toBe('');
  });

  it('neither doubles nor loses a message whose answer was lost, nor one that a reload interrupted', async () => {
    const id = connected('Ada');
    const page = await open();
    await row(page, id).click();
    site.failures.set(`POST interactions/${id}/messages`, 'cut');
    await composer(page).fill('once');
    await composer(page).press('Enter');
    await page.getByText('· Sent').waitFor();
    site.failures.set(`POST interactions/${id}/messages`, { status: 503, code: 'closing' });
    await composer(page).fill('after reload');
    await composer(page).press('Enter');
    await composer(page).fill('a draft');
    await page.getByText('Sending…').waitFor();
    await page.reload();
    site.failures.clear();
    await expect.poll(() => bubbles(page)).toEqual(['once', 'after reload']);
    await expect.poll(() => composer(page).inputValue()).toBe('a draft');
    await expect
      .poll(() => site.desk.detail(id, 0)?.transcript.map((entry) => entry.text))
      .toEqual(['once', 'after reload']);
  });

  it('shows what failed with its text, and sends it when the server is back', async () => {
    const id = connected('Ada');
    const page = await open();
    await row(page, id).click();
    await composer(page).waitFor();
    site.up(false);
    await composer(page).fill('are you there');
    await composer(page).press('Enter');
    await page.getByText('Reconnecting').waitFor();
    await page.getByText('Not sent: the server').waitFor({ timeout: 30_000 });
    site.up(true);
    site.desk.say(id, 'meanwhile');
    await expect.poll(() => bubbles(page)).toEqual(['meanwhile', 'are you there']);
    await page.locator('.connection-line').waitFor({ state: 'detached' });
    site.failures.set(`POST interactions/${id}/messages`, { status: 409, code: 'interaction.state' });
    await composer(page).fill('refused');
    await composer(page).press('Enter');
    await page.getByText('Not sent: the chat had ended').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await expect.poll(() => composer(page).inputValue()).toBe('refused');
  });

  it('misses nothing when the stream is cut, and nothing that the stream left out', async () => {
    const id = connected('Ada');
    const page = await open();
    await row(page, id).click();
    await composer(page).waitFor();
    site.desk.say(id, 'one');
    await expect.poll(() => bubbles(page)).toEqual(['one']);
    site.cutStreams();
    site.desk.say(id, 'two');
    await expect.poll(() => bubbles(page)).toEqual(['one', 'two']);
    site.mute = true;
    site.desk.say(id, 'three');
    site.mute = false;
    site.desk.say(id, 'four');
    await expect.poll(() => bubbles(page)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('asks for the password again without losing what was written', async () => {
    const id = connected('Ada');
    const page = await open();
    await row(page, id).click();
    await composer(page).fill('a long answer');
    site.signedIn = false;
    site.cutStreams();
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await expect.poll(() => page.evaluate('document.activeElement.type')).toBe('password');
    await page.keyboard.type('secret');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => composer(page).inputValue()).toBe('a long answer');
    await composer(page).press('Enter');
    await expect.poll(() => bubbles(page)).toEqual(['a long answer']);
  });

  it('marks as read only what is in sight, and moves nothing under the pointer', async () => {
    const id = connected('Ada');
    for (let line = 0; line < 30; line++) site.desk.say(id, `line ${line}`);
    const page = await open();
    await row(page, id).click();
    await expect.poll(() => site.desk.list()[0]?.unread).toBe(0);
    const last = page.locator('.bubble').last();
    await last.hover();
    const before = await last.boundingBox();
    const handle = await last.elementHandle();
    site.desk.say(id, 'news');
    await page.getByText('1 new message').waitFor();
    expect(await handle?.boundingBox()).toEqual(before);
    await expect.poll(() => site.desk.list()[0]?.unread).toBe(1);
    await expect.poll(() => page.title()).toBe('(1) Agent console');
    await composer(page).hover();
    await expect.poll(() => site.desk.list()[0]?.unread).toBe(0);
    await page.evaluate(scrolledToTop);
    site.desk.say(id, 'more news');
    await page.getByText('1 new message').click();
    await expect.poll(() => site.desk.list()[0]?.unread).toBe(0);
  });

  it('keeps the rows of the list in place under the pointer', async () => {
    const first = site.desk.start({ name: 'Ada' });
    const second = site.desk.start({ name: 'Grace', startedAt: new Date(Date.now() + 5).toISOString() });
    const page = await open();
    await row(page, second).hover();
    const before = await row(page, second).boundingBox();
    site.desk.remove(first);
    connected('Alan');
    await page.getByText('1 new: show').waitFor();
    await page.getByText('Not in your queues any more').waitFor();
    expect(await row(page, second).boundingBox()).toEqual(before);
    await page.locator('.column-conversation').hover();
    await page.locator('.row-name', { hasText: 'Alan' }).waitFor();
    await expect.poll(() => row(page, first).count()).toBe(0);
  });

  it('takes names and messages as text, wherever they stand', async () => {
    const hostile = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>\u202e{name} javascript:alert(1)';
    site.desk.me = { ...site.desk.me, displayName: hostile };
    const id = site.desk.start(
      { name: hostile, state: 'Connected', mine: true, user: me(), language: hostile },
      { [hostile]: hostile },
    );
    site.desk.say(id, `${hostile} https://example.org/"onmouseover=alert(1)//`);
    site.desk.system(id, hostile);
    site.desk.setStatus(hostile, undefined, hostile);
    const page = await open();
    await row(page, id).click();
    await page.locator('.bubble').first().waitFor();
    await site.heard();
    site.desk.typing(id, true);
    site.desk.start({ name: hostile, state: 'Alerting', mine: true, user: me() });
    await page.locator('.alert-card').waitFor();
    await page.locator('.typing-dots').waitFor();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await page.locator('.bubble a').getAttribute('href')).toBe('https://example.org/');
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
  });

  it('counts, and asks before a shift ends with chats open', async () => {
    connected('Ada');
    const page = await open(phone);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You still have a chat').waitFor();
  });

  it('sets a status with a note', async () => {
    const page = await open();
    await page.getByText('Nobody needs you right now').waitFor();
    await page.keyboard.press('s');
    await page.getByLabel('Note').fill('back soon');
    await page.getByRole('button', { name: 'At lunch' }).click();
    await page.locator('.status-note').getByText('back soon').waitFor();
    await expect.poll(() => site.desk.me.status).toMatchObject({ name: 'At lunch', note: 'back soon' });
    site.desk.setStatus('ACD - Agent not answering');
    await page.getByText('You did not answer in time').waitFor();
    await page.getByRole('button', { name: 'Set “Available”' }).click();
    await expect.poll(() => site.desk.me.status.name).toBe('Available');
  });
});
