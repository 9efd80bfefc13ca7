import type { Page } from 'playwright-core';
import type { Camera } from '../../support/camera.ts';
import { openSite, testPassword } from '../../support/site.ts';

/** The administration page: who may come in, the table, values being changed, what is found. */
export async function picturesOfAdministration(camera: Camera): Promise<void> {
  const site = await openSite({}, 'documented');
  try {
    await site.addUser({ username: 'alicia', role: 'administrator' });
    await site.addUser({ username: 'bob' });
    await site.iwt.services.params.set('HoldMsg', '%1 will be back in a moment.', 'carol');
    const page = await camera.open(`${site.url}/admin/`);
    await doors(camera, page);
    await table(camera, page);
  } finally {
    await site.close();
  }
}

async function doors(camera: Camera, page: Page): Promise<void> {
  await page.getByLabel('User name').waitFor();
  await camera.take(page, 'admin-sign-in');
  await signIn(page, 'bob');
  await page.getByText('This page is for administrators').waitFor();
  await camera.take(page, 'admin-forbidden');
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
  await signIn(page, 'alicia');
}

async function table(camera: Camera, page: Page): Promise<void> {
  const row = (name: string) => page.locator(`[data-name="${name}"]`);
  const enter = async (name: string, text: string) => {
    await row(name).locator('[data-change]').click();
    await row(name).getByLabel('New value').fill(text);
  };
  await page.locator('.parameters').waitFor();
  await camera.take(page, 'admin-parameters', true);
  await enter('MaxPollFrequency', '100');
  await enter('HoldMsg', '%1 is just getting your papers and will be with you again in a minute or two.');
  await enter('TrustedHosts', '10.0.0.0/8, not a host');
  await row('TrustedHosts').getByText('is none').waitFor();
  await enter('SystemName', 'Shop');
  await page.keyboard.press('Enter');
  await row('SystemName').getByText('Was:').waitFor();
  await camera.take(page, 'admin-editing', true);
  await row('HoldMsg').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor();
  await camera.take(page, 'admin-discard');
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await page.getByLabel('Search').fill('two polls');
  await page.locator('mark').first().waitFor();
  await camera.take(page, 'admin-search', true);
}

async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(testPassword);
  await page.keyboard.press('Enter');
}
