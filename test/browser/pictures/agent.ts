import type { Page } from 'playwright-core';
import type { TestAgent } from '../../support/agent.ts';
import type { Camera } from '../../support/camera.ts';
import { testPassword } from '../../support/site.ts';
import { startChat, type TestVisitor } from '../../support/visitor.ts';
import { picturesOfCallbacks } from './callback.ts';
import { findChat, openWorld, past, type World } from './world.ts';

const minute = 60_000;

/** The agent console over a shift: nobody, one, many, a conversation and its end. */
export async function picturesOfConsole(camera: Camera): Promise<void> {
  await inWorld(async (world) => {
    world.clock.advance(past);
    const page = await camera.open(`${world.site.url}/agent/`);
    await page.getByLabel('User name').waitFor();
    await camera.take(page, 'agent-sign-in');
    await signIn(page, 'not my password');
    await page.getByText('do not belong together').waitFor();
    await camera.take(page, 'agent-sign-in-error');
    await signIn(page, testPassword);
    await page.getByText('You are not available').waitFor();
    await emptyAndOne(camera, page, world);
  });
  await inWorld(async (world) => {
    const desk = await world.agent('alicia');
    const visitor = await crowd(world, desk);
    const page = await camera.open(`${world.site.url}/agent/`);
    await signIn(page, testPassword);
    await many(camera, page, desk, visitor);
    await panels(camera, page);
    await conversation(camera, page, desk, visitor);
    await trouble(camera, page);
    await ended(camera, page, world);
  });
  await inWorld((world) => picturesOfCallbacks(camera, world));
}

async function inWorld(story: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld();
  try {
    await story(world);
  } finally {
    await world.close();
  }
}

const row = (page: Page, name: string) => page.locator('[data-row]', { hasText: name });
const back = (camera: Camera, page: Page) =>
  camera.variant.phone ? page.getByRole('button', { name: 'Back to the list' }).click() : undefined;

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('User name').fill('alicia');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

async function emptyAndOne(camera: Camera, page: Page, { site, agent }: World): Promise<void> {
  const desk = await agent('alicia');
  await camera.take(page, 'agent-away');
  await desk.status('Available');
  await page.getByText('Nobody needs you right now').waitFor();
  await camera.take(page, 'agent-empty');
  await desk.status('At lunch');
  await startChat(site.url, { name: 'Ada Lovelace' }).then((visitor) => visitor.say('Good morning! Is anybody there?'));
  await row(page, 'Ada Lovelace').getByText('Is anybody there?').waitFor();
  await camera.take(page, 'agent-one');
  await row(page, 'Ada Lovelace').click();
  await page.getByText('is waiting in the queue.').waitFor();
  await camera.take(page, 'agent-looking');
}

/** Two who are answered, one by a colleague, and some who wait, each for another time. */
async function crowd({ site, clock, agent }: World, desk: TestAgent): Promise<TestVisitor> {
  const bob = await agent('bob');
  clock.advance(past - 12 * minute);
  const ada = await startChat(site.url, { name: 'Ada Lovelace' });
  await ada.say('Good morning! Is anybody there?');
  const grace = await startChat(site.url, { name: 'Grace Hopper', target: 'Returns and refunds' });
  await grace.say('I ordered a lamp on Monday and it has not come yet. Could you look where it is?');
  for (const name of ['Katherine Johnson', 'Heinrich Wolfeschlegelsteinhausenbergerdorff', '李小龍', 'ليلى حداد']) {
    clock.advance(3 * minute);
    await (await startChat(site.url, { name })).say(`Hello, this is ${name}.`);
  }
  await bob.act((await findChat(bob, 'Katherine Johnson')).id, 'pickup');
  await desk.act((await findChat(desk, 'Ada Lovelace')).id, 'pickup');
  const { id } = await findChat(desk, 'Grace Hopper');
  await desk.act(id, 'pickup');
  await desk.say(id, 'Let me look.');
  await grace.say('Thank you!');
  return grace;
}

