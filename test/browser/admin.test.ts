import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { withoutBrowser } from '../support/browser.ts';
import { testPassword } from '../support/site.ts';
import { type AdminSite, openAdminSite } from './fixtures/admin-site.ts';
import { pagesOf } from './fixtures/pages.ts';

const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true } as const;

describe.skipIf(withoutBrowser())('the administration page in Chromium', () => {
  const pages = pagesOf('admin', openAdminSite);
  let site: AdminSite;
  beforeEach(() => {
    site = pages.site;
  });
  const open = (query = '', options: BrowserContextOptions = {}): Promise<Page> =>
    pages.open({ locale: 'en-US', ...options }, `${site.url}/admin/${query}`);
  const signIn = async (page: Page, username = 'root') => {
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password', { exact: true }).fill(testPassword);
    await page.keyboard.press('Enter');
  };
  const openTable = async (query = '', options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await open(query, options);
    await signIn(page);
    await page.locator('.parameters, .empty').first().waitFor();
    return page;
  };
  const row = (page: Page, name: string) => page.locator(`[data-name="${name}"]`);
  const change = (page: Page, name: string) => row(page, name).getByRole('button', { name: `Change ${name}` });
  const field = (page: Page, name: string) => row(page, name).getByLabel(`New value ${name}`);
  const names = (page: Page) =>
    page.locator('[data-name]').evaluateAll((rows) => rows.map((one) => one.getAttribute('data-name')));
  const focused = (page: Page) => page.evaluate('document.activeElement?.textContent');

  it('weighs at most 150 KB compressed', async () => {
    const files = await readdir(pages.folder, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(async (file) => gzipSync(await readFile(path.join(file.parentPath, file.name))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150 * 1024);
  });

  it('tells an agent that it is for administrators, and lets somebody else sign in', async () => {
    const page = await open();
    await signIn(page, 'ann');
    await page.getByRole('heading', { name: 'This page is for administrators' }).waitFor();
    await page.getByText('You are signed in as Ann').waitFor();
    await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
    await signIn(page);
    await page.locator('.parameters').waitFor();
    await page.reload();
    await page.locator('.parameters').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('User name').waitFor();
  });

  it('finds parameters by name and help, and keeps what was looked for in the address', async () => {
    const page = await openTable();
    await expect.poll(async () => (await names(page)).length).toBe(site.params.list().length);
    // `/` leads to the search from anywhere.
    await page.keyboard.press('/');
    await page.keyboard.type('two POLLS');
    await expect.poll(() => names(page)).toEqual(['MaxPollFrequency']);
    await expect.poll(() => new URL(page.url()).search).toBe('?q=two+POLLS');
    await expect.poll(() => page.locator('mark').allInnerTexts()).toEqual(['two', 'polls']);
    await page.reload();
    await expect.poll(() => names(page)).toEqual(['MaxPollFrequency']);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.getByLabel('Group').selectOption('Polling');
    await expect.poll(() => names(page)).toEqual(['MaxPollFrequency']);
    await expect.poll(() => new URL(page.url()).search).toBe('?group=Polling');
    await page.goBack();
    await expect.poll(async () => (await names(page)).length).toBe(site.params.list().length);
    await page.getByLabel('Search').fill('nothing is called this');
    await page.getByText('No parameter fits').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByLabel('Only what was changed').check();
    await expect.poll(() => names(page)).toEqual(['HoldMsg']);
  });

  it('changes a value by keyboard alone, says what changed, and takes it back', async () => {
    const page = await openTable('?q=MaxPollFrequency');
    await change(page, 'MaxPollFrequency').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('3000');
    await row(page, 'MaxPollFrequency').locator('.difference', { hasText: '3 seconds' }).waitFor();
    await page.keyboard.press('Enter');
    await row(page, 'MaxPollFrequency').getByText('just now by root').waitFor();
    expect(site.params.get('MaxPollFrequency')).toBe(3000);
    await expect.poll(() => focused(page)).toBe('Change MaxPollFrequency');
    await page
      .getByRole('status')
      .getByText('MaxPollFrequency changed from 2 seconds to 3 seconds')
      .waitFor({ state: 'attached' });
    await row(page, 'MaxPollFrequency').getByText('Was: 2 seconds').waitFor();
    await row(page, 'MaxPollFrequency').getByRole('button', { name: 'Undo' }).press('Enter');
    await row(page, 'MaxPollFrequency').getByText('Not changed').waitFor();
    expect(site.params.get('MaxPollFrequency')).toBe(2000);
    expect(site.params.find('MaxPollFrequency').changedBy).toBe(null);
    await expect.poll(() => focused(page)).toBe('Change MaxPollFrequency');
  });

  it('shows what was saved after a reload, with when and by whom', async () => {
    const page = await openTable('?q=SystemName');
    await change(page, 'SystemName').click();
    await field(page, 'SystemName').fill('Shop <b>&amp;');
    await page.keyboard.press('Enter');
    await row(page, 'SystemName').getByText('Was: CIC').waitFor();
    await page.reload();
    await row(page, 'SystemName').getByText('Shop <b>&amp;').waitFor();
    await expect
      .poll(() => row(page, 'SystemName').locator('.cell-changed time').getAttribute('title'))
      .toMatch(/\d{4}/);
    await row(page, 'SystemName').getByText('by root').waitFor();
    await row(page, 'SystemName').getByText('Changed').first().waitFor();
    await row(page, 'SystemName').getByRole('button', { name: 'Use default' }).click();
    await row(page, 'SystemName').getByText('Back to the default').waitFor();
    expect(site.params.get('SystemName')).toBe('CIC');
    await row(page, 'SystemName').getByRole('button', { name: 'Undo' }).click();
    await row(page, 'SystemName').getByRole('button', { name: 'Use default' }).waitFor();
    expect(site.params.get('SystemName')).toBe('Shop <b>&amp;');
  });

  it('says as one types what is wrong, by the row’s rules and by what only the server knows', async () => {
    const page = await openTable();
    await change(page, 'MaxPollFrequency').click();
    for (const [text, said] of [
      ['100', 'This must be a whole number from 250 to 60,000.'],
      ['', 'Enter a whole number from 250 to 60,000.'],
      ['2.5', 'This must be a whole number'],
    ] as const) {
      await field(page, 'MaxPollFrequency').fill(text);
      await row(page, 'MaxPollFrequency').getByText(said).waitFor();
      await expect.poll(() => field(page, 'MaxPollFrequency').getAttribute('aria-invalid')).toBe('true');
      await page.keyboard.press('Enter');
    }
    await change(page, 'TrustedHosts').click();
    await field(page, 'TrustedHosts').fill('10.0.0.0/99');
    await row(page, 'TrustedHosts').getByText('"10.0.0.0/99" is none').waitFor();
    await field(page, 'TrustedHosts').fill('10.0.0.0/8, example.com');
    await row(page, 'TrustedHosts').getByText('is none').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await row(page, 'TrustedHosts').getByText('Was: Empty').waitFor();
    expect(site.params.get('MaxPollFrequency')).toBe(2000);
    expect(site.params.get('TrustedHosts')).toBe('10.0.0.0/8, example.com');
  });

  it('shows a message with an example in place of %1', async () => {
    const page = await openTable('?q=VisitorConnectedMsg');
    await change(page, 'VisitorConnectedMsg').click();
    await field(page, 'VisitorConnectedMsg').fill('Welcome, %1! %2');
    await row(page, 'VisitorConnectedMsg').getByText('Welcome, Vera Brown! %2').waitFor();
    await field(page, 'VisitorConnectedMsg').fill('');
    await row(page, 'VisitorConnectedMsg').getByText('Nothing is said.').waitFor();
  });

  it('warns before an edit is lost, and keeps it in sight whatever is looked for', async () => {
    const page = await openTable();
    await change(page, 'SystemName').click();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('Change SystemName');
    await page.keyboard.press('Enter');
    await field(page, 'SystemName').fill('Shop');
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: 'Discard the change?' });
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await field(page, 'SystemName').inputValue()).toBe('Shop');
    await page.getByLabel('Search').fill('polls');
    await expect.poll(() => names(page)).toEqual(['SystemName', 'MaxPollFrequency']);
    const asked = new Promise<string>((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    void page.reload().catch(() => undefined);
    expect(await asked).toBe('beforeunload');
    expect(await field(page, 'SystemName').inputValue()).toBe('Shop');
    await page.getByRole('button', { name: 'Sign out' }).click();
    const warning = page.getByText('A value that you changed and did not save will be lost.');
    await warning.waitFor();
    await page.keyboard.press('Escape');
    await warning.waitFor({ state: 'detached' });
    await field(page, 'SystemName').press('Escape');
    await question.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => names(page)).toEqual(['MaxPollFrequency']);
  });

  it('keeps what was entered when the server cannot be reached or the session is over', async () => {
    const page = await openTable('?q=SystemName');
    await change(page, 'SystemName').click();
    await field(page, 'SystemName').fill('Shop');
    await page.route('**/admin/api/**', (route) => route.abort());
    await page.keyboard.press('Enter');
    await row(page, 'SystemName').getByText('Not saved. The server cannot be reached.').waitFor();
    await page.unroute('**/admin/api/**');
    await page.context().clearCookies();
    await row(page, 'SystemName').getByRole('button', { name: 'Try again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Password', { exact: true }).fill(testPassword);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await field(page, 'SystemName').inputValue()).toBe('Shop');
    await row(page, 'SystemName').getByRole('button', { name: 'Try again' }).click();
    await row(page, 'SystemName').getByText('Was: CIC').waitFor();
    expect(site.params.get('SystemName')).toBe('Shop');
  });

  it('says that somebody else was faster', async () => {
    const page = await openTable('?q=SystemName');
    await change(page, 'SystemName').click();
    await field(page, 'SystemName').fill('Shop');
    await site.params.set('SystemName', 'Store', 'sam');
    await page.clock.install();
    await page.clock.fastForward(10_000);
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await row(page, 'SystemName').getByText('sam has changed this meanwhile; it is now “Store”').waitFor();
    expect(await field(page, 'SystemName').inputValue()).toBe('Shop');
  });

  for (const [name, options] of Object.entries({
    wide: {},
    'wide at night': { colorScheme: 'dark' as const },
    phone,
    'phone at night': { ...phone, colorScheme: 'dark' as const },
    'as narrow as it gets': { ...phone, viewport: { width: 320, height: 480 } },
    'right to left': { ...phone, viewport: { width: 320, height: 480 } },
  })) {
    it(`fits and has no barrier that axe-core finds: ${name}`, async () => {
      const page = await open('', options);
      await page.getByLabel('User name').waitFor();
      if (name === 'right to left') await page.evaluate("document.documentElement.dir = 'rtl'");
      const fits = async () => {
        expect(await axeViolations(page)).toEqual([]);
        await expect
          .poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
          .toBe(0);
      };
      await fits();
      await signIn(page);
      await page.locator('.parameters').waitFor();
      await fits();
      await change(page, 'MaxPollFrequency').click();
      await field(page, 'MaxPollFrequency').fill('100');
      await change(page, 'HoldMsg').click();
      await field(page, 'HoldMsg').fill('Wolfeschlegelsteinhausenbergerdorff'.repeat(8));
      await page.keyboard.press('Enter');
      await row(page, 'HoldMsg').getByText('Was:').waitFor();
      await fits();
      await field(page, 'MaxPollFrequency').press('Escape');
      await page.getByRole('dialog').waitFor();
      await fits();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByLabel('Search').fill('zzz');
      await page.getByText('No parameter fits').waitFor();
      await fits();
    });
  }
});
