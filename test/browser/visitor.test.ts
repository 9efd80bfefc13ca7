import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { withoutBrowser } from '../support/browser.ts';
import { pagesOf } from './fixtures/pages.ts';
import { serveVisitorSite, type VisitorSite } from './fixtures/visitor-site.ts';

const small: BrowserContextOptions = { viewport: { width: 320, height: 568 }, locale: 'en-US' };
const wide: BrowserContextOptions = { viewport: { width: 1100, height: 800 }, locale: 'en-US' };
/** A dozen looks by axe, each a second of work: more than a minute, on a machine that is busy with other tests. */
const manyLooks = { timeout: 180_000 };

describe.skipIf(withoutBrowser())('the visitor page', () => {
  const pages = pagesOf('visitor', serveVisitorSite);
  let site: VisitorSite;
  beforeEach(() => {
    site = pages.site;
  });
  const open = (options: BrowserContextOptions = wide, query = ''): Promise<Page> =>
    pages.open(options, site.url + query);

  async function startChat(page: Page, name = 'Maria'): Promise<void> {
    await page.getByLabel('I don’t have an account').check();
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByLabel('Your message').waitFor();
  }

  /** No violation in this state, and nothing to scroll sideways. */
  async function flawless(page: Page): Promise<void> {
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  }

  /** A field and the words that say what is wrong with it belong together. */
  const described = (page: Page, field: string): Promise<void> =>
    page.locator(`#${field}[aria-describedby="${field}-error"]`).waitFor();

  const messages = (page: Page): Promise<readonly string[]> => page.locator('.iwt-message-text').allInnerTexts();
  const focused = (page: Page): Promise<string> =>
    page.evaluate('document.activeElement.id || document.activeElement.textContent');

  test('weighs at most 40 KB compressed, from this site alone, with nothing inline', async () => {
    const html = await readFile(path.join(pages.folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|https?:\/\//);
    let total = gzipSync(html).length;
    for (const file of await readdir(path.join(pages.folder, 'assets'))) {
      if (!/^(history|callback)/.test(file))
        total += gzipSync(await readFile(path.join(pages.folder, 'assets', file))).length;
    }
    expect(total).toBeLessThan(40_000);
  });

  test.each([
    ['wide', wide],
    ['small and dark', { ...small, colorScheme: 'dark' as const }],
    ['right to left', small],
  ])('has no accessibility violation in any state (%s)', manyLooks, async (name, options) => {
    const page = await open(options);
    await page.getByRole('tab', { name: 'Chat' }).waitFor();
    if (name === 'right to left') await page.evaluate("document.documentElement.dir = 'rtl'");
    await page.getByText('3 agents available').waitFor();
    await flawless(page);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await described(page, 'iwt-username');
    await flawless(page);
    await page.getByRole('tab', { name: 'Callback' }).click();
    await page.getByText('Callbacks are not open yet.').waitFor();
    await flawless(page);
    await page.getByRole('tab', { name: 'Create an account' }).click();
    await page.getByRole('button', { name: 'Create account' }).click();
    await described(page, 'iwt-new-username');
    await flawless(page);
    await page.getByRole('tab', { name: 'Chat' }).click();
    site.chat.queue = { agentsAvailable: 0, estimatedWaitTime: 130 };
    await startChat(page, 'Maria Example');
    site.chat.system('Welcome.');
    await page.getByText('The wait is about 2 minutes.').waitFor();
    await flawless(page);
    const jonas = site.chat.agentJoins('Jonas Meyer');
    site.chat.says(jonas, 'See https://shop.example/a-rather-long-address/that/has/no/place/to/break/anywhere-at-all');
    site.chat.says(jonas, 'https://shop.example/returns', 'url');
    site.chat.says(jonas, '/websvcs/chat/getfile/x/0a1b/return-form.pdf', 'file');
    // Typing is told to whoever listens at that moment, and told again as long as it goes on.
    const typing = async () => {
      site.chat.types(jonas, true);
      return page.getByText('is typing').count();
    };
    await expect.poll(typing).toBe(1);
    await flawless(page);
    site.chat.state(jonas, 'held');
    site.chat.refuse.set('sendMessage', 'error.websvc.content.invalid');
    await page.getByLabel('Your message').fill('refused');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('button', { name: 'Remove' }).waitFor();
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('button', { name: 'Printable chat history' }).waitFor();
    await flawless(page);
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByRole('dialog').waitFor();
    await flawless(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    site.protocol = 'down';
    site.cutStreams();
    await page.getByText('Connecting again…').waitFor();
    await flawless(page);
    site.protocol = 'ok';
    // Otherwise it tries again less and less often, and so the later the longer the look at it took.
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.getByText('Connecting again…').waitFor({ state: 'detached' });
    site.chat.ends();
    await page.getByRole('button', { name: 'Start a new chat' }).waitFor();
    await flawless(page);
  });

  test('can be used by keyboard alone, with the focus always somewhere sensible', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Chat' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page)).toBe('iwt-tab-callback');
    await page.keyboard.press('End');
    await expect.poll(() => focused(page)).toBe('iwt-tab-register');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('iwt-new-username');
    await page.keyboard.type('peter');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('iwt-new-password');
    await page.keyboard.type('a few words in a row');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('iwt-confirm-password');
    await page.keyboard.type('a few words in a row');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('iwt-password');
    await page.keyboard.type('a few words in a row');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('iwt-compose');
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    await page.getByText('Sent', { exact: true }).waitFor();
    expect(site.chat.texts()).toEqual(['one\ntwo']);
    await page.getByRole('button', { name: 'End chat' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Keep chatting');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('End chat');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Keep chatting');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('End chat');
    await page.keyboard.press('Enter');
    await page.getByText('You ended the chat.').waitFor();
    await expect.poll(() => focused(page)).toBe('You ended the chat.');
    await page.getByRole('button', { name: 'Start a new chat' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('How can we help?');
  });

  test('says beside the field what is wrong', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('Please look at 2 fields again.').waitFor();
    await expect.poll(() => focused(page)).toBe('iwt-username');
    await page.getByLabel('User name').fill('maria');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('The user name or the password is wrong.').waitFor();
    await described(page, 'iwt-password');
    await page.reload();
    await expect.poll(() => page.getByLabel('User name').inputValue()).toBe('maria');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await page.getByLabel('I don’t have an account').check();
    await page.getByRole('tab', { name: 'Create an account' }).click();
    await page.getByLabel('User name').fill('maria');
    await page.getByLabel('Password', { exact: true }).fill('lantern soup river');
    await page.getByLabel('Confirm password').fill('lantern soup rivers');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('The two passwords are not the same.').waitFor();
    await page.getByLabel('Confirm password').fill('lantern soup river');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('This user name is taken.').waitFor();
    // Whoever has made an account is asked for its password, whatever was chosen before.
    await page.getByLabel('User name').fill('vera');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect.poll(() => focused(page)).toBe('iwt-password');
  });

  test('offers what the server can do, and no more', async () => {
    const { chat } = site.chat.capabilities;
    site.chat.capabilities = {
      ...site.chat.capabilities,
      common: [],
      chat: (chat ?? []).filter((item) => item !== 'supportAuthenticationTracker'),
    };
    site.config = { ...site.config, InteractionTypes: 'chat', ChatTarget: 'Nobody' };
    const page = await open();
    await page.getByLabel('Name').waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Chat']);
    expect(await page.getByRole('radio').count()).toBe(0);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('The team you want to reach does not exist here.').waitFor();
    site.chat.capabilities = { ...site.chat.capabilities, chat: ['poll'] };
    await page.reload();
    await page.getByText('The chat is closed at the moment.').waitFor();
  });

  test('survives reload, with the conversation, the draft and what had not gone out', async () => {
    const page = await open();
    await startChat(page);
    const jonas = site.chat.agentJoins('Jonas');
    site.chat.says(jonas, 'Hello!');
    await page.getByText('Hello!', { exact: true }).waitFor();
    site.protocol = 'down';
    site.cutStreams();
    await page.getByLabel('Your message').fill('never left');
    await page.keyboard.press('Enter');
    await page.getByText('Not sent yet.').waitFor();
    await page.getByLabel('Your message').fill('half a sent');
    site.chat.says(jonas, 'Are you there?');
    site.protocol = 'ok';
    await page.reload();
    await page.getByText('Sent', { exact: true }).waitFor();
    await page.getByText('Are you there?', { exact: true }).waitFor();
    await expect.poll(() => messages(page)).toEqual(['Hello!', 'Are you there?', 'never left']);
    expect(site.chat.texts()).toEqual(['never left']);
    await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('half a sent');
  });

  test('goes on by polling where streams do not come through', async () => {
    site.stream = 'refused';
    const page = await open();
    await startChat(page);
    site.chat.says(site.chat.agentJoins('Jonas'), 'By poll.');
    await page.getByText('By poll.', { exact: true }).waitFor();
    await page.getByLabel('Your message').fill('Me too.');
    await page.keyboard.press('Enter');
    await page.getByText('Sent', { exact: true }).waitFor();
  });

  test('says that it is offline, and goes on by itself', async () => {
    const page = await open();
    await startChat(page);
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await page.getByLabel('Your message').fill('later');
    await page.keyboard.press('Enter');
    site.chat.system('meanwhile');
    await page.getByText('Not sent yet.').waitFor();
    await page.context().setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    await page.getByText('Sent', { exact: true }).waitFor();
    await expect.poll(() => messages(page)).toEqual(['meanwhile', 'later']);
  });

  test('shows hostile text as text', async () => {
    const page = await open();
    const hostile =
      '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script> javascript:window.hurt=1 {name} \u202E';
    await startChat(page, '<b>Maria</b>');
    const agent = site.chat.agentJoins('<i onmouseover=alert(1)>Jonas</i>');
    site.chat.says(agent, hostile);
    site.chat.says(agent, 'javascript:window.hurt=1', 'url');
    site.chat.says(agent, '//evil.example/websvcs/x', 'file');
    site.chat.system(hostile);
    await expect.poll(() => messages(page)).toHaveLength(4);
    expect((await messages(page))[0]).toBe(hostile);
    await page.getByText('<i onmouseover=alert(1)>Jonas</i>').first().waitFor();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await page.locator('.iwt-received-messages-panel a').count()).toBe(0);
  });

  test('stays where one reads, and leads to what is new', async () => {
    const page = await open(small);
    await startChat(page);
    const jonas = site.chat.agentJoins('Jonas');
    for (let line = 0; line < 30; line += 1) site.chat.says(jonas, `line ${line}`);
    await page.getByText('line 29', { exact: true }).waitFor();
    const log = "document.querySelector('[role=log]')";
    await page.evaluate(`${log}.scrollTop = 100`);
    await page.getByRole('button', { name: 'Newest messages' }).waitFor();
    site.chat.says(jonas, 'new');
    await page.getByRole('button', { name: '1 new message' }).waitFor();
    expect(await page.evaluate(`${log}.scrollTop`)).toBe(100);
    await page.getByRole('button', { name: '1 new message' }).click();
    await page.getByRole('button', { name: 'new message' }).waitFor({ state: 'detached' });
    await expect
      .poll(() => page.evaluate(`${log}.scrollHeight - ${log}.scrollTop - ${log}.clientHeight`))
      .toBeLessThan(2);
  });

  test('keeps the newest in sight while a keyboard and a longer draft take room', async () => {
    const page = await open({ ...small, hasTouch: true, isMobile: true });
    await startChat(page);
    const jonas = site.chat.agentJoins('Jonas');
    for (let line = 0; line < 30; line += 1) site.chat.says(jonas, `line ${line}`);
    await page.getByText('line 29', { exact: true }).waitFor();
    await page.setViewportSize({ width: 320, height: 320 });
    await page.getByLabel('Your message').fill('a line\n'.repeat(10));
    const log = "document.querySelector('[role=log]')";
    await expect
      .poll(() => page.evaluate(`${log}.scrollHeight - ${log}.scrollTop - ${log}.clientHeight`))
      .toBeLessThan(2);
    expect(await page.getByRole('button', { name: 'Newest messages' }).count()).toBe(0);
  });

  test('prints its history from a window of its own', async () => {
    const page = await open();
    await startChat(page);
    site.chat.says(site.chat.agentJoins('Jonas'), 'Hello <b>there</b>');
    await page.getByText('Hello <b>there</b>', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Options' }).click();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Printable chat history' }).click();
    const history = await opened;
    await history.getByRole('cell', { name: 'Hello <b>there</b>' }).waitFor();
    await expect
      .poll(() => history.evaluate('getComputedStyle(document.querySelector("table")).borderCollapse'))
      .toBe('collapse');
    expect(await axeViolations(history)).toEqual([]);
  });

  test('follows a chat in two tabs, and forgets it when it is over', async () => {
    const first = await open();
    await startChat(first);
    const second = await first.context().newPage();
    await second.goto(site.url);
    await second.getByLabel('Your message').fill('from the second tab');
    await second.keyboard.press('Enter');
    await first.getByText('from the second tab', { exact: true }).waitFor();
    await second.getByRole('button', { name: 'End chat' }).click();
    await second.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
    await second.getByText('You ended the chat.').waitFor();
    await first.getByText('The chat has ended.').waitFor();
    await first.reload();
    await first.getByText('from the second tab', { exact: true }).waitFor();
    await first.getByRole('button', { name: 'Start a new chat' }).click();
    await first.getByRole('heading', { name: 'How can we help?' }).waitFor();
    await second.close();
    const kept = () => first.evaluate<string[]>('[...Object.keys(localStorage), ...Object.keys(sessionStorage)]');
    await expect.poll(async () => (await kept()).filter((key) => !key.includes('preference'))).toEqual([]);
  });

  test('tries by itself to load what it could not, and says so', async () => {
    site.protocol = 502;
    const page = await open();
    await page.getByRole('heading', { name: 'The chat could not be loaded.' }).waitFor();
    await flawless(page);
    site.protocol = 'ok';
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.getByRole('tab', { name: 'Chat' }).waitFor();
    // At the button alone: what it would do by itself after ten seconds never comes.
    await page.addInitScript('setTimeout = ((real) => (run, ms) => ms >= 10000 ? 0 : real(run, ms))(setTimeout)');
    site.protocol = 502;
    await page.reload();
    await page.getByRole('heading', { name: 'The chat could not be loaded.' }).waitFor();
    site.protocol = 'ok';
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('tab', { name: 'Chat' }).waitFor();
  });
});
