import type { Page } from 'playwright-core';
import { signIn as signInAgent } from '../../support/agent.ts';
import type { Camera } from '../../support/camera.ts';
import { openSite, type Site, testPassword } from '../../support/site.ts';
import { startChat } from '../../support/visitor.ts';

const password = 'lantern soup river';

/** The pages that the server prints: accounts, the first administrator, errors. */
export async function picturesOfAccounts(camera: Camera): Promise<void> {
  // Nobody is there to take the mails; the pages are the same.
  const mails = { smtp: 'smtp://127.0.0.1:1', mailFrom: 'chat@shop.example', siteUrl: 'https://shop.example' };
  const site = await openSite(mails);
  try {
    const page = await camera.open(`${site.url}/account/register`);
    await register(camera, page);
    // Before there are any users.
    const token = await site.iwt.services.agents.setup.makeToken();
    await setUp(camera, page, `${site.url}/agent/setup/${token}`);
    await ownPages(camera, page, site);
    await signIn(camera, page, site.url);
    await forgot(camera, page, site.url);
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

/** What somebody finds who is signed in. */
async function ownPages(camera: Camera, page: Page, site: Site): Promise<void> {
  const account = `${site.url}/account`;
  const show = async (path: string, name: string, text: string) => {
    await page.goto(`${account}/${path}`);
    await page.getByText(text).first().waitFor();
    await camera.take(page, name, true);
  };
  await show('callbacks', 'account-callbacks-none', 'You have not asked');
  await site.addUser({ username: 'alicia' });
  const agent = await signInAgent(site.url, 'alicia', testPassword);
  const chat = await startChat(site.url, { name: 'maria', password });
  await chat.say('Good morning! Where is my lamp? I ordered it on Monday.');
  const number = (await agent.list())[0]?.id ?? '';
  await agent.act(number, 'pickup');
  await agent.say(number, 'Good morning, Maria. It left us yesterday and should be there tomorrow.');
  await chat.exit();
  const { callbacks } = site.iwt.services;
  const callback = { target: 'Support', targetType: 'Workgroup', name: 'maria', password };
  const old = await callbacks.create({ ...callback, telephone: '+49 30 1234567', subject: 'The lamp’s guarantee' });
  await callbacks.cancel(old.participantId);
  await callbacks.create({ ...callback, telephone: '+49 30 7654321', subject: 'Another shade for the lamp' });
  await show('callbacks', 'account-callbacks', 'Another shade');
  await show('transcripts', 'account-transcripts', 'With Alicia');
  await show(`transcripts/${number}`, 'account-transcript', 'Transcript of chat');
  await show('profile', 'account-profile', 'Your profile');
  await show('password', 'account-password', 'Change your password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Please fill this in.').first().waitFor();
  await camera.take(page, 'account-password-errors', true);
  await show('data', 'account-data', 'Take it with you');
  await show('erase', 'account-erase', 'Erase your data?');
  await page.getByRole('button', { name: 'Erase everything' }).click();
  await page.getByText('Please tick this box').waitFor();
  await camera.take(page, 'account-erase-errors', true);
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

async function forgot(camera: Camera, page: Page, url: string): Promise<void> {
  await page.goto(`${url}/account/forgot`);
  await camera.take(page, 'account-forgot', true);
  await page.getByLabel('User name').fill('maria');
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await page.getByText('Look into your mail').waitFor();
  await camera.take(page, 'account-forgot-done', true);
  await page.goto(`${url}/account/reset/none`);
  await camera.take(page, 'account-reset-gone', true);
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
