import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readOptions } from '../../lib/options/options.ts';
import { axeViolations } from '../support/axe.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { openSite } from '../support/site.ts';

const genuine = `/*global ININ: true */
// Register namespaces
ININ.Web.Common.Type.registerNamespace("ININ.Web.Chat");
ININ.Web.Chat.Config =
{
  "ConfigVersion": 0,
  'ChatTarget': "Marketing", // it's ours
  "CallbackTarget": "Marketing",
  "InteractionTypes": [ "chat", "callback"
],
  "UseEncryption": location.protocol === "https:",
  "ICServerCount": 2,
  "DefaultLanguageCode": "en-us",
};
Bootloader.loaded("config.js");
`.replaceAll('\n', '\r\n');

const wide: BrowserContextOptions = { viewport: { width: 1100, height: 800 }, locale: 'en-US' };
const small: BrowserContextOptions = { viewport: { width: 320, height: 568 }, locale: 'en-US' };

describe.skipIf(withoutBrowser())('configuration.html', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function open(options: BrowserContextOptions = wide): Promise<Page> {
    const site = await openSite();
    const { page, complaints } = await openPage(browser, `${site.url}/configuration.html`, options);
    await page.getByRole('heading', { name: 'Configure Interaction Web Tools' }).waitFor();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url())) sent.push(`${request.method()} ${request.url()}`);
    });
    onTestFinished(async () => {
      // What is entered stays here.
      expect(sent).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
      await site.close();
    });
    return page;
  }

  const load = (page: Page, label: string, name: string, buffer: Buffer) =>
    page.getByLabel(label).setInputFiles({ name, mimeType: 'text/plain', buffer });
  const generate = (page: Page) => page.getByRole('button', { name: 'Generate configuration' }).click();

  async function download(page: Page, name: string): Promise<Buffer> {
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: `Download ${name}` }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toBe(name);
    return readFile(await file.path());
  }

  it('makes both files of a new site', async () => {
    const page = await open();
    await page.getByLabel('Target of chats', { exact: true }).fill('Sales');
    await page.getByLabel('Default language').fill('DE-ch');
    await page.getByLabel('Target of callbacks', { exact: true }).fill('jane');
    await page.getByRole('group', { name: 'Type of the target of callbacks' }).getByLabel('User').check();
    await page.getByRole('group', { name: 'Secure connection' }).getByLabel('no').check();
    await page.getByLabel('Address of CIC server 1').fill(' http://icserver:8114/ ');
    await generate(page);
    await page.getByRole('heading', { name: 'Your files' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Your files');
    const config = (await download(page, 'config.js')).toString();
    expect(config).toContain('ININ.Web.Chat.Config =\n{\n  "ConfigVersion": 0,\n  "ChatTarget": "Sales",\n');
    expect(config).toContain('"UseEncryption": false,\n  "ICServerCount": 1,\n  "DefaultLanguageCode": "de-ch"\n};');
    const options = JSON.parse((await download(page, 'iwt.json')).toString());
    expect(options).toEqual({
      cic: { servers: ['http://icserver:8114'], switchover: 'documented', net: false },
      ...{ chatTarget: 'Sales', chatTargetType: 'Workgroup', callbackTarget: 'jane', callbackTargetType: 'User' },
      interactionTypes: ['Chat', 'Callback'],
    });
    readOptions(options);
    await page.getByLabel('Target of chats', { exact: true }).fill('Other');
    await page.getByText('You have changed an answer.').waitFor();
  });

  it('reads a file and changes nothing else in it', async () => {
    const page = await open();
    await load(page, 'Open config.js', 'config.js', Buffer.from(genuine));
    await page.getByText('config.js is read.').waitFor();
    await expect.poll(() => page.getByLabel('Target of chats', { exact: true }).inputValue()).toBe('Marketing');
    await expect
      .poll(() => page.getByRole('group', { name: 'Number of CIC servers' }).getByLabel('2').isChecked())
      .toBe(true);
    await page.getByText('The file computes this by itself: location.protocol === "https:".').waitFor();
    await generate(page);
    await page.getByText('Nothing changes in this file.').waitFor();
    expect((await download(page, 'config.js')).toString()).toBe(genuine);
    await page.getByLabel('Target of chats', { exact: true }).fill("Ann's");
    await page.getByLabel('Leave it to the file').uncheck();
    await page.getByRole('group', { name: 'Secure connection' }).getByLabel('yes').check();
    await generate(page);
    await page.getByText('ChatTarget: "Marketing" → "Ann\'s"').waitFor();
    expect((await download(page, 'config.js')).toString()).toBe(
      genuine.replace('"Marketing", //', '"Ann\'s", //').replace('location.protocol === "https:"', 'true'),
    );
  });

  it('keeps UTF-16, and other options of iwt.json', async () => {
    const page = await open();
    const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
    await load(page, 'Open config.js', 'config.js', utf16(genuine));
    await page.getByText('config.js is read.').waitFor();
    await load(
      page,
      'Open iwt.json',
      'iwt.json',
      Buffer.from('{"root":"/help","cic":{"servers":["http://a","http://b"],"ca":"ca.pem"}}'),
    );
    await page.getByText('iwt.json is read.').waitFor();
    await expect.poll(() => page.getByLabel('Address of CIC server 2').inputValue()).toBe('http://b');
    await page.getByLabel('Target of chats', { exact: true }).fill('販売');
    await page.getByLabel('Transparent: the gateway finds the active server').check();
    await generate(page);
    await page.getByRole('heading', { name: 'Your files' }).waitFor();
    expect(await download(page, 'config.js')).toEqual(utf16(genuine.replace('"Marketing", //', '"販売", //')));
    expect(JSON.parse((await download(page, 'iwt.json')).toString())).toMatchObject({
      root: '/help',
      cic: { servers: ['http://a', 'http://b'], ca: 'ca.pem', switchover: 'transparent' },
    });
  });

  it('takes pasted text, and says what it cannot understand', async () => {
    const page = await open();
    await page.getByText('Paste the text instead').click();
    const paste = async (text: string) => {
      await page.getByLabel('Text of config.js').fill(text);
      await page.getByRole('button', { name: 'Read the text' }).click();
    };
    await paste('X = {\n"ChatTarget": "cut off');
    await page.getByText('config.js cannot be understood: something in line 2 begins and does not end.').waitFor();
    await paste('X = { ChatTarget: "A" }; X = { ChatTarget: "B" };');
    await page.getByText('config.js sets its values in more than one place (line 1).').waitFor();
    await paste('define({ ChatTarget: "Sales" });');
    await page.getByText('config.js is read.').waitFor();
    await expect.poll(() => page.getByRole('alert').filter({ hasText: /\S/ }).count()).toBe(0);
    await load(page, 'Open config.js', 'config.js', Buffer.from('X = { "ChatTarget": "M\xfcnchen" }', 'latin1'));
    await page.getByText('config.js is neither UTF-8 nor UTF-16.').waitFor();
    // What was read before still stands.
    await expect.poll(() => page.getByLabel('Target of chats', { exact: true }).inputValue()).toBe('Sales');
    await load(page, 'Open iwt.json', 'iwt.json', Buffer.from('[]'));
    await page.getByText('iwt.json is no JSON object.').waitFor();
  });

  it('says beside the field what is wrong, and takes one there', async () => {
    const page = await open();
    await page.getByLabel('Default language').fill('German');
    await page.getByRole('group', { name: 'Interaction types' }).getByLabel('Callback').uncheck();
    await page.getByRole('group', { name: 'Number of CIC servers' }).getByLabel('2').check();
    await page.getByLabel('Address of CIC server 2').fill('http://ic2');
    await generate(page);
    await page.getByText('Please look at 3 answers again.').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('language');
    await expect
      .poll(() => page.getByLabel('Default language').getAttribute('aria-describedby'))
      .toBe('language-error language-hint');
    await page.getByText('This is no language code.').waitFor();
    await page.getByText('Please name this server, too, or neither of them.').waitFor();
    await page.getByLabel('Default language').fill('de');
    await page.getByText('Please look at 2 answers again.').waitFor();
    await page.getByLabel('Target of chats', { exact: true }).fill('Sales');
    await page.getByLabel('Address of CIC server 1').fill('http://ic2');
    await generate(page);
    await page.getByText('Both addresses are the same.').waitFor();
    await page.getByLabel('Address of CIC server 1').fill('');
    await page.getByLabel('Address of CIC server 2').fill('');
    await page.getByRole('group', { name: 'Interaction types' }).getByLabel('Chat').uncheck();
    await generate(page);
    await page.getByText('Please name chat, callback or both.').waitFor();
    expect(await page.getByRole('heading', { name: 'Your files' }).count()).toBe(0);
  });

  it('shows hostile files as text', async () => {
    const page = await open();
    const name = '<img src=x onerror=window.hurt=1>';
    const text = `X = { ChatTarget: "${name}", CallbackTarget: window.hurt = 1, UseEncryption: "<b>" }`;
    await load(page, 'Open config.js', '<b>config.js', Buffer.from(text));
    await page.getByText('The file computes this by itself: window.hurt = 1.').waitFor();
    await generate(page);
    await page.getByRole('heading', { name: 'Your files' }).waitFor();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect((await download(page, 'config.js')).toString()).toContain(`ChatTarget: "${name}"`);
  });

  it('can be used by keyboard alone', async () => {
    const page = await open();
    await page.getByLabel('Target of chats', { exact: true }).focus();
    await page.keyboard.type('Sales');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await page.keyboard.type('jane');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your files' }).waitFor();
    expect(JSON.parse((await download(page, 'iwt.json')).toString())).toMatchObject({
      ...{ chatTarget: 'Sales', chatTargetType: 'User', callbackTarget: 'jane' },
    });
  });

  it.each([
    ['wide', wide],
    ['small and dark', { ...small, colorScheme: 'dark' as const }],
    ['right to left', small],
  ])('has no accessibility violation and nothing to scroll to the side (%s)', async (name, options) => {
    const page = await open(options);
    if (name === 'right to left') await page.evaluate("document.documentElement.dir = 'rtl'");
    const flawless = async () => {
      expect(await axeViolations(page)).toEqual([]);
      await expect
        .poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth'))
        .toBeLessThanOrEqual(0);
    };
    await flawless();
    await page.getByText('Paste the text instead').click();
    await generate(page);
    await page.getByText('Please look at 2 answers again.').waitFor();
    await flawless();
    await load(page, 'Open config.js', 'config.js', Buffer.from('nonsense'));
    await page.getByText('none of the settings').waitFor();
    await flawless();
    await load(page, 'Open config.js', 'config.js', Buffer.from(genuine));
    await page.getByText('config.js is read.').waitFor();
    await page.getByLabel('Target of chats', { exact: true }).fill('Sales');
    await generate(page);
    await page.getByRole('heading', { name: 'Your files' }).waitFor();
    const copy = page.getByRole('button', { name: 'Copy' }).first();
    await copy.waitFor();
    await copy.click();
    await page
      .getByText(/^(Copied$|Selected: press)/)
      .first()
      .waitFor();
    await flawless();
  });
});
