import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { withoutBrowser } from '../support/browser.ts';
import { pagesOf } from './fixtures/pages.ts';
import { serveVisitorSite, type VisitorSite } from './fixtures/visitor-site.ts';

const zone = { locale: 'en-US', timezoneId: 'Europe/Berlin' };
const small: BrowserContextOptions = { ...zone, viewport: { width: 320, height: 568 } };
const wide: BrowserContextOptions = { ...zone, viewport: { width: 1100, height: 800 } };
const hour = 60 * 60 * 1000;
/** A quarter past noon in Berlin, far from midnight and from the nights when clocks are set. */
const noon = Date.UTC(2026, 5, 10, 10, 15);
/** A dozen looks by axe, each a second of work: more than a minute, on a machine that is busy with other tests. */
const manyLooks = { timeout: 180_000 };

describe.skipIf(withoutBrowser())('the visitor page’s callbacks', () => {
  const pages = pagesOf('visitor', serveVisitorSite);
  let site: VisitorSite;
  beforeEach(() => {
    site = pages.site;
    site.chat.offerCallbacks();
  });
  const open = (options: BrowserContextOptions = wide): Promise<Page> => pages.open(options);

  /** The page on a day of its own, so that what it calls tomorrow does not depend on when the test runs. */
  async function openAtNoon(options: BrowserContextOptions = wide): Promise<Page> {
    const page = await open(options);
    await page.clock.setFixedTime(noon);
    await page.reload();
    return page;
  }

  async function form(options: BrowserContextOptions = wide, opened = open(options)): Promise<Page> {
    const page = await opened;
    await page.getByRole('tab', { name: 'Callback' }).click();
    await page.getByLabel('I don’t have an account').check();
    return page;
  }

  const submit = (page: Page): Promise<void> => page.getByRole('button', { name: 'Request callback' }).click();

  async function request(page: Page): Promise<void> {
    await page.getByLabel('Name').fill('Maria Example');
    await page.getByLabel('Telephone number').fill('030 1234567');
    await page.getByLabel('What is it about?').fill('The lamp that I ordered');
    await submit(page);
    await page.getByText('123 456 789').waitFor();
  }

  /** The page asks again as soon as there is a network again. */
  async function look(page: Page): Promise<void> {
    await page.evaluate("window.dispatchEvent(new Event('online'))");
  }

  async function flawless(page: Page): Promise<void> {
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  }

  const headline = (page: Page, text: string): Promise<void> =>
    page.getByRole('heading', { level: 2, name: text }).waitFor();
  const focused = (page: Page): Promise<string> =>
    page.evaluate('document.activeElement.id || document.activeElement.textContent');

  test('are requested, watched and cancelled', async () => {
    const page = await form();
    await request(page);
    expect(site.chat.callbacks.latest().body).toMatchObject({
      ...{ target: 'Support', subject: 'The lamp that I ordered', timeZone: 'Europe/Berlin' },
      participant: { name: 'Maria Example', credentials: '', telephone: '030 1234567' },
    });
    await expect.poll(() => focused(page)).toBe('Your callback');
    await page.getByText('Probably in about 5 to 15 minutes.').waitFor();
    const place = page.getByText('Place in the queue', { exact: true }).locator('xpath=..');
    await expect.poll(() => place.innerText()).toMatch(/3$/);
    site.chat.callbacks.become('connected');
    await look(page);
    await headline(page, 'Jonas Meyer is calling you');
    await page.getByText('JM', { exact: true }).waitFor();
    const until = new Date(Date.now() + 2 * hour).toISOString();
    site.chat.callbacks.become('snoozed', { until });
    await look(page);
    await headline(page, 'We will try again');
    await page.getByRole('button', { name: 'Cancel callback' }).click();
    await expect.poll(() => focused(page)).toBe('Keep it');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('Cancel callback');
    expect(site.chat.callbacks.latest().cancelled).toBe(false);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel callback' }).click();
    await headline(page, 'The callback is cancelled');
    expect(site.chat.callbacks.latest().cancelled).toBe(true);
    await expect.poll(() => focused(page)).toBe('Your callback');
    await page.getByRole('button', { name: 'Back to the start' }).click();
    await page.getByRole('heading', { name: 'How can we help?' }).waitFor();
    const kept = () => page.evaluate<string[]>('[...Object.keys(localStorage), ...Object.keys(sessionStorage)]');
    await expect.poll(kept).toEqual([]);
  });

  test('are still there after a reload and in another tab, and beside a chat', async () => {
    const page = await form();
    await request(page);
    await page.reload();
    await headline(page, 'We will call you back');
    const second = await page.context().newPage();
    await second.goto(site.url);
    await second.getByText('123 456 789').waitFor();
    await second.getByRole('button', { name: 'Other ways to reach us' }).click();
    await second.getByRole('tab', { name: 'Callback' }).click();
    await second.getByText('You have asked for a callback').waitFor();
    await flawless(second);
    await second.getByRole('button', { name: 'Show my request' }).click();
    await headline(second, 'We will call you back');
    site.chat.callbacks.become('complete');
    await look(second);
    await headline(second, 'Your callback is done');
    await look(page);
    await headline(page, 'Your callback is done');
    await page.reload();
    await headline(page, 'Your callback is done');
    expect(site.chat.callbacks.made).toHaveLength(1);
  });

  test('tell beside the field what is wrong, keep what was typed, and never cut it', async () => {
    const page = await form();
    await submit(page);
    await page.getByText('Please look at 2 fields again.').waitFor();
    await expect.poll(() => focused(page)).toBe('iwt-telephone');
    await page.keyboard.type('12');
    await page.locator('#iwt-telephone-error').waitFor({ state: 'detached' });
    // What is being corrected keeps the focus, though another field is still wrong.
    expect(await focused(page)).toBe('iwt-telephone');
    await page.getByLabel('What is it about?').fill('x'.repeat(2001));
    await page.getByText('This is 1 character too long.').waitFor();
    await submit(page);
    // Refused here, before anything is asked of the server.
    await expect.poll(() => focused(page)).toBe('iwt-subject');
    expect(site.chat.callbacks.made).toHaveLength(0);
    expect(await page.getByLabel('What is it about?').inputValue()).toHaveLength(2001);
    await page.getByLabel('What is it about?').fill('x'.repeat(1990));
    await page.getByText('10 characters left').waitFor();
    const params = { field: 'telephone', message: 'Write it like +49 30 1234567.' };
    site.chat.callbacks.refuse.set('create', { reason: 'error.websvc.content.invalid', params });
    await submit(page);
    await page.getByText('Write it like +49 30 1234567.').waitFor();
    await page.locator('#iwt-telephone[aria-describedby="iwt-telephone-error"]').waitFor();
    await flawless(page);
    await page.reload();
    await page.getByRole('tab', { name: 'Callback' }).click();
    await expect.poll(() => page.getByLabel('Telephone number').inputValue()).toBe('12');
    site.chat.callbacks.refuse.clear();
    site.protocol = 500;
    await submit(page);
    await page.getByText('The callback could not be requested.').waitFor();
    site.protocol = 'ok';
    await submit(page);
    await page.getByText('123 456 789').waitFor();
  });

  test('can be made for a time of the visitor’s choice, in the visitor’s zone', async () => {
    // 15:00 and 15:30 in Berlin.
    const slots = ['2026-06-11T13:00:00.000Z', '2026-06-11T13:30:00.000Z'];
    site.chat.callbacks.opening = { open: true, callbacks: true, slots };
    const page = await form(wide, openAtNoon());
    await page.getByLabel('Telephone number').fill('030 1234567');
    await page.getByLabel('What is it about?').fill('The lamp');
    await page.getByLabel('At a time I choose').check();
    await page.getByText('Central European Time (Europe/Berlin)').waitFor();
    const options = (label: string) => page.getByLabel(label, { exact: true }).locator('option').allInnerTexts();
    await expect.poll(() => options('Day')).toEqual(['Tomorrow']);
    await expect.poll(() => options('Time')).toEqual([expect.stringMatching(/^3:00/), expect.stringMatching(/^3:30/)]);
    await page.getByLabel('Time', { exact: true }).selectOption({ index: 1 });
    await flawless(page);
    site.chat.callbacks.refuse.set('create', {
      ...{ reason: 'error.websvc.content.invalid', params: { field: 'preferredTime' } },
    });
    await submit(page);
    await page.getByText('This time is no longer free.').waitFor();
    await expect.poll(() => focused(page)).toBe('iwt-callback-time');
    site.chat.callbacks.refuse.clear();
    await submit(page);
    await page.getByText('123 456 789').waitFor();
    expect(site.chat.callbacks.latest().body).toMatchObject({ preferredTime: slots[1], timeZone: 'Europe/Berlin' });
    await look(page);
    await headline(page, 'We will call you tomorrow at');
  });

  test('stand in for the chat while it is closed', async () => {
    const opensAt = new Date(noon + 24 * hour).toISOString();
    site.chat.callbacks.opening = { open: false, opensAt, callbacks: true, slots: [opensAt] };
    const page = await openAtNoon(small);
    await page.getByText('We are here again tomorrow at').waitFor();
    expect(await page.getByRole('button', { name: 'Start chat' }).count()).toBe(0);
    await flawless(page);
    await page.getByRole('button', { name: 'Leave a message' }).click();
    await page.getByLabel('I don’t have an account').check();
    await page.getByLabel('E-mail address').fill('maria@shop');
    await page.getByLabel('Your message').fill('Where is my lamp?');
    await page.getByRole('button', { name: 'Send message' }).click();
    await page.getByText('This does not look like an e-mail address.').waitFor();
    await page.getByLabel('E-mail address').fill('maria@shop.example');
    await page.getByRole('button', { name: 'Send message' }).click();
    await headline(page, 'We have your message');
    const { body } = site.chat.callbacks.latest();
    expect(body).toMatchObject({ emailAddress: 'maria@shop.example', subject: 'Where is my lamp?' });
    expect(body.participant).not.toHaveProperty('telephone');
    await flawless(page);
  });

  test('are not offered where there are none, with a way on', async () => {
    site.chat.callbacks.opening = { open: true, callbacks: false, slots: [] };
    const page = await openAtNoon();
    await page.getByRole('tab', { name: 'Callback' }).click();
    await page.getByText('We do not call back at the moment.').waitFor();
    await page.getByRole('button', { name: 'Go to the chat' }).click();
    await page.getByRole('button', { name: 'Start chat' }).waitFor();
    const opensAt = new Date(noon + 24 * hour).toISOString();
    site.chat.callbacks.opening = { open: false, opensAt, callbacks: false, slots: [] };
    await page.reload();
    await page.getByText('We are here again tomorrow at').waitFor();
    await page.getByRole('tab', { name: 'Callback' }).click();
    await page.getByText('Our chat opens again tomorrow at').waitFor();
    await flawless(page);
  });

  test('work with a server that has the protocol and nothing more', async () => {
    site.chat.callbacks.opening = undefined;
    site.chat.callbacks.plain = true;
    const page = await form();
    await page.getByLabel('What is it about?').waitFor();
    expect(await page.getByRole('radio').count()).toBe(2);
    await request(page);
    await look(page);
    await page.getByText('Probably in about 5 to 15 minutes.').waitFor();
    site.chat.callbacks.become('connected');
    await look(page);
    await headline(page, 'Jonas Meyer is calling you');
  });

  test('say quietly that the network is away, and go on when it is back', async () => {
    const page = await form();
    await request(page);
    await page.getByText('Probably in about').waitFor();
    await page.context().setOffline(true);
    await page.getByText('You are offline. This page goes on when you are back.').waitFor();
    await flawless(page);
    await page.context().setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    site.protocol = 502;
    await look(page);
    await page.getByText('Connecting again…').waitFor();
    await page.getByRole('button', { name: 'Cancel callback' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel callback' }).click();
    await page.getByText('It could not be cancelled.').waitFor();
    await flawless(page);
    site.protocol = 'ok';
    await page.getByRole('button', { name: 'Try again' }).click();
    await headline(page, 'The callback is cancelled');
  });

  test('announce what changes, and nothing else', async () => {
    const page = await form();
    // From before there is anything to tell, so that nothing is missed.
    await page.evaluate(`
      window.said = [];
      new MutationObserver((changes) => {
        const region = document.querySelector('.iwt-callback-page > .visually-hidden[role=status]');
        if (changes.some(({ target }) => region?.contains(target))) window.said.push(region.textContent);
      }).observe(document, { childList: true, characterData: true, subtree: true });
    `);
    await request(page);
    await page.getByText('Probably in about 5 to 15 minutes.').waitFor();
    site.chat.callbacks.become('waiting', { acdStatus: { queueName: 'Support', queuePosition: 1 } });
    await look(page);
    await page.getByText('You are next').waitFor();
    site.chat.callbacks.become('alerting');
    await look(page);
    await headline(page, 'We are about to call you');
    // Another agent is asked; what the page says to that is the same.
    const assignedAgent = { name: 'Ada Byron', participantID: '00000000-0000-4000-8000-00000000ada0' };
    site.chat.callbacks.become('alerting', { assignedAgent });
    await look(page);
    await page.getByText('AB', { exact: true }).waitFor();
    expect(await page.evaluate('window.said')).toEqual(['We will call you back', 'We are about to call you']);
  });

  test('give a link that finds them again', async () => {
    const page = await form();
    await request(page);
    await page.getByText('Find this request again').click();
    const { participantID } = site.chat.callbacks.latest();
    const link = page.getByLabel('Link to your request');
    await expect.poll(() => link.inputValue()).toBe(`${site.url}callback/${participantID}`);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText(/^(Copied|Selected)/).waitFor();
    await flawless(page);
  });

  test.each([
    ['wide', wide],
    ['small and dark', { ...small, colorScheme: 'dark' as const }],
    ['right to left', small],
  ])('have no accessibility violation in any state (%s)', manyLooks, async (name, options) => {
    const tomorrow = new Date(Date.now() + 24 * hour).toISOString();
    site.chat.callbacks.opening = { open: true, callbacks: true, slots: [tomorrow] };
    const page = await form(options);
    if (name === 'right to left') await page.evaluate("document.documentElement.dir = 'rtl'");
    await flawless(page);
    await page.getByLabel('At a time I choose').check();
    await submit(page);
    await flawless(page);
    await page.getByLabel('As soon as possible').check();
    await page.getByLabel('Telephone number').fill('+49 30 1234567');
    await page.getByLabel('What is it about?').fill('a-rather-long-word-without-a-place-to-break-anywhere-'.repeat(4));
    await submit(page);
    await page.getByText('123 456 789').waitFor();
    await flawless(page);
    // What no other state says, so that the page shows what it was told and not what it began with.
    const states = [
      ['waiting', 'Probably in about 5 to 15 minutes.'],
      ['scheduled', 'We are here again'],
      ['alerting', 'We are about to call you'],
      ['connected', 'Jonas Meyer is calling you'],
      ['snoozed', 'We will try again'],
    ] as const;
    for (const [state, said] of states) {
      site.chat.callbacks.become(state, { until: tomorrow });
      await look(page);
      await page.locator(`.iwt-callback-${state}`).getByText(said).waitFor();
      await flawless(page);
    }
    await page.getByRole('button', { name: 'Cancel callback' }).click();
    await flawless(page);
    await page.keyboard.press('Escape');
    site.chat.callbacks.become('failed');
    await look(page);
    await headline(page, 'We could not reach you');
    await flawless(page);
  });
});
