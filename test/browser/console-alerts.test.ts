import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, withoutBrowser } from '../support/browser.ts';
import { type BuiltPage, buildPage } from './fixtures/built-page.ts';
import { type ConsoleSite, serveConsoleSite } from './fixtures/console-site.ts';

/** Counts the notes that are played, and stands in for the desktop, which a headless browser has not. */
const instruments = `
  window.notes = 0;
  const create = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.notes++; return create.call(this); };
  window.shown = [];
  window.Notification = class {
    static permission = 'default';
    static requestPermission() { this.permission = 'granted'; return Promise.resolve('granted'); }
    constructor(title, options) { this.title = title; this.body = options.body; this.closed = false; window.shown.push(this); }
    close() { this.closed = true; }
  };
`;

describe.skipIf(withoutBrowser())('alerts of the agent console', () => {
  let built: BuiltPage;
  let browser: Browser;
  let site: ConsoleSite;
  let context: BrowserContext;

  beforeAll(async () => {
    built = await buildPage('agent');
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await built?.remove();
  });
  beforeEach(async () => {
    site = await serveConsoleSite(built.folder);
    context = await browser.newContext();
    await context.addInitScript(instruments);
  });
  afterEach(async () => {
    await context.close();
    await site.close();
  });

  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(site.url);
    await page.locator('.status-button').waitFor();
    return page;
  };
  const me = () => ({ id: site.desk.me.id, displayName: site.desk.me.displayName });
  const ring = (name: string) => site.desk.start({ name, state: 'Alerting', mine: true, user: me() });
  const notes = (page: Page) => page.evaluate('window.notes') as Promise<number>;
  /** A browser takes its time to let sound out, and of all pages one beeps. */
  const mayBeep = (page: Page) =>
    page.evaluate('navigator.locks.query().then(({ held }) => held.some(({ name }) => name.endsWith(" sound")))');
  const shown = (page: Page) =>
    page.evaluate('window.shown.map(({ title, body, closed }) => ({ title, body, closed }))') as Promise<unknown[]>;

  it('rings after a gesture, again and again, until it is picked up', async () => {
    const page = await open();
    const id = ring('Ada');
    await page.getByText('Click anywhere on the page').waitFor();
    expect(await notes(page)).toBe(0);
    await page.locator('.column-conversation').click();
    await expect.poll(() => notes(page)).toBeGreaterThan(0);
    const once = await notes(page);
    await expect.poll(() => notes(page)).toBeGreaterThan(once);
    site.desk.set(id, { state: 'Connected', mine: true, user: me() });
    await page.locator('.alert-card').waitFor({ state: 'detached' });
    const silent = await notes(page);
    const since = performance.now();
    await expect.poll(() => performance.now() - since).toBeGreaterThan(3_000);
    expect(await notes(page)).toBe(silent);
  });

  it('beeps for messages that are not in sight, and is quiet when that is wanted, also after a reload', async () => {
    const page = await open();
    await page.locator('.column-conversation').click();
    await expect.poll(() => mayBeep(page)).toBe(true);
    const id = site.desk.start({ name: 'Ada', state: 'Connected', mine: true, user: me() });
    await page.locator(`[data-row="${id}"]`).waitFor();
    site.desk.say(id, 'hello');
    await expect.poll(() => notes(page)).toBe(2);
    await page.getByRole('button', { name: 'Sound and notifications' }).click();
    await page.getByLabel('Ring and beep').uncheck();
    await page.reload();
    await page.getByRole('button', { name: 'Sound and notifications' }).click();
    await expect.poll(() => page.getByLabel('Ring and beep').isChecked()).toBe(false);
    site.desk.say(id, 'hello?');
    await page.getByText('2 unread messages').waitFor({ state: 'attached' });
    expect(await notes(page)).toBe(0);
  });

  it('notifies on the desktop once asked to, while the agent is elsewhere', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Sound and notifications' }).click();
    await page.getByLabel('Desktop notifications').check();
    await page.keyboard.press('Escape');
    const first = ring('Ada');
    await page.locator('.alert-card').waitFor();
    expect(await shown(page)).toEqual([]);
    await page.evaluate('document.hasFocus = () => false');
    const second = ring('Grace');
    await expect.poll(() => shown(page)).toEqual([{ title: 'Grace is calling', body: 'Marketing', closed: false }]);
    site.desk.set(first, { state: 'Connected', mine: true, user: me() });
    site.desk.set(second, { state: 'Connected', mine: true, user: me() });
    await expect.poll(() => shown(page)).toMatchObject([{ closed: true }]);
    site.desk.say(second, 'Are you there?');
    await expect.poll(() => shown(page)).toMatchObject([{}, { title: 'Grace', body: 'Are you there?' }]);
    await page.evaluate('window.shown[1].onclick()');
    await page.locator('.conversation-head').getByText('Grace').waitFor();
  });

  it('rings in one of two pages only', async () => {
    const one = await open();
    const two = await open();
    await one.locator('.column-conversation').click();
    await two.locator('.column-conversation').click();
    ring('Ada');
    await two.locator('.alert-card').waitFor();
    await expect.poll(async () => (await notes(one)) + (await notes(two))).toBeGreaterThan(0);
    expect(Math.min(await notes(one), await notes(two))).toBe(0);
  });

  it('tells screen readers at once', async () => {
    const page = await open();
    ring('Ada');
    await page
      .locator('[aria-live=assertive]', { hasText: 'Ada from Marketing is calling' })
      .waitFor({ state: 'attached' });
  });
});
