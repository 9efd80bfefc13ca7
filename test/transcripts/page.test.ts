import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { linkIn, openTranscriptSite, type TranscriptSite } from './site.ts';

describe.skipIf(withoutBrowser())('the visitor’s page', () => {
  let browser: Browser;
  let world: TranscriptSite;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await openTranscriptSite({ runtime: undefined });
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it('asks where the transcript shall go, and offers it as a file', async () => {
    const { page, context, complaints } = await openPage(browser, `${world.site.url}/`);
    const anonymous = page.getByLabel('I don’t have an account');
    await anonymous.check();
    await page.getByLabel('E-mail me the transcript of this chat').check();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('Please enter the address for the transcript.').waitFor();
    await page.getByLabel('E-mail address').fill('vera@example.org');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('We have sent you an e-mail.').first().waitFor();

    const link = linkIn((await world.smtp.mail(0)).text);
    const confirming = await context.newPage();
    await confirming.goto(`${world.site.url}/${link}`);
    await confirming.getByRole('button', { name: 'Yes, send it' }).click();
    await confirming.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();

    await page.getByRole('button', { name: 'Options' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the transcript' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^chat-\d{10}\.txt$/);
    expect(await readFile(await file.path(), 'utf8')).toContain('We have sent you an e-mail.');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('does not show the box where transcripts are not offered', async () => {
    await world.site.iwt.services.params.set('EnableWebTranscript', '0', 'test');
    const { page, context } = await openPage(browser, `${world.site.url}/`);
    await page.getByRole('button', { name: 'Start chat' }).waitFor();
    expect(await page.getByLabel('E-mail me the transcript of this chat').count()).toBe(0);
    await context.close();
    await world.site.iwt.services.params.set('EnableWebTranscript', '1', 'test');
  });
});
