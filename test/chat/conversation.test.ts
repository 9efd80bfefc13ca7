import { expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.ts';
import { addAgent, addWorkgroup, engineOn, receive, rowOf, told } from './world.ts';

describeEachDatabase('a conversation', (open) => {
  it('goes from welcome to goodbye as the manual shows it', async () => {
    const database = await open();
    const marketing = await addWorkgroup(database, 'Marketing');
    const alicia = await addAgent(database, 'Alicia', [marketing]);
    const engine = await engineOn(database);
    const { chat } = engine;
    const { participantId, interaction } = await chat.start({ target: 'marketing', name: 'Mary' });
    await engine.rest();
    const first = await receive(chat, participantId);
    expect(told(first)).toEqual([
      'Mary active',
      'CIC active',
      'CIC: Hello.',
      'CIC: Mary has joined the conversation.',
      'CIC: To Marketing.',
      'Alicia Example alerting',
      'CIC: Asking Alicia Example.',
    ]);
    expect(first.map((event) => event.sequenceNumber)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(first[0]).toMatchObject({ participantID: participantId, participantType: 'WebUser' });
    expect(first[1]).toMatchObject({
      participantID: '00000000-0000-0000-0000-000000000000',
      participantType: 'System',
    });
    expect(first[2]).toMatchObject({ contentType: 'text/plain', conversationSequenceNumber: 0, displayName: 'CIC' });

    await chat.pickup(alicia, interaction);
    await chat.sendAsAgent(alicia, interaction, { text: 'Good morning' });
    const sent = await chat.send(participantId, { message: 'Hello there' });
    expect(sent).toMatchObject({ sequenceNumber: 10, repeated: false });
    await chat.hold(alicia, interaction);
    await chat.resume(alicia, interaction);
    await chat.disconnect(alicia, interaction);
    expect(told(await receive(chat, participantId))).toEqual([
      'Alicia Example active',
      'CIC: Alicia Example has joined the conversation.',
      'Alicia Example: Good morning',
      'Mary: Hello there',
      'Alicia Example held',
      'CIC: Alicia Example has put the conversation on hold.',
      'Alicia Example active',
      'Alicia Example disconnected',
      'CIC: Alicia Example has left the conversation.',
      'Mary disconnected',
    ]);
    expect(await rowOf(database, interaction)).toMatchObject({ state: 'Disconnected', end: 'LocalDisconnect' });
    await expect.poll(() => database.knex('iwt_timer')).toEqual([]);
    await engine.close();
  });

  it('keeps answering after the end, then forgets', async () => {
    const database = await open();
    await addWorkgroup(database, 'Support');
    const engine = await engineOn(database);
    const { chat, clock } = engine;
    const { participantId } = await chat.start({ target: 'Support', name: 'Mary' });
    await chat.exit(participantId);
    await chat.exit(participantId);
    await expect(chat.send(participantId, { message: 'too late' })).rejects.toMatchObject({
      code: 'interaction.state',
    });
    clock.advance(10 * 60_000);
    const last = await receive(chat, participantId);
    expect(told(last).slice(-2)).toEqual(['CIC: Mary has left the conversation.', 'Mary disconnected']);
    clock.advance(4 * 60_000);
    expect(await chat.poll(participantId)).toMatchObject({ events: [] });
    await chat.exit(participantId);
    clock.advance(61_000);
    await expect((async () => chat.poll(participantId))()).rejects.toMatchObject({ code: 'session.unknown' });
    await expect(chat.exit(participantId)).rejects.toMatchObject({ code: 'session.unknown' });
    await engine.close();
  });

  it('knows nobody whom it did not let in', async () => {
    const database = await open();
    const engine = await engineOn(database);
    const { chat } = engine;
    const stranger = '6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10';
    const attempts = [
      async () => chat.poll(stranger),
      () => chat.send(stranger, { message: 'hello' }),
      () => chat.setTyping(stranger, true),
      () => chat.exit(stranger),
      () => chat.reconnect(stranger),
      () => chat.partyInfo(stranger, stranger),
      () => chat.subscribe(stranger, undefined, { push() {}, end() {} }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'session.unknown' });
    await engine.close();
  });
});
