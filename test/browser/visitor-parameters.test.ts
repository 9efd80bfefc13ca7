import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { openSite, type Site } from '../support/site.ts';

/** What the visitor's page makes of parameters, in a real browser against the real server. */
describe.skipIf(withoutBrowser())('the page of a visitor', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function open() {
    const site: Site = await openSite();
    onTestFinished(() => site.close());
    const { page } = await openPage(browser, `${site.url}/`);
    onTestFinished(() => page.context().close());
    const set = (name: string, value: string | number) => site.iwt.services.params.set(name, value, 'test');
    return { page, set };
  }

  it('follows ChatAccessControl: at once when it is refused, and when it is loaded', async () => {
    const { page, set } = await open();
    await page.getByLabel('I don’t have an account').check();
    await set('ChatAccessControl', 2);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('It is only for visitors with an account at the moment.').waitFor();
    await page.getByLabel('Password').waitFor();
    await page.getByLabel('I don’t have an account').waitFor({ state: 'detached' });
    await set('ChatAccessControl', 3);
    await page.reload();
    await page.getByLabel('Name').waitFor();
    await page.getByLabel('Password').waitFor({ state: 'detached' });
    await set('ChatAccessControl', 0);
    await page.reload();
    await page.getByRole('tab', { name: 'Callback' }).waitFor();
    await page.getByRole('tab', { name: 'Chat' }).waitFor({ state: 'detached' });
    await set('CallbackAccessControl', 0);
    await page.reload();
    await page.getByText('The chat is closed at the moment.').waitFor();
  });

  it('reports its own errors, and nobody else’s, while AllowClientProblemReport is 1', async () => {
    const { page, set } = await open();
    await set('AllowClientProblemReport', 1);
    await page.getByLabel('I don’t have an account').check();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('textbox', { name: /message/i }).waitFor();
    const sent = page.waitForResponse((answer) => answer.url().includes('/problemReport/'));
    await page.evaluate(`
      const own = document.querySelector('script[type=module]').src;
      for (const filename of ['https://elsewhere.example/widget.js', own]) {
        dispatchEvent(new ErrorEvent('error', { filename, message: 'broken in ' + filename }));
      }
    `);
    const answer = await sent;
    expect(await answer.json()).toEqual({ status: { type: 'success' } });
    const report = JSON.parse(answer.request().postData() ?? '');
    expect(report).toMatchObject({ version: 1, attemptedWork: 'script', userAgent: expect.stringContaining('Chrome') });
    expect(report.exceptions).toMatch(/^broken in .*\/assets\/index-/);
  });
});
