import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../lib/database/connect.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { testClock } from '../support/clock.ts';
import { silentLog } from '../support/databases.ts';
import { reservedPort } from '../support/reserved-port.ts';
import { type Served, serve } from '../support/serve.ts';
import { openSite, testPassword } from '../support/site.ts';
import { dialled, silenceTelephone } from './fixtures/telephone.ts';

const minute = 60_000;
const step = 5_000;
/** Two browsers, and a server that starts three times: minutes, on a machine that is busy with other tests. */
const patient = { timeout: 180_000 };

/** The callback as its people do it: a browser for each of them, and a server that is killed while the callback is put off. */
describe.skipIf(withoutBrowser())('a callback between a visitor and an agent', () => {
  let visitors: Browser;
  let agents: Browser;
  let data: string;
  let complaints: (readonly string[])[];
  let cleanups: (() => Promise<unknown>)[];

  beforeAll(async () => {
    [visitors, agents] = await Promise.all([launchBrowser(), launchBrowser()]);
  });
  afterAll(async () => {
    await visitors?.close();
    await agents?.close();
  });
  beforeEach(async () => {
    data = await mkdtemp(path.join(tmpdir(), 'iwt-callback-'));
    complaints = [];
    cleanups = [() => rm(data, { recursive: true, force: true })];
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    expect(complaints.flat()).toEqual([]);
  });

  async function open(browser: Browser, url: string): Promise<Page> {
    const { page, context, complaints: heard } = await openPage(browser, url, { locale: 'en-US' });
    complaints.push(heard);
    cleanups.push(() => context.close());
    return page;
  }

  async function signIn(url: string, username: string, password: string): Promise<Page> {
    const page = await open(agents, `${url}/agent/`);
    await silenceTelephone(page);
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password').first().fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Set “Available”' }).click();
    return page;
  }

  /** What is on disk, as another process sees it. */
  async function onDisk<Result>(use: (database: Database) => Promise<Result>): Promise<Result> {
    const database = openDatabase(`sqlite:${path.join(data, 'iwt.sqlite')}`, { log: silentLog });
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  }

  /** Time goes by: what had to be done later is due by now. Gives the ids. */
  const fallDue = (kind: string) =>
    onDisk(async ({ knex }) => {
      await knex('iwt_timer').where({ kind }).update({ due_at: 1 });
      return knex('iwt_timer').where({ kind }).pluck('id');
    });

  async function restart(site: Served): Promise<Served> {
    const again = await serve(data, '--port', new URL(site.url).port);
    cleanups.push(() => again.kill());
    return again;
  }

  const summaries = () =>
    onDisk(({ knex }) => knex('iwt_interaction_summary').select('remote_name', 'callback_disposition', 'n_snoozed'));

  it('is requested, watched and cancelled; put off, over a kill of the server, and completed', patient, async () => {
    // Nobody else may have it while the server is away.
    let site = await serve(data, '--demo', '--port', String(await reservedPort()));
    cleanups.push(() => site.kill());
    const url = `${site.url}${site.root}`;
    const { username, password } = site.people.find((one) => one.username === 'alicia') as Served['people'][number];

    const visitor = await open(visitors, `${url}/`);
    await ask(visitor, 'Mary Shelley');
    await look(visitor, 'We will call you back');
    await visitor.getByText('You are next').waitFor();
    await visitor.getByRole('button', { name: 'Cancel callback' }).click();
    const question = visitor.getByRole('dialog', { name: 'Cancel this callback?' });
    await question.getByRole('button', { name: 'Keep it' }).click();
    await visitor.getByText('You are next').waitFor();
    await visitor.getByRole('button', { name: 'Cancel callback' }).click();
    await question.getByRole('button', { name: 'Cancel callback' }).click();
    await visitor.getByRole('heading', { name: 'The callback is cancelled' }).waitFor();
    await visitor.getByRole('button', { name: 'Back to the start' }).click();

    const agent = await signIn(url, username, password);
    await ask(visitor, 'Mary Shelley');
    await pickUp(agent);
    await agent.getByText(/^Attempt 1 of \d+$/).waitFor();
    await look(visitor, 'Alicia Adams is calling you');
    await noAnswer(agent);
    await look(visitor, 'We will try again');

    await site.kill();
    expect(await fallDue('snooze')).toHaveLength(1);
    site = await restart(site);

    await pickUp(agent);
    await agent.getByText(/^Attempt 2 of \d+$/).waitFor();
    await agent.getByText('The connection is interrupted.').waitFor({ state: 'detached' });
    await look(visitor, 'Alicia Adams is calling you');
    await complete(agent);
    await look(visitor, 'done');
    await showsTimeline(agent);

    expect(await site.stop()).toBe(0);
    // The first callback is told a minute after its end, which is over by now where all this took so long.
    const told = await summaries();
    expect(await fallDue('tracker')).toHaveLength(2 - told.length);
    site = await restart(site);
    await expect.poll(summaries).toHaveLength(2);
    expect(await summaries()).toContainEqual({
      remote_name: 'Mary Shelley',
      callback_disposition: 'success',
      n_snoozed: 1,
    });
  });

  it('comes back by itself when its time is over, and is told to Tracker a minute after its end', patient, async () => {
    const clock = testClock(Date.now());
    const site = await openSite({ runtime: { clock }, data, database: `sqlite:${path.join(data, 'iwt.sqlite')}` });
    cleanups.push(() => site.close());
    await site.addUser({ username: 'alicia' });
    const agent = await signIn(site.url, 'alicia', testPassword);
    const visitor = await open(visitors, `${site.url}/`);
    await ask(visitor, 'Ada Lovelace');
    await pickUp(agent);
    await noAnswer(agent);
    await look(visitor, 'We will try again');
    // Bit by bit, so that the agent's presence is renewed as time goes by.
    for (let left = minute; left > 0; left -= step) {
      const answered = visitor.waitForResponse((answer) => answer.url().includes('/callback/status/'));
      await look(visitor, 'We will try again');
      await answered;
      clock.advance(step);
    }
    await pickUp(agent);
    await agent.getByText(/^Attempt 2 of \d+$/).waitFor();
    await complete(agent);
    await look(visitor, 'done');
    await showsTimeline(agent);
    await agent.locator('.timeline-bubble').click();
    await agent.locator('.segment-facts').getByText('SnoozeDurationInSeconds').waitFor();
    await agent.locator('.segment-facts').getByText('60 sec').first().waitFor();
    clock.advance(minute - 1);
    await look(visitor, 'done');
    expect(await summaries()).toEqual([]);
    clock.advance(1);
    await expect
      .poll(summaries)
      .toEqual([{ remote_name: 'Ada Lovelace', callback_disposition: 'success', n_snoozed: 1 }]);
  });
});

