import { expect, it } from 'vitest';
import type { ChatEvent } from '../../lib/wire/messages.ts';
import { testClock } from '../support/clock.ts';
import { describeMariadb } from '../support/databases.ts';
import { addAgent, addWorkgroup, engineOn, receive, turns } from './world.ts';

describeMariadb('a visitor who goes from node to node', (open) => {
  /** Two nodes that know of each other only through the database. */
  async function twoNodes() {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const ann = await addAgent(database, 'ann', [support], { status: 'Gone home' });
    const clock = testClock();
    const first = await engineOn(database, { clock });
    const second = await engineOn(database, { clock });
    const cursorReaches = (delivered: number) =>
      first.until(async () => {
        const row = await database.knex('iwt_cursor').first('delivered');
        return Number(row?.delivered) === delivered;
      });
    /** Lets the nodes look for what the other one wrote. */
    const lookAround = async () => {
      clock.advance(600);
      await turns(40);
    };
    /** Lets them look until `check` holds: the database may need longer than such a look, and then there is another. */
    const lookUntil = (check: () => Promise<boolean>) =>
      first.until(async () => {
        if (await check()) return true;
        await lookAround();
        return false;
      });
    return { ann, first, second, nodes: [first, second] as const, cursorReaches, lookAround, lookUntil };
  }

  it('gets every event once and in order', async () => {
    const { first, second, nodes, cursorReaches, lookAround, lookUntil } = await twoNodes();
    const { participantId } = await first.chat.start({ target: 'Support', name: 'Mary' });
    const got: ChatEvent[] = [];
    for (let step = 0; step < 12; step++) {
      await nodes[step % 2]?.chat.send(participantId, { message: `text ${step}` });
      await lookAround();
      const asked = nodes[(step >> 1) % 2];
      await lookUntil(async () => {
        got.push(...((await (asked && receive(asked.chat, participantId))) ?? []));
        return got.some((event) => event.type === 'text' && event.value === `text ${step}`);
      });
      await cursorReaches(got.length);
    }
    await lookAround();
    for (const node of nodes) expect(await receive(node.chat, participantId)).toEqual([]);
    expect(got.map((event) => event.sequenceNumber)).toEqual(got.map((_, index) => index));
    await first.close();
    await second.close();
  });

  it('hears his agent, who goes from node to node as well', async () => {
    const { ann, first, second } = await twoNodes();
    const { interaction } = await first.chat.start({ target: 'Support', name: 'Mary' });
    await second.interactions.get(interaction);
    await first.chat.pickup(ann, interaction);
    const sent = await second.chat.sendAsAgent(ann, interaction, { text: 'hello', clientMessageId: 'one' });
    expect(sent.repeated).toBe(false);
    const again = await first.chat.sendAsAgent(ann, interaction, { text: 'hello', clientMessageId: 'one' });
    expect(again).toEqual({ ...sent, repeated: true });
    await first.close();
    await second.close();
  });

  it('is not told again by a stream or a reconnect what another node has told him', async () => {
    const { first, second, cursorReaches, lookAround, lookUntil } = await twoNodes();
    const { participantId, chatId } = await first.chat.start({ target: 'Support', name: 'Mary' });
    const before = await receive(second.chat, participantId);
    await cursorReaches(before.length);
    const streamed: ChatEvent[] = [];
    const sink = { push: (events: readonly ChatEvent[]) => void streamed.push(...events), end() {} };
    const cancel = await first.chat.subscribe(participantId, undefined, sink);
    expect(streamed).toEqual([]);
    cancel();
    await first.chat.send(participantId, { message: 'one more' });
    await lookAround();
    const after: ChatEvent[] = [];
    await lookUntil(async () => {
      after.push(...(await receive(second.chat, participantId)));
      return after.length > 0;
    });
    expect(after.map((event) => event.sequenceNumber)).toEqual([before.length]);
    await cursorReaches(before.length + 1);
    await first.chat.reconnect(chatId);
    expect(await receive(first.chat, participantId)).toEqual([]);
    await first.close();
    await second.close();
  });
});
