import type { Page } from 'playwright-core';
import type { TestAgent } from '../../support/agent.ts';
import type { Camera } from '../../support/camera.ts';
import { picturesOfCallback } from './visitor-callback.ts';
import { findChat, openWorld, type World } from './world.ts';

const link = 'https://shop.example/help/returns?order=10024417&from=chat#how-to-send-it-back';

/** The visitor's page from the first look to the printed history. */
export async function picturesOfVisitor(camera: Camera): Promise<void> {
  const world = await openWorld();
  const url = `${world.site.url}/`;
  try {
    const agent = await world.agent('alicia');
    // Who has the console open counts as there.
    const console = await agent.events();
    await forms(camera, url, agent, world);
    const page = await camera.open(url);
    await chat(camera, page, agent);
    await ended(camera, page);
    await failed(camera, url);
    await picturesOfCallback(camera, world, agent);
    await console.close();
  } finally {
    await world.close();
  }
}

async function forms(camera: Camera, url: string, agent: TestAgent, { clock }: World): Promise<void> {
  const page = await camera.open(url);
  await page.getByText('Everybody is busy.').waitFor();
  await camera.take(page, 'visitor-forms-busy', true);
  await agent.status('Available');
  // The queue is asked once in a while only.
  clock.advance(6_000);
  await page.reload();
  await page.getByText('1 agent available').waitFor();
  await camera.take(page, 'visitor-forms', true);
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByText('Please look at 2 fields').waitFor();
  await camera.take(page, 'visitor-forms-errors', true);
  await page.getByLabel('User name').fill('maria');
  await page.getByLabel('Password').fill('not my password');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByText('The user name or the password is wrong.').waitFor();
  await camera.take(page, 'visitor-forms-refused', true);
  await page.getByLabel('I don’t have an account').check();
  await camera.take(page, 'visitor-forms-anonymous', true);
  await page.getByRole('tab', { name: 'Create an account' }).click();
  await camera.take(page, 'visitor-register', true);
  await page.getByLabel('User name').fill('maria');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Please look at').waitFor();
  await camera.take(page, 'visitor-register-errors', true);
  await page.getByLabel('Password', { exact: true }).fill('lantern soup river');
  await page.getByLabel('Confirm password').fill('lantern soup river');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Your account is ready.').waitFor();
  await camera.take(page, 'visitor-registered', true);
  await agent.status('At lunch');
}

async function chat(camera: Camera, page: Page, agent: TestAgent): Promise<void> {
  const say = async (text: string): Promise<void> => {
    await page.getByLabel('Your message').fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Sent', { exact: true }).waitFor();
  };
  await page.getByLabel('I don’t have an account').check();
  await page.getByLabel(/^Name/).fill('Maria Example');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByText('Finding an agent').waitFor();
  await camera.take(page, 'visitor-waiting');
  await say('Hello, I would like to send something back.');
  const { id } = await findChat(agent, 'Maria Example');
  await agent.act(id, 'pickup');
  await page.getByText('Alicia has joined').first().waitFor();
  await agent.say(id, 'Hello Maria! I am happy to help.');
  await agent.say(id, 'Which of the things you ordered would you like to send back?');
  await page.getByText('Which of the things').first().waitFor();
  await say('The lamp. It is much bigger than I thought,\nand it does not fit on my desk.');
  await agent.say(id, `Then print the label on this page, please: ${link}`);
  await page.getByText('Then print the label').first().waitFor();
  await camera.take(page, 'visitor-chatting');
  await agent.call('POST', `interactions/${id}/typing`, { typing: true });
  await page.locator('.iwt-typing').waitFor();
  await camera.take(page, 'visitor-typing');
  await agent.call('POST', `interactions/${id}/typing`, { typing: false });
  await agent.act(id, 'hold');
  await page.getByText('On hold', { exact: true }).waitFor();
  await camera.take(page, 'visitor-held');
  await agent.act(id, 'resume');
  await page.getByText('On hold', { exact: true }).waitFor({ state: 'detached' });
  await overlays(camera, page);
  await offline(camera, page);
  for (let line = 1; line <= 12; line++) await agent.say(id, `Step ${line}: fold the box along its ${line}. line.`);
  await page.getByText('Step 12').first().waitFor();
  await page.getByRole('log').evaluate((log: { scrollTop: number }) => {
    log.scrollTop = 40;
  });
  await page.getByRole('button', { name: 'Newest messages' }).waitFor();
  await agent.say(id, 'That was all.');
  await page.getByRole('button', { name: '1 new message' }).waitFor();
  await camera.take(page, 'visitor-scrolled-up');
  await page.getByRole('button', { name: '1 new message' }).click();
  await agent.act(id, 'disconnect');
}

async function overlays(camera: Camera, page: Page): Promise<void> {
  const { viewport } = camera.variant.options;
  if (camera.variant.phone && viewport) {
    // What a keyboard leaves of the page.
    await page.setViewportSize({ width: viewport.width, height: Math.round(viewport.height * 0.55) });
    await page.getByLabel('Your message').fill('A text of several lines,\nwritten with the keyboard\nof a phone');
    await camera.take(page, 'visitor-keyboard');
    await page.setViewportSize(viewport);
    await page.getByLabel('Your message').fill('');
  }
  await page.getByRole('button', { name: 'Options' }).click();
  await camera.take(page, 'visitor-options');
  await page.keyboard.press('Escape');
  await page.getByLabel('Your message').fill('long '.repeat(3300));
  await page.getByText('too long').waitFor();
  await camera.take(page, 'visitor-too-long');
  await page.getByLabel('Your message').fill('');
  await page.getByRole('button', { name: 'End chat' }).click();
  await page.getByRole('dialog').waitFor();
  await camera.take(page, 'visitor-exit');
  await page.keyboard.press('Escape');
}

async function offline(camera: Camera, page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await page.getByLabel('Your message').fill('Are you still there?');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Not sent yet.').waitFor();
  await camera.take(page, 'visitor-offline');
  await page.context().setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
  await page.getByText('Sent', { exact: true }).waitFor();
}

async function ended(camera: Camera, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start a new chat' }).waitFor();
  await camera.take(page, 'visitor-ended');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Printable chat history' }).last().click();
  const history = await opened;
  await history.getByRole('cell', { name: 'That was all.' }).waitFor();
  await history.waitForLoadState();
  // A phone opens it as wide as itself.
  const { viewport } = camera.variant.options;
  if (camera.variant.phone && viewport) await history.setViewportSize(viewport);
  await camera.take(history, 'visitor-history', true);
}

async function failed(camera: Camera, url: string): Promise<void> {
  const page = await camera.open('about:blank');
  await page.route('**/websvcs/**', (route) => route.abort());
  await page.goto(url);
  await page.getByRole('heading', { name: 'The chat could not be loaded.' }).waitFor();
  await camera.take(page, 'visitor-load-failed', true);
}