async function ask(visitor: Page, name: string): Promise<void> {
  await visitor.getByRole('tab', { name: 'Callback' }).click();
  await visitor.getByLabel('I don’t have an account').check();
  await visitor.getByLabel('Name').fill(name);
  await visitor.getByLabel('Telephone number').fill('+49 30 12345678');
  await visitor.getByLabel('What is it about?').fill('The lamp flickers');
  await visitor.getByRole('button', { name: 'Request callback' }).click();
  await visitor.getByRole('heading', { name: 'Your callback' }).waitFor();
}

/** Waits until the visitor's page says so, letting it ask at once. */
async function look(visitor: Page, headline: string): Promise<void> {
  const heading = visitor.getByRole('heading', { level: 2, name: headline });
  await visitor.evaluate("window.dispatchEvent(new Event('online'))");
  await heading.waitFor();
}

/** The agent takes what rings. */
async function pickUp(agent: Page): Promise<void> {
  await agent
    .locator('.alert-card')
    .getByRole('button', { name: /^Pick up/ })
    .click();
  await agent.getByRole('link', { name: 'Make Call' }).waitFor();
}

/** The agent calls, nobody answers, and it is put off for a minute. */
async function noAnswer(agent: Page): Promise<void> {
  await agent.getByRole('link', { name: 'Make Call' }).click();
  await expect.poll(() => dialled(agent)).toEqual(['tel:+493012345678']);
  await agent.getByRole('button', { name: 'Retry Later', exact: true }).click();
  const panel = agent.getByRole('dialog', { name: 'Retry Later' });
  await panel.getByLabel('Minutes until the next attempt').fill('1');
  await panel.getByLabel('Note').fill('No answer');
  await panel.getByRole('button', { name: 'Retry Later' }).click();
  await agent.getByText('It comes back to the queue by itself').waitFor();
}

async function complete(agent: Page): Promise<void> {
  await agent.getByRole('button', { name: 'Callback Complete' }).click();
  await agent.getByText('Complete: the callback succeeded.').waitFor();
}

async function showsTimeline(agent: Page): Promise<void> {
  await agent.getByRole('tab', { name: 'Timeline' }).click();
  const segments = agent.getByRole('radiogroup', { name: 'Segments' }).getByRole('radio');
  const types = async () => {
    const labels = await segments.evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label')));
    return labels.map((label) => label?.split(' ')[0]);
  };
  await expect.poll(types).toEqual(['Queue', 'Alert', 'Connect', 'System', 'Queue', 'Alert', 'Connect']);
  await expect.poll(() => agent.locator('.timeline-bubble').count()).toBe(1);
}
