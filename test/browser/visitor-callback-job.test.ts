import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type TestAgent } from '../support/agent.ts';
import { axeViolations } from '../support/axe.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';

/** The page as it ships, over the server that ships with it. */
describe.skipIf(withoutBrowser())('a callback, from the visitor’s request to its end', () => {
  let browser: Browser;
  let site: Site;
  let agent: TestAgent;

  beforeAll(async () => {
    browser = await launchBrowser();
    site = await openSite({ chatTarget: 'Support' });
    await site.addUser({ username: 'alicia' });
    agent = await signIn(site.url, 'alicia', testPassword);
    await agent.status('Available');
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** What the status says, asked for at once. */
  async function look(page: Page, text: string): Promise<void> {
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.getByRole('heading', { level: 2, name: text }).waitFor();
  }

  test('is watched by its visitor, found by its link, and cancelled', async () => {
    const { page, complaints } = await openPage(browser, `${site.url}/`, { locale: 'en-US' });
    await page.getByRole('tab', { name: 'Callback' }).click();
    await page.getByLabel('I don’t have an account').check();
    await page.getByLabel('Name').fill('Maria Example');
    await page.getByLabel('Telephone number').fill('12');
    await page.getByLabel('What is it about?').fill('The lamp');
    await page.getByRole('button', { name: 'Request callback' }).click();
    await page.locator('#iwt-telephone-error').waitFor();
    await page.getByLabel('Telephone number').fill('+49 30 12345678');
    await page.getByRole('button', { name: 'Request callback' }).click();
    await page.getByRole('heading', { name: 'Your callback' }).waitFor();

    let found = await agent.find(({ type }) => type === 'callback');
    while (!found) found = await agent.find(({ type }) => type === 'callback');
    await agent.act(found.id, 'pickup');
    await look(page, 'Alicia is calling you');
    expect((await agent.call('POST', `interactions/${found.id}/callback`, { action: 'retryLater' })).status).toBe(200);
    await look(page, 'We will try again');
    await page.reload();
    await look(page, 'We will try again');
    expect(await axeViolations(page)).toEqual([]);

    const link = await page.getByLabel('Link to your request').inputValue();
    const without = await openPage(browser, link, { javaScriptEnabled: false });
    await without.page.getByText('We will try again').waitFor();
    await without.context.close();

    await page.getByRole('button', { name: 'Cancel callback' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel callback' }).click();
    await page.getByRole('heading', { name: 'The callback is cancelled' }).waitFor();
    const { id } = found;
    await expect.poll(() => agent.find((one) => one.id === id && one.state !== 'Disconnected')).toBeUndefined();
    expect(complaints).toEqual([]);
  });
});
