import type { Page } from 'playwright-core';
import type { Camera } from '../../support/camera.ts';
import { openSite } from '../../support/site.ts';

const password = 'lantern soup river';

/** The pages that the server prints: accounts, the first administrator, errors. */
export async function picturesOfAccounts(camera: Camera): Promise<void> {
  const site = await openSite();
  try {
    const page = await camera.open(`${site.url}/account/register`);
    await register(camera, page);
    await signIn(camera, page, site.url);
    const token = await site.iwt.services.agents.setup.makeToken();
    await setUp(camera, page, `${site.url}/agent/setup/${token}`);
  } finally {
    await site.close();
  }
}

async function register(camera: Camera, page: Page): Promise<void> {
  await camera.take(page, 'account-register', true);
  await page.getByText('More about you').click();
  await page.getByLabel('First name').waitFor();
  await camera.take(page, 'account-register-more', true);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByLabel('Company').fill('Lamps and other lights');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Please look at').waitFor();
  await camera.take(page, 'account-register-errors', true);
  await page.getByLabel('User name').fill('maria');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Confirm password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Your account is ready.').waitFor();
  await camera.take(page, 'account-created', true);
}

async function signIn(camera: Camera, page: Page, url: string): Promise<void> {
  await page.goto(`${url}/account`);
  await page.getByText('You are signed in').waitFor();
  await camera.take(page, 'account-me', true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await camera.take(page, 'account-login', true);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Please fill this in.').first().waitFor();
  await camera.take(page, 'account-login-errors', true);
  await page.getByLabel('User name').fill('maria');
  await page.getByLabel('Password').fill('not my password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The user name or the password is wrong.').waitFor();
  await camera.take(page, 'account-login-refused', true);
  const other = await camera.open('about:blank');
  // What a page of another site would send.
  await other.setContent(`<form method="post" action="${url}/account/login"><button>Send</button></form>`);
  await other.getByRole('button', { name: 'Send' }).click();
  await other.getByText('Pages of other sites cannot do this.').waitFor();
  await camera.take(other, 'account-error', true);
}

async function setUp(camera: Camera, page: Page, url: string): Promise<void> {
  await page.goto(url);
  await camera.take(page, 'setup', true);
  await page.getByRole('button', { name: 'Make administrator' }).click();
  await page.getByText('Please fill this in.').first().waitFor();
  await camera.take(page, 'setup-errors', true);
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Confirm password').fill(password);
  await page.getByRole('button', { name: 'Make administrator' }).click();
  await page.getByText('The administrator is ready').first().waitFor();
  await camera.take(page, 'setup-done', true);
  await page.goto(url);
  await page.getByText('This link does not work any more').first().waitFor();
  await camera.take(page, 'setup-gone', true);
}
