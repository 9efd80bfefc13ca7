import type { Page } from 'playwright-core';
import type { Camera } from '../../support/camera.ts';
import { testPassword } from '../../support/site.ts';
import { findChat, past, type World } from './world.ts';

const minute = 60_000;

/** A callback from its ringing over a retry to its end, with its timeline. */
export async function picturesOfCallbacks(camera: Camera, world: World): Promise<void> {
  const { site, clock } = world;
  const desk = await world.agent('alicia');
  await site.iwt.services.workgroups.update('Support', { callbackRetries: 3, callbackRetryMinutes: 5 }, 'test');
  const ask = (name: string, some: object) =>
    site.iwt.services.callbacks.create({ target: 'Support', targetType: 'Workgroup', name, ...some });
  clock.advance(past - 12 * minute);
  await ask('Mary Shelley', {
    telephone: '+1 201 555 0123',
    timeZone: 'America/New_York',
    subject: 'My lamp flickers since Tuesday. Please ring twice, the bell is broken.',
    attributes: { page: 'https://shop.example/lamps/l42' },
  });
  clock.advance(4 * minute);
  const { id } = await findChat(desk, 'Mary Shelley');
  await desk.act(id, 'pickup');
  const step = (action: string, some: object = {}) =>
    desk.call('POST', `interactions/${id}/callback`, { action, ...some });
  await step('call');
  clock.advance(minute / 2);
  await step('retryLater', { minutes: 1, note: 'Busy.' });
  for (let seconds = 0; seconds < 60; seconds += 5) {
    clock.advance(5_000);
    await desk.list();
  }
  await findChat(desk, 'Mary Shelley', 'Offering');
  await desk.act(id, 'pickup');
  await ask('Grace Hopper', { telephone: '+1 202 555 0144', subject: 'Invoice 20117' });
  await ask('李小龍', { email: 'lee@example.org', subject: '訂單 4711' });

  const page = await camera.open(`${site.url}/agent/`);
  await page.getByLabel('User name').fill('alicia');
  await page.getByLabel('Password', { exact: true }).fill(testPassword);
  await page.keyboard.press('Enter');
  await page.locator('[data-row]', { hasText: '李小龍' }).waitFor();
  await camera.take(page, 'agent-callbacks');
  await page.locator('[data-row]', { hasText: 'Mary Shelley' }).click();
  await page.locator('.attempt').first().waitFor();
  await camera.take(page, 'agent-callback');
  await page.locator('[data-popover=retry]').click();
  await page.locator('.retry-panel').waitFor();
  await camera.take(page, 'agent-callback-retry');
  await page.keyboard.press('Escape');
  await timeline(camera, page);
  await page.getByRole('button', { name: 'Callback Complete' }).click();
  await page.getByText('the callback succeeded').waitFor();
  await camera.take(page, 'agent-callback-complete');
}

async function timeline(camera: Camera, page: Page): Promise<void> {
  const { phone } = camera.variant;
  if (phone) await page.getByRole('button', { name: 'Details', exact: true }).click();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.locator('.timeline-bubble').click();
  await page.getByText('SnoozeDurationInSeconds').waitFor();
  await camera.take(page, 'agent-timeline');
  if (phone) await page.getByRole('button', { name: 'Close the details' }).click();
}
