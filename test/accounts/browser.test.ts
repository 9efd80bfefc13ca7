import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { goodPassword } from '../support/people.ts';
import { accountSite, agentOf, chatWith } from './site.ts';

const looks: readonly (readonly [string, BrowserContextOptions])[] = [
  ['wide', { viewport: { width: 1280, height: 900 } }],
  ['320 px, dark', { viewport: { width: 320, height: 568 }, colorScheme: 'dark' }],
];

/** Nothing reaches past the page's edge. */
async function fits(page: Page, name: string): Promise<void> {
  const widths: [number, number] = await page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(widths[0], name).toBeLessThanOrEqual(widths[1]);
}

async function register(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('maria');
  await page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await page.getByLabel('Confirm password').fill(goodPassword);
  await page.getByText('More about you').click();
  await page.getByLabel('E-mail').first().fill('maria@example.org');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Your account is ready.').waitFor();
}

describe.skipIf(withoutBrowser())('the account pages in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('without JavaScript: register, change the profile and the password, forget it, erase the account', async () => {
    const site = await accountSite();
    const { page, context } = await openPage(browser, `${site.account}/register`, { javaScriptEnabled: false });
    await register(page);
    await page.goto(await site.linkOf(1));
    await page.getByRole('button', { name: 'Yes, this is my address' }).click();
    await page.getByRole('link', { name: 'Go to your account' }).click();

    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    await page.getByLabel('First name').fill('Maria');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your profile is saved.').waitFor();
    await expect.poll(() => page.getByLabel('First name').inputValue()).toBe('Maria');

    await page.getByRole('link', { name: 'Password' }).click();
    await page.getByLabel('Present password').fill(goodPassword);
    await page.getByLabel('New password').fill('eleven blue lamps');
    await page.getByLabel('Confirm password').fill('eleven blue lamps');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();

    await page.getByRole('link', { name: 'Account', exact: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'I have forgotten my password' }).click();
    await page.getByLabel('User name').fill('maria');
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await page.goto(await site.linkOf(2));
    await page.getByLabel('New password').fill('twelve green doors');
    await page.getByLabel('Confirm password').fill('twelve green doors');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByRole('link', { name: 'Go to sign in' }).click();
    await page.getByLabel('User name').fill('maria');
    await page.getByLabel('Password').fill('twelve green doors');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('You are signed in as Maria.').waitFor();

    await page.getByRole('link', { name: 'Your data' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download your data' }).click();
    expect((await download).suggestedFilename()).toBe('account.json');
    await page.getByRole('link', { name: 'Erase your data' }).click();
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('link', { name: 'I understand' }).waitFor();
    await page.getByLabel('Present password').fill('twelve green doors');
    await page.getByLabel('I understand that this cannot be undone').check();
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('heading', { name: 'Your data is erased' }).waitFor();
    await context.close();
  });

  it.each(looks)('can be read and used by everybody: %s', async (_name, options) => {
    const site = await accountSite();
    const agent = await agentOf(site);
    const { page, context, complaints } = await openPage(browser, `${site.account}/forgot`, options);
    const look = async (path: string, text: string) => {
      await page.goto(`${site.account}/${path}`);
      await page.getByText(text).first().waitFor();
      await fits(page, path);
      expect(await axeViolations(page), path).toEqual([]);
    };
    await look('forgot', 'Forgotten your password?');
    await look('reset/none', 'This link is no longer good');
    await page.goto(`${site.account}/register`);
    await register(page);
    await page.goto(await site.linkOf(1));
    expect(await axeViolations(page)).toEqual([]);
    await look('profile', 'Not confirmed yet');
    await look('callbacks', 'You have not asked for a callback yet.');
    await look('transcripts', 'You have not chatted with us yet.');
    const { number, visitor } = await chatWith(site, agent, 'Averylongwordthatdoesnotfitanywhere'.repeat(3));
    await visitor.exit();
    const asked = { target: 'Support', telephone: '+49 30 5556667', subject: 'Averylongword'.repeat(10) };
    await site.services.callbacks.create({ ...asked, name: 'maria', password: goodPassword });
    await look('', 'You are signed in');
    await look('callbacks', 'Waiting for an agent');
    await look('transcripts', 'With Alicia');
    await look(`transcripts/${number}`, 'Transcript of chat');
    await look('password', 'Change your password');
    await look('data', 'Take it with you');
    await look('erase', 'goes on. It is ended.');
    for (const [path, action] of [
      ['password', 'Change password'],
      ['erase', 'Erase everything'],
    ] as const) {
      await look(path, action);
      await page.getByRole('button', { name: action }).click();
      await page.getByRole('alert').waitFor();
      expect(await axeViolations(page), `${path}, refused`).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
