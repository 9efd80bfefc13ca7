import type { Page } from 'playwright-core';
import type { TestAgent } from '../../support/agent.ts';
import type { Camera } from '../../support/camera.ts';
import { findChat, type World } from './world.ts';

/** A visitor's callback from the form to its end, and what stands in for the chat when nobody is there. */
export async function picturesOfCallback(camera: Camera, world: World, agent: TestAgent): Promise<void> {
  const page = await camera.open(`${world.site.url}/`);
  await form(camera, page);
  await page.getByRole('button', { name: 'Request callback' }).click();
  await page.getByText('You are next').waitFor();
  await camera.take(page, 'visitor-callback-waiting', true);
  await page.getByText('Find this request again').click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await camera.take(page, 'visitor-callback-link', true);
  await page.getByText('Find this request again').click();
  await taken(camera, page, agent);
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await camera.take(page, 'visitor-callback-offline', true);
  await page.context().setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Cancel callback' }).click();
  await camera.take(page, 'visitor-callback-cancel');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel callback' }).click();
  await page.getByRole('heading', { name: 'The callback is cancelled' }).waitFor();
  await camera.take(page, 'visitor-callback-cancelled', true);
  await closed(camera, world);
}

async function form(camera: Camera, page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Callback' }).click();
  await page.getByLabel('Telephone number').waitFor();
  await camera.take(page, 'visitor-callback', true);
  await page.getByLabel('I don’t have an account').check();
  await page.getByLabel(/^Name/).fill('Maria Example');
  await page.getByLabel('Telephone number').fill('12');
  await page.getByLabel('What is it about?').fill('The lamp that I ordered last week.\nOrder 10024417');
  await page.getByRole('button', { name: 'Request callback' }).click();
  await page.getByText('This does not look like a telephone number.').waitFor();
  await camera.take(page, 'visitor-callback-refused', true);
  await page.getByLabel('Answer by e-mail').check();
  await camera.take(page, 'visitor-message', true);
  await page.getByLabel('Call me back').check();
  await page.getByLabel('Telephone number').fill('+49 30 12345678');
  await page.getByLabel('At a time I choose').check();
  await camera.take(page, 'visitor-callback-time', true);
  await page.getByLabel('As soon as possible').check();
}

async function taken(camera: Camera, page: Page, agent: TestAgent): Promise<void> {
  const { id } = await findChat(agent, 'Maria Example', 'Offering');
  await agent.act(id, 'pickup');
  await look(page, 'Alicia is calling you');
  await camera.take(page, 'visitor-callback-connected', true);
  await agent.call('POST', `interactions/${id}/callback`, { action: 'retryLater' });
  await look(page, 'We will try again');
  await camera.take(page, 'visitor-callback-snoozed', true);
}

/** The page asks every ten seconds, and at once when the network comes back. */
async function look(page: Page, headline: string): Promise<void> {
  const heading = page.getByRole('heading', { level: 2, name: headline });
  while (!(await heading.isVisible())) {
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.waitForTimeout(500);
  }
}

async function closed(camera: Camera, { site }: World): Promise<void> {
  const page = await camera.open('about:blank');
  const opensAt = new Date(Date.now() + 15 * 60 * 60 * 1000).toISOString();
  await page.route('**/opening?*', (route) =>
    route.fulfill({ json: { open: false, opensAt, closesAt: null, callbacks: true, slots: [opensAt] } }),
  );
  await page.goto(`${site.url}/`);
  await page.getByText('We are closed at the moment.').waitFor();
  await camera.take(page, 'visitor-closed', true);
}
