import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { reservedPort } from '../support/reserved-port.ts';
import { type Served, serve } from '../support/serve.ts';

/** The main job as its people do it: two browsers, a server in a process of its own, and `kill -9` in the middle. */
describe.skipIf(withoutBrowser())('a visitor and an agent', () => {
  let browser: Browser;
  let data: string;
  let site: Served;
  const complaints: string[][] = [];

  beforeEach(async () => {
    data = await mkdtemp(path.join(tmpdir(), 'iwt-browser-'));
    browser = await launchBrowser();
    // Nobody else may have it while the server is away.
    site = await serve(data, '--demo', '--port', String(await reservedPort()));
  });
  afterEach(async () => {
    await browser?.close();
    await site?.kill();
    await rm(data, { recursive: true, force: true });
  });

  async function open(path: string): Promise<Page> {
    const opened = await openPage(browser, `${site.url}${site.root}${path}`);
    complaints.push(opened.complaints as string[]);
    return opened.page;
  }

  async function signIn(page: Page, username: string): Promise<void> {
    const person = site.people.find((one) => one.username === username) as Served['people'][number];
    await page.getByLabel('User name').fill(person.username);
    await page.getByLabel('Password').first().fill(person.password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Set “Available”' }).click();
  }

  /** The texts of a conversation, in the order shown. */
  const said = (page: Page, selector: string) => page.locator(selector).allInnerTexts();

  // Two browsers and a server that starts twice: more than a minute, on a machine that is busy with other tests.
  it('talk, the server is killed and started again, and they go on talking', { timeout: 180_000 }, async () => {
    const agent = await open('/agent/');
    await signIn(agent, 'alicia');
    const visitor = await open('/');
    await visitor.getByLabel('I don’t have an account').check();
    await visitor.getByLabel(/^Name/).fill('Mary');
    await visitor.getByRole('button', { name: 'Start chat' }).click();

    await agent.getByText('Mary').first().waitFor();
    await agent
      .getByRole('button', { name: /Pick up/i })
      .first()
      .click();
    const visitorLog = visitor.getByRole('log');
    const agentLog = agent.locator('.transcript');
    await visitorLog.getByText('Alicia Adams has joined the conversation.').waitFor();

    const visitorBox = visitor.getByRole('textbox', { name: /message/i });
    const agentBox = agent.getByRole('textbox', { name: /message/i });
    await visitorBox.fill('Where is my parcel?');
    await visitor.getByRole('button', { name: 'Send' }).click();
    await agentLog.getByText('Where is my parcel?').waitFor();
    await agentBox.fill('Let me look.');
    await agentBox.press('Enter');
    await visitorLog.getByText('Let me look.').waitFor();

    const port = new URL(site.url).port;
    await site.kill();
    await visitorBox.fill('Are you still there?');
    await visitor.getByRole('button', { name: 'Send' }).click();
    site = { ...(await serve(data, '--port', port)), people: site.people };

    await agentLog.getByText('Are you still there?').waitFor();
    await agentBox.fill('Yes, I am. <b>It comes today</b> & tomorrow.');
    await agentBox.press('Enter');
    await visitorLog.getByText('Yes, I am. <b>It comes today</b> & tomorrow.').waitFor();

    await expect
      .poll(() => said(visitor, '.iwt-message-text'))
      .toEqual(expect.arrayContaining(['Where is my parcel?', 'Let me look.', 'Are you still there?']));
    for (const text of ['Where is my parcel?', 'Let me look.', 'Are you still there?']) {
      await expect.poll(() => visitor.locator('.iwt-message-text', { hasText: text }).count()).toBe(1);
    }

    await visitor.reload();
    await visitorLog.getByText('Yes, I am.').waitFor();
    await expect.poll(() => visitor.locator('.iwt-message-text', { hasText: 'Where is my parcel?' }).count()).toBe(1);
    await agent.getByRole('button', { name: 'Disconnect' }).first().click();
    await agent.getByRole('dialog', { name: 'Disconnect Mary?' }).getByRole('button', { name: 'Disconnect' }).click();
    await visitorLog.getByText('Alicia Adams has left the conversation.').waitFor();
    expect(complaints.flat()).toEqual([]);
  });
});
