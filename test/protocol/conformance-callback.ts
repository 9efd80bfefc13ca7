import { describe, expect, test } from 'vitest';
import { type Caller, freshName, type Json, nobodyId, systemId } from './caller.ts';
import { checkCallback, checkCallbackStatus } from './strict.ts';

let numbers = 100;

/** A telephone number that nobody else has asked with. */
function freshNumber(): string {
  numbers += 1;
  return `+49 30 123 4${numbers}`;
}

/** Callbacks (visitor-protocol section 9). */
export function callbacks(caller: Caller): void {
  const { target, url, get, post } = caller;

  async function ask(over: object = {}): Promise<{ id: string; number: string; name: string }> {
    const name = freshName();
    const answer = await post('callback/create', {
      target: target().queue,
      targettype: 'Workgroup',
      subject: 'Invoice 4711',
      participant: { name, credentials: '', telephone: freshNumber() },
      clientToken: 'deprecated',
      ...over,
    });
    checkCallback(answer, 'success');
    expect(answer.callback.pollWaitSuggestion).toBe(10_000);
    expect(answer.callback.callbackID).toMatch(/^\d{4,12}$/);
    return { id: answer.callback.participantID, number: answer.callback.callbackID, name };
  }

  async function status(id: string): Promise<Json> {
    const answer = await get(`callback/status/${id}`);
    checkCallbackStatus(answer);
    return answer.callback;
  }

  describe('a callback', () => {
    test('waits, is found by its number, is cancelled, and goes on answering', async () => {
      const { id, number } = await ask();
      const waiting = await status(id.toUpperCase());
      expect(waiting.assignedAgent).toBeUndefined();
      expect(waiting.acdStatus.queueName).toBe(target().queue);
      expect(waiting.acdStatus.queuePosition).toBeGreaterThan(0);
      expect(waiting.acdStatus.callsWaitingCount).toBeGreaterThan(0);
      const again = await post('callback/reconnect', { callbackId: ` ${number.replace(/(\d{3})/g, '$1 ')}` });
      checkCallback(again, 'success');
      await status(again.callback.participantID);
      await status(id);
      for (let turn = 0; turn < 2; turn++) {
        const cancelled = await post(`callback/disconnect/${id}`);
        expect(cancelled).toEqual({ callback: { status: { type: 'success' } } });
      }
      const ended = await status(id);
      expect(ended.acdStatus.queuePosition).toBe(0);
      expect(ended.acdStatus.interactionState).not.toBe(waiting.acdStatus.interactionState);
    });

    test('names the agent who has it, and says who that is', async () => {
      const { id, name } = await ask();
      await target().desk.pickup(name);
      const { assignedAgent } = await status(id);
      expect(assignedAgent.name).toBe(target().desk.agent);
      const who = async (participantId: string) => (await post(`partyInfo/${id}`, { participantId })).partyInfo;
      expect(await who(assignedAgent.participantID)).toMatchObject({
        name: target().desk.agent,
        status: { type: 'success' },
      });
      expect((await who(systemId)).status.type).toBe('success');
      expect((await who(nobodyId)).status).toMatchObject({ reason: 'error.websvc.unknownEntity.participant' });
      await target().desk.end(name);
      expect((await status(id)).assignedAgent).toBeUndefined();
    });

    test('asked for twice is one', async () => {
      const participant = { name: freshName(), telephone: freshNumber() };
      const [one, two] = [await ask({ participant }), await ask({ participant })];
      expect(two).toMatchObject({ id: one.id, number: one.number });
    });

    test('is no chat, and a chat is no callback', async () => {
      const { id } = await ask();
      const chat = await caller.start();
      for (const answer of [
        await get(`chat/poll/${id}`),
        await post(`chat/sendMessage/${id}`, { message: 'hi' }),
        await post(`chat/exit/${id}`),
      ]) {
        expect(answer.chat.status.reason).toBe('error.websvc.unknownEntity.session');
      }
      const answers = [await get(`callback/status/${chat.id}`), await post(`callback/disconnect/${chat.id}`)];
      for (const answer of answers) checkCallback(answer, 'failure');
      await status(id);
    });
  });

  describe('a callback that cannot be', () => {
    const valid = { name: 'A', telephone: '+49 30 1234999' };
    test.each<[string, object, string, string | undefined]>([
      ['without a target', { target: '' }, 'content.invalid.missingData', 'target'],
      ['in no queue', { target: 'no such queue' }, 'unknownEntity.badTarget', undefined],
      [
        'without a way to reach the visitor',
        { participant: { name: 'A' } },
        'content.invalid.missingData',
        'telephone',
      ],
      ['with no number', { participant: { ...valid, telephone: 'call me' } }, 'content.invalid', 'telephone'],
      ['with half a number', { participant: { ...valid, telephone: '1' } }, 'content.invalid', 'telephone'],
      [
        'with an endless number',
        { participant: { ...valid, telephone: '1'.repeat(300) } },
        'content.invalid',
        'telephone',
      ],
      ['with a long subject', { subject: 'x'.repeat(2001) }, 'content.invalid', 'subject'],
      ['with no address', { participant: { name: 'A' }, emailAddress: 'nowhere' }, 'content.invalid', 'email'],
      ['with no time', { preferredTime: 'tomorrow' }, 'content.invalid', 'preferredTime'],
      ['in the past', { preferredTime: '2001-01-01T00:00:00Z' }, 'content.invalid', 'preferredTime'],
      ['with a wrong password', { participant: { ...valid, credentials: 'x' } }, 'userdb.badCredentials', undefined],
    ])('%s', async (_name, over, reason, field) => {
      const answer = await post('callback/create', { target: target().queue, participant: valid, ...over });
      checkCallback(answer, 'failure');
      expect(answer.callback.status.reason).toBe(`error.websvc.${reason}`);
      if (field !== undefined) expect(answer.callback.status.params).toMatchObject({ field });
    });
  });

  test('a callback in XML', async () => {
    const headers = { Accept: 'application/xml' };
    const send = async (path: string, body: string) =>
      (await fetch(url(path), { method: 'POST', headers, body })).text();
    const created = await send(
      'callback/create',
      `<callback><target>${target().queue}</target><targettype>Workgroup</targettype><subject>a &lt; b</subject><participant><name>X &amp; Y</name><credentials/><telephone>${freshNumber()}</telephone></participant></callback>`,
    );
    expect(created).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?><callback><participantID>/);
    const id = /<participantID>([^<]+)</.exec(created)?.[1];
    const number = /<callbackID>([^<]+)</.exec(created)?.[1];
    const success = '<status><type>success</type></status></callback>';
    const seen = await (await fetch(url(`callback/status/${id}`), { headers })).text();
    expect(seen).toMatch(/<acdStatus><interactionState>[^<]+<\/interactionState><queueName>/);
    expect(seen).toContain('<subject>a &lt; b</subject>');
    expect(seen).toContain(success);
    const again = await send('callback/reconnect', `<callback><callbackID>${number}</callbackID></callback>`);
    expect(again).toContain('<participantID>');
    expect(await send(`callback/disconnect/${id}`, '')).toContain(`<callback>${success}`);
  });
}
