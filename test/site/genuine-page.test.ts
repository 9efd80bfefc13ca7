import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { iwt } from '../../lib/iwt.ts';
import type { CicServerOption } from '../../lib/proxy/option.ts';
import { axeViolations } from '../support/axe.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { silentLog } from '../support/databases.ts';
import { type GenuinePair, openGenuinePair } from './genuine-server.ts';

const sentence =
  'Sorry for the inconvenience, but we have encountered a system failure that will require you to start a new chat.';

/** The page as the package builds it, from our gateway, in front of servers that know the documented protocol and no more. */
describe.skipIf(withoutBrowser())('our page, our gateway and genuine CIC servers', () => {
  let browser: Browser;
  let pair: GenuinePair;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    pair = await openGenuinePair();
    return () => pair.close();
  });

  interface Mount {
    readonly servers?: 1 | 2;
    readonly path?: string;
    readonly more?: readonly Partial<CicServerOption>[];
  }

  /** Opens the page of a site that mounts the gateway below `path`. */
  async function open({ servers = 2, path = '/', more = [] }: Mount = {}): Promise<Page> {
    const upstreams = pair.servers.slice(0, servers).map(({ origin }, index) => ({ http: origin, ...more[index] }));
    const mounted = iwt({
      database: 'sqlite::memory:',
      logger: silentLog,
      chatTarget: 'Marketing',
      cic: { servers: upstreams },
    });
    const app = express();
    app.use(path, mounted);
    const server = http.createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await mounted.ready();
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path === '/' ? '' : path}/I3Root/`;
    const { page, complaints } = await openPage(browser, root, { locale: 'en-US' });
    onTestFinished(async () => {
      await page.context().close();
      await mounted.close();
      server.closeAllConnections();
      server.close();
      expect(complaints).toEqual([]);
      // Whatever happened, the servers were told nothing that is not documented.
      expect(pair.faults).toEqual([]);
    });
    return page;
  }

  async function chatOn(page: Page): Promise<string> {
    await page.getByLabel('Name').fill('Maria');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await line(page, 'Welcome to CIC!').waitFor();
    const jonas = pair.agentJoins('Jonas');
    pair.says(jonas, 'Good morning!');
    await line(page, 'Good morning!').waitFor();
    return jonas;
  }

  /** A line of the conversation; the live region says the same. */
  const line = (page: Page, text: string) => page.getByRole('log').getByText(text, { exact: true });
  const box = (page: Page) => page.getByLabel('Your message');
  async function say(page: Page, text: string): Promise<void> {
    await box(page).fill(text);
    await box(page).press('Enter');
  }
  /** What was handed out is there: the page asks again. What is lost on the way then never comes, as with the original. */
  async function heardAll(): Promise<void> {
    await expect.poll(() => pair.chat().waiting).toEqual([]);
    const polls = () => pair.calls.filter((call) => call === 'chat/poll').length;
    const before = polls();
    await expect.poll(polls).toBeGreaterThan(before);
  }
  const lines = (page: Page) => page.locator('.iwt-message-text').allInnerTexts();

  const prefixes = [
    { prefix: '/SomeDirectory/ICProxy', pluginPrefix: '/SomeDirectory/Pages' },
    { prefix: '/SomeDirectory/ICProxy_B', pluginPrefix: '/SomeDirectory/Pages_B' },
  ];
  it.each<[string, Mount]>([
    ['one server', { servers: 1 }],
    ['two servers', {}],
    ['a mount path', { path: '/shop' }],
    ['one server with a prefix of its own', { servers: 1, more: prefixes }],
    ['two servers with prefixes of their own, at a mount path', { path: '/shop', more: prefixes }],
  ])('chat: %s', async (_name, mount) => {
    const page = await open(mount);
    await expect.poll(() => page.getByRole('tab').allInnerTexts()).toEqual(['Chat', 'Callback']);
    const jonas = await chatOn(page);
    await say(page, 'Where is my parcel?');
    await expect.poll(() => pair.chat().texts).toEqual(['Where is my parcel?']);
    await page.getByText('Sent', { exact: true }).waitFor();
    pair.says(jonas, 'On its way.');
    await line(page, 'On its way.').waitFor();
    await expect
      .poll(() => lines(page))
      .toEqual(['Welcome to CIC!', 'Good morning!', 'Where is my parcel?', 'On its way.']);
    await page.getByRole('button', { name: 'Options' }).click();
    await page.locator('.iwt-options-panel').waitFor();
    // What only our own server has is not offered.
    expect(await page.getByText('Download the transcript').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
    await page.getByText('You ended the chat.').waitFor();
    await expect.poll(() => pair.chat().over).toBe(true);
  });

  it('goes on after a reload, with everything that was said', async () => {
    const page = await open();
    const jonas = await chatOn(page);
    await say(page, 'First.');
    await page.getByText('Sent', { exact: true }).waitFor();
    await heardAll();
    await box(page).fill('half a sent');
    await page.reload();
    await line(page, 'First.').waitFor();
    pair.says(jonas, 'After the reload.');
    await line(page, 'After the reload.').waitFor();
    await expect.poll(() => lines(page)).toEqual(['Welcome to CIC!', 'Good morning!', 'First.', 'After the reload.']);
    await expect.poll(() => box(page).inputValue()).toBe('half a sent');
    expect(pair.chat().texts).toEqual(['First.']);
  });

  it('takes events from wherever they come, once', async () => {
    pair.echoesInAnswers = true;
    const page = await open();
    const jonas = await chatOn(page);
    pair.says(jonas, 'While you wrote.');
    await say(page, 'Mine.');
    await page.getByText('Sent', { exact: true }).waitFor();
    await line(page, 'While you wrote.').waitFor();
    await expect.poll(async () => (await lines(page)).slice(2).sort()).toEqual(['Mine.', 'While you wrote.']);
  });

  describe.each([
    ['counts on', false],
    ['counts anew', true],
  ])('a server that %s after a reconnect', (_name, renumbers) => {
    it.each<[string, () => Promise<unknown>]>([
      ['answers 503, because the other one is active', async () => {}],
      ['is gone', () => pair.servers[0].stop()],
    ])('the chat goes on at the second server when the first %s', async (_what, fail) => {
      pair.renumbers = renumbers;
      const page = await open();
      const jonas = await chatOn(page);
      await say(page, 'Before.');
      await page.getByText('Sent', { exact: true }).waitFor();
      await heardAll();
      await box(page).fill('half a sent');
      pair.active = 'none';
      await fail();
      await page.getByText('Connecting again…').waitFor();
      expect(await box(page).inputValue()).toBe('half a sent');
      await box(page).press('Enter');
      pair.says(jonas, 'Meanwhile.');
      pair.active = 1;
      await page.getByText('Connecting again…').waitFor({ state: 'detached' });
      await line(page, 'Meanwhile.').waitFor();
      await expect.poll(() => pair.chat().texts).toEqual(['Before.', 'half a sent']);
      await page.getByText('Sent', { exact: true }).waitFor();
      await say(page, 'After.');
      await expect.poll(() => pair.chat().texts).toEqual(['Before.', 'half a sent', 'After.']);
      pair.says(jonas, 'Good.');
      await line(page, 'Good.').waitFor();
      const said = await lines(page);
      // Which of the two is first is settled when the connection is back: what waits is sent as soon as events are asked for.
      const [first, second] = said.splice(3, 2);
      expect(new Set([first, second])).toEqual(new Set(['Meanwhile.', 'half a sent']));
      expect(said).toEqual(['Welcome to CIC!', 'Good morning!', 'Before.', 'After.', 'Good.']);
      expect(pair.calls.filter((call) => call === 'chat/start')).toHaveLength(1);
    });
  });

  it('says the documented sentence when the chat is refused, and takes what was written along to a new one', async () => {
    const page = await open();
    await chatOn(page);
    await box(page).fill('What I wanted to say');
    pair.forgetChats();
    await pair.servers[0].stop();
    pair.active = 1;
    const alert = page.getByRole('alert').filter({ hasText: sentence });
    await alert.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const link = alert.getByRole('link', { name: 'Start a new chat' });
    await expect.poll(() => link.getAttribute('href')).toContain('?server=I3Root%2FServer');
    await link.click();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await line(page, 'Welcome to CIC!').waitFor();
    await expect.poll(() => box(page).inputValue()).toBe('What I wanted to say');
    await box(page).press('Enter');
    await expect.poll(() => pair.chat().texts).toEqual(['What I wanted to say']);
  });

  it('goes on by itself when the server that knows the chat is back', async () => {
    const page = await open();
    const jonas = await chatOn(page);
    const { chatID } = pair.chat();
    await pair.servers[0].stop();
    // The other one is active, and without the chat: no interaction recovery.
    const known = pair.chat();
    pair.forgetChats();
    pair.active = 1;
    await page.getByText(sentence).waitFor();
    pair.remember(known);
    pair.active = 0;
    await pair.servers[0].start();
    await page.getByText(sentence).waitFor({ state: 'detached' });
    pair.says(jonas, 'Here we are again.');
    await line(page, 'Here we are again.').waitFor();
    expect(pair.chat().chatID).toBe(chatID);
  });

  it('ends with the documented sentence when the only server has lost the chat', async () => {
    const page = await open({ servers: 1 });
    await chatOn(page);
    await box(page).fill('not said');
    await pair.servers[0].stop();
    await page.getByText('Connecting again…').waitFor();
    pair.forgetChats();
    await pair.servers[0].start();
    await page.getByRole('heading', { name: sentence }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Start a new chat' }).click();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await line(page, 'Welcome to CIC!').waitFor();
    await expect.poll(() => box(page).inputValue()).toBe('not said');
  });

  it('never sends a message twice by itself: one that arrived comes back', async () => {
    const page = await open();
    await chatOn(page);
    pair.nextSend = 'swallow';
    await say(page, 'Only once.');
    await page.getByText('Sent', { exact: true }).waitFor();
    await say(page, 'And another.');
    await expect.poll(() => pair.chat().texts).toEqual(['Only once.', 'And another.']);
    await line(page, 'And another.').waitFor();
    expect((await lines(page)).filter((line) => line === 'Only once.')).toHaveLength(1);
  });

  it('leaves to the visitor a message that did not arrive', async () => {
    const page = await open();
    await chatOn(page);
    pair.nextSend = 'drop';
    await say(page, 'Lost.');
    await page.getByText('Not sent.', { exact: true }).waitFor();
    expect(pair.chat().texts).toEqual([]);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => pair.chat().texts).toEqual(['Lost.']);
    await page.getByText('Sent', { exact: true }).waitFor();
  });

  it('a chat begins at whichever server is active by then', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Start chat' }).waitFor();
    pair.active = 1;
    await chatOn(page);
    expect(pair.calls.filter((call) => call === 'chat/start')).toHaveLength(1);
  });

  it('a chat that could not begin at a server that is gone begins at the other one with the next try', async () => {
    const page = await open();
    await page.getByLabel('Name').fill('Maria');
    await pair.servers[0].stop();
    pair.active = 1;
    const other = page.waitForResponse(
      (response) => response.ok() && /Server2\/websvcs\/serverConfiguration/.test(response.url()),
    );
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('The chat could not be started.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Maria');
    await (await other).finished();
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await line(page, 'Welcome to CIC!').waitFor();
    expect(pair.calls.filter((call) => call === 'chat/start')).toHaveLength(1);
  });

  it('asks for a callback without what only our own server has', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Callback' }).click();
    await page.getByLabel('Telephone number').waitFor();
    expect(await page.getByText('When shall we call?').count()).toBe(0);
    expect(await page.getByText('Answer by e-mail').count()).toBe(0);
  });
});
