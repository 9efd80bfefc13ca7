import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT, VISITOR, waitingStatus } from '../protocol/fake-callbacks.ts';
import { axeViolations } from '../support/axe.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { callbackSite } from './site.ts';

const looks: readonly (readonly [string, BrowserContextOptions])[] = [
  ['wide', { viewport: { width: 1280, height: 900 } }],
  ['320 px', { viewport: { width: 320, height: 568 } }],
  ['dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
];

/** Nothing reaches past the page's edge. */
async function fits(page: Page): Promise<void> {
  const widths: [number, number] = await page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(widths[0]).toBeLessThanOrEqual(widths[1]);
}

describe.skipIf(withoutBrowser())('the callback pages in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('without JavaScript: ask, be told what is missing, watch, cancel', async () => {
    const { root, callbacks } = await callbackSite();
    const { page, context } = await openPage(browser, `${root}/callback`, { javaScriptEnabled: false });
    await page.getByLabel('Name').fill('Ann');
    await page.getByLabel('What is it about?').fill('My invoice');
    await page.getByLabel('When shall we call?').selectOption({ index: 2 });
    await page.getByRole('button', { name: 'Ask for the callback' }).click();
    await page.getByRole('link', { name: 'Telephone number' }).click();
    await expect.poll(() => page.getByLabel('What is it about?').inputValue()).toBe('My invoice');
    await page.getByLabel('Telephone number').fill('030 1234567');
    await page.getByRole('button', { name: 'Ask for the callback' }).click();
    await page.waitForURL(`**/callback/${VISITOR}`);
    expect(callbacks.created).toHaveLength(1);
    expect(callbacks.created[0]?.preferredTime).toBe('2026-01-05T09:00:00.000Z');
    await page.getByRole('status').filter({ hasText: 'You are in line.' }).waitFor();

    const agent = { name: 'Jonas', participantId: AGENT, userId: 'jonas' };
    callbacks.current = { ...waitingStatus, state: 'alerting', agent };
    await page.getByRole('link', { name: 'Look again now' }).click();
    await page.getByText('Jonas has been asked to call you.').waitFor();
    await page.getByRole('link', { name: 'Cancel the callback' }).click();
    await page.getByRole('link', { name: 'No, keep it' }).click();
    await page.getByRole('link', { name: 'Cancel the callback' }).click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).waitFor();
    expect(callbacks.cancelled).toEqual([]);
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await page.getByText('This callback has been cancelled.').waitFor();
    expect(callbacks.cancelled).toEqual([VISITOR]);
    await context.close();
  });

  it.each(looks)('can be read and used by everybody: %s', async (name, options) => {
    const { root, callbacks } = await callbackSite();
    const { page, context, complaints } = await openPage(browser, `${root}/callback`, options);
    const look = async (state: string) => {
      await fits(page);
      expect(await axeViolations(page), state).toEqual([]);
      const folder = process.env.IWT_TEST_PICTURES;
      if (folder) await page.screenshot({ path: `${folder}/${state}-${name}.png`, fullPage: true });
    };
    await look('form');
    await page.getByRole('button', { name: 'Ask for the callback' }).click();
    await page.getByRole('link', { name: 'Telephone number' }).waitFor();
    await look('problems');
    const agent = { name: 'Maximiliane von Hohenstein-Oberursel', participantId: AGENT, userId: 'jonas' };
    const subject = 'Averylongwordthatdoesnotfitanywhere'.repeat(3);
    const until = Date.UTC(2026, 0, 6, 9);
    for (const state of ['waiting', 'connected', 'snoozed', 'complete'] as const) {
      callbacks.current = { ...waitingStatus, subject, state, agent, until, timeZone: 'Europe/Berlin' };
      await page.goto(`${root}/callback/${VISITOR}`);
      await look(state);
    }
    callbacks.current = waitingStatus;
    await page.goto(`${root}/callback/${VISITOR}/cancel`);
    await look('cancel');
    expect(complaints).toEqual([]);
    await context.close();
  });
});
