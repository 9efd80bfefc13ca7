import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { createCodes } from '../../lib/codes/codes.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { signIn } from '../support/agent.ts';
import { sqliteDatabase } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { startChat, type TestVisitor } from '../support/visitor.ts';
import { unpack } from './examples.ts';
import { replay } from './replay.ts';

const page = 'docs/agent-api.md';

async function siteWithAlicia(): Promise<Site> {
  const database = await sqliteDatabase({ file: true });
  onTestFinished(() => database.drop());
  const runtime = { clock: systemClock, ids: systemIds };
  const codes = createCodes({ database, runtime, audit: createAudit({ database, runtime }) });
  await codes.add('wrapup', { code: 'FOUND', name: 'Parcel found' }, 'test');
  await codes.add('wrapup', { code: 'LOST', name: 'Parcel lost' }, 'test');
  await codes.add('account', { code: 'ACME', name: 'Acme & Sons' }, 'test');
  const site = await openSite({ database: database.url });
  onTestFinished(site.close);
  const alicia = { username: 'alicia', displayName: 'Alicia Adams', role: 'agent', workgroups: ['Support'] } as const;
  await site.iwt.services.agents.create({ ...alicia, password: testPassword }, 'test');
  return site;
}

test('what the page shows is what comes back', async () => {
  const site = await siteWithAlicia();
  const replayed = await replay(page, { origin: site.origin, act: visitorOf(site) });
  expect(replayed.length).toBeGreaterThan(15);
  for (const { shown, came, after } of replayed) expect.soft(came, after).toBe(shown);
});

/** Does what the comments on the page say. */
function visitorOf({ url, iwt }: Site): (note: string) => Promise<void> {
  let vera: TestVisitor;
  return async (note) => {
    if (note === 'visitor: starts') {
      vera = await startChat(url);
      await vera.until((event) => event.type === 'participantStateChanged' && event.state === 'alerting');
    } else if (note === 'visitor: says') await vera.say('Where is my parcel?', 'm-1');
    else if (note === 'visitor: types') await vera.typing(true);
    else if (note === 'visitor: asks for a callback') {
      const { callbacks } = iwt.services;
      const wish = { name: 'Vera', telephone: '+1 201 555 0123', subject: 'My parcel', timeZone: 'America/New_York' };
      await callbacks.create({ target: 'Support', ...wish, language: 'en-us' });
      const alicia = await signIn(url, 'alicia', testPassword);
      while (!(await alicia.find(({ type, state }) => type === 'callback' && state === 'Alerting')));
    } else throw new Error(`Nobody knows how to do "${note}".`);
  };
}

test('the robot greets whoever waits, and whoever comes', async () => {
  const site = await siteWithAlicia();
  const { file, remove } = await unpack(page);
  onTestFinished(remove);
  const early = await startChat(site.url, { name: 'Early' });
  const robot = spawn(process.execPath, [file('desk.js'), site.url, 'alicia', testPassword], { stdio: 'inherit' });
  onTestFinished(() => void robot.kill());
  await early.until((event) => event.type === 'text' && event.value === 'Hello Early!');
  const late = await startChat(site.url, { name: 'Late' });
  await late.until((event) => event.type === 'text' && event.value === 'Hello Late!');
});