async function many(camera: Camera, page: Page, desk: TestAgent, visitor: TestVisitor): Promise<void> {
  await row(page, 'Grace Hopper').getByText('Thank you!').waitFor();
  await visitor.typing(true);
  await row(page, 'Grace Hopper').getByText('is typing').waitFor();
  await camera.take(page, 'agent-many');
  await desk.status('Available');
  await page.locator('.alert-card').first().waitFor();
  await camera.take(page, 'agent-alerting');
}

async function panels(camera: Camera, page: Page): Promise<void> {
  for (const [name, button] of [
    ['status', page.locator('[data-popover="status"]')],
    ['alerts', page.locator('[data-popover="alerts"]')],
    ['menu', page.locator('[data-popover="menu"]')],
  ] as const) {
    await button.click();
    await page.locator('.popover').waitFor();
    await camera.take(page, `agent-${name}`);
    await page.keyboard.press('Escape');
    await page.locator('.popover').waitFor({ state: 'detached' });
  }
  for (const [name, item] of [
    ['keys', 'Keys'],
    ['sign-out', 'Sign out'],
  ] as const) {
    await page.locator('[data-popover="menu"]').click();
    await page.getByRole('button', { name: item }).click();
    await page.getByRole('dialog').waitFor();
    await camera.take(page, `agent-${name}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}

async function conversation(camera: Camera, page: Page, desk: TestAgent, visitor: TestVisitor): Promise<void> {
  const { id } = await findChat(desk, 'Grace Hopper');
  await row(page, 'Grace Hopper').click();
  await page.locator('.bubble', { hasText: 'Thank you!' }).waitFor();
  await desk.say(
    id,
    'It left our house yesterday. You can follow it here: https://shop.example/parcels/00340434161094042557',
  );
  await page.locator('.bubble', { hasText: 'It left our house' }).waitFor();
  await camera.take(page, 'agent-conversation');
  await visitor.typing(true);
  await page.locator('.typing-dots').waitFor();
  const { viewport } = camera.variant.options;
  if (camera.variant.phone && viewport) {
    await page.setViewportSize({ width: viewport.width, height: Math.round(viewport.height * 0.55) });
    await page.locator('[data-composer]').fill('An answer of several lines,\nwritten with the keyboard\nof a phone');
    await camera.take(page, 'agent-keyboard');
    await page.setViewportSize(viewport);
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await page.getByRole('button', { name: 'Close the details' }).waitFor();
    await camera.take(page, 'agent-details');
    await page.getByRole('button', { name: 'Close the details' }).click();
    await page.locator('[data-composer]').fill('');
  } else {
    await camera.take(page, 'agent-typing');
  }
  await page.getByRole('button', { name: 'Hold' }).click();
  await page.locator('.on-hold').waitFor();
  await camera.take(page, 'agent-held');
  await page.getByRole('button', { name: 'Resume' }).first().click();
  await page.locator('.on-hold').waitFor({ state: 'detached' });
}

async function trouble(camera: Camera, page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.locator('.connection-line').waitFor();
  await page.locator('[data-composer]').fill('It should be with you tomorrow.');
  await page.locator('[data-composer]').press('Enter');
  await page.locator('.bubble', { hasText: /Sending…|Not sent/ }).waitFor();
  await camera.take(page, 'agent-offline');
  await page.context().setOffline(false);
  await page.locator('.connection-line').waitFor({ state: 'detached' });
  await page.getByText('· Sent').waitFor();
}

async function ended(camera: Camera, page: Page, { clock }: World): Promise<void> {
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('dialog').waitFor();
  await camera.take(page, 'agent-disconnect');
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('This chat ended').waitFor();
  await camera.take(page, 'agent-ended');
  await back(camera, page);
  clock.advance(minute);
  await page.getByText('You did not answer in time').waitFor();
  await camera.take(page, 'agent-missed');
}
