import { expect, onTestFinished, test } from 'vitest';
import { MAX_TEXT } from '../../lib/chat/bridge.ts';
import { BODY_TIMEOUT } from '../../lib/http/body.ts';
import { contactLimits } from '../../lib/visitors/individual.ts';
import * as limits from '../../lib/wire/limits.ts';
import { signIn, type TestAgent } from '../support/agent.ts';
import { openSite, testPassword } from '../support/site.ts';
import { readPage } from './fences.ts';
import { replay } from './replay.ts';

const page = 'docs/visitor-protocol.md';

test('what the page shows is what comes back', async () => {
  const site = await openSite();
  onTestFinished(site.close);
  const alicia = { username: 'alicia', displayName: 'Alicia Adams', role: 'agent', workgroups: ['Support'] } as const;
  await site.iwt.services.agents.create({ ...alicia, password: testPassword }, 'test');

  const replayed = await replay(page, { origin: site.origin, act: agentOf(site.url) });
  expect(replayed.length).toBeGreaterThan(25);
  for (const { shown, came, after } of replayed) expect.soft(came, after).toBe(shown);
});

/** Does what the comments on the page say. */
function agentOf(url: string): (note: string) => Promise<void> {
  let desk: TestAgent;
  let chat = '';

  /** Assignment takes a moment. */
  async function alerted(): Promise<string> {
    for (;;) {
      const found = await desk.find(({ name, state }) => name === 'Vera' && state === 'Alerting');
      if (found) return found.id;
    }
  }

  return async (note) => {
    if (note === 'agent: available') {
      desk = await signIn(url, 'alicia', testPassword);
      await desk.status('Available');
      chat = await alerted();
    } else if (note === 'agent: typing') await desk.call('POST', `interactions/${chat}/typing`, { typing: true });
    else if (note === 'agent: away') await desk.status('In a meeting');
    else if (note === 'agent: takes the callback') {
      const callback = await desk.find(({ name }) => name === 'Carla');
      await desk.act(callback?.id ?? '', 'pickup');
    } else if (note === 'agent: pickup' || note === 'agent: hold')
      await desk.act(chat, note === 'agent: hold' ? 'hold' : 'pickup');
    else throw new Error(`Nobody knows how to do "${note}".`);
  };
}

test('the limits on the page are those of the code', async () => {
  const text = await readPage(page);
  const rows = [
    `| body | ${limits.MAX_BODY_BYTES} bytes, ${limits.MAX_DEPTH} levels, in XML ${limits.MAX_ELEMENTS} elements; it has to arrive within ${BODY_TIMEOUT / 1000} seconds |`,
    `| \`message\` | ${MAX_TEXT} |`,
    `| \`name\` | ${limits.MAX_NAME} |`,
    `| \`credentials\` of a chat, \`password\` of an account | ${limits.MAX_PASSWORD};`,
    `| \`target\`, \`queueName\` | ${limits.MAX_TARGET} |`,
    `| \`subject\` | ${limits.MAX_SUBJECT} |`,
    `| \`telephone\`, \`emailAddress\` | ${limits.MAX_TELEPHONE} |`,
    `| \`customInfo\` | ${limits.MAX_CUSTOM_INFO} |`,
    `| \`attributes\` | ${limits.MAX_ATTRIBUTES} of them, names up to ${limits.MAX_ATTRIBUTE_NAME}, values up to ${limits.MAX_ATTRIBUTE_VALUE} |`,
    `| \`clientMessageId\` | ${limits.MAX_CLIENT_MESSAGE_ID} |`,
    `| \`language\` | ${limits.MAX_LANGUAGE};`,
  ];
  for (const row of rows) expect(text).toContain(row);
  expect(contactLimits.password).toBe(limits.MAX_PASSWORD);
});

test('every field of a contact is named', async () => {
  const text = (await readPage(page)).split('## Make an account')[1] ?? '';
  for (const field of Object.keys(contactLimits)) {
    expect(text).toContain(`\`${field.replace(/^(home|business)/, '')}\``);
  }
});
