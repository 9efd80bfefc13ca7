import { expect, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import type { HandlerContext } from '../../lib/handlers/handler.ts';
import { signIn } from '../support/agent.ts';
import { testPassword } from '../support/site.ts';
import { handlerSite } from './world.ts';

/** Answers what `run` gives as JSON. */
async function tried(run: (ctx: HandlerContext) => Promise<unknown>) {
  const handler = defineHandler({
    event: 'Try',
    async run(ctx) {
      const found = await run(ctx as unknown as HandlerContext).catch((error) => ({ code: error.code }));
      ctx.text(JSON.stringify(found ?? null));
    },
  });
  const site = await handlerSite([handler]);
  await site.addUser({ username: 'zoe' });
  await site.addUser({ username: 'ann' });
  await (await signIn(site.url, 'ann', testPassword)).status('Available');
  return { ...site, json: async (query = '') => (await site.page(`event=Try${query}`)).json() };
}

test('queues and agents', async () => {
  const { json } = await tried(async (ctx) => ({
    support: await ctx.queues.query('support'),
    user: await ctx.queues.query('ann', { targetType: 'User', type: 'callback' }),
    unknown: await ctx.queues.query('nobody').catch((error) => error.code),
    agents: await ctx.agents.list(),
  }));
  const { agents, ...queues } = (await json()) as { agents: object[] };
  expect(queues).toEqual({
    support: { agentsAvailable: 1, estimatedWaitTime: -1 },
    user: { agentsAvailable: 1, estimatedWaitTime: -1 },
    unknown: 'queue.unknown',
  });
  expect(agents).toEqual([
    {
      username: 'ann',
      displayName: 'Ann',
      status: { name: 'Available', available: true, since: expect.any(Number), until: null },
      workgroups: ['Support'],
    },
    expect.objectContaining({ displayName: 'Zoe', status: expect.objectContaining({ available: false }) }),
  ]);
});

test('a chat is started, and the system says something in it', async () => {
  const site = await tried(async (ctx) => {
    const chat = await ctx.startChat({ target: 'Support', name: 'Vera', attributes: { page: ctx.argument('page') } });
    await ctx.sendText(chat.interaction, 'Welcome from <the shop>');
    return chat;
  });
  const chat = (await site.json('&page=cart')) as { participantId: string; interaction: string };
  const { events } = await site.iwt.services.chat.poll(chat.participantId);
  expect(events).toContainEqual(expect.objectContaining({ participantName: 'Vera' }));
  expect(events).toContainEqual(expect.objectContaining({ value: 'Welcome from <the shop>' }));
});

test('a callback is asked for', async () => {
  const { json } = await tried((ctx) =>
    ctx.createCallback({ target: 'Support', name: 'Vera', telephone: ctx.argument('tel'), subject: 'My order' }),
  );
  expect(await json('&tel=%2B1+212+555+0123')).toMatchObject({
    number: expect.stringMatching(/^\d{9}$/),
    repeated: false,
  });
  expect(await json('&tel=12')).toEqual({ code: 'telephone.invalid' });
});

test.each([
  ['nothing', '', 'request.missing-data'],
  ['no text', 7, 'request.invalid'],
  ['too much', 'x'.repeat(4_001), 'request.invalid'],
  ['in no chat', 'hello', 'interaction.unknown'],
])('sendText refuses %s', async (_name, text, code) => {
  const { json } = await tried((ctx) => ctx.sendText('2001999999', text as never));
  expect(await json()).toEqual({ code });
});

test('sendText refuses a chat that has ended', async () => {
  const site = await tried((ctx) => ctx.sendText(ctx.argument('chat'), 'too late'));
  const { chat } = site.iwt.services;
  const { participantId, interaction } = await chat.start({ target: 'Support', name: 'Vera' });
  expect(await site.json(`&chat=${interaction}`)).toBe(null);
  await chat.exit(participantId);
  expect(await site.json(`&chat=${interaction}`)).toEqual({ code: 'interaction.state' });
});
