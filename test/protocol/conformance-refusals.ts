import { describe, expect, test } from 'vitest';
import { type Caller, nobodyId, systemId } from './caller.ts';
import { checkChat } from './strict.ts';

export function refusals(caller: Caller): void {
  const { target, get, post, start, poll } = caller;

  describe('what cannot be done is said with status 200', () => {
    test.each([
      ['start without a body', 'chat/start', undefined, 'chat', 'content.invalid.missingData'],
      ['start without a target', 'chat/start', { participant: { name: 'A' } }, 'chat', 'content.invalid.missingData'],
      [
        'start in no queue',
        'chat/start',
        { target: 'no such queue', participant: { name: 'A' } },
        'chat',
        'unknownEntity.badTarget',
      ],
      ['start of half a body', 'chat/start', '{"target":', 'chat', 'content.invalid'],
      [
        'start with a wrong password',
        'chat/start',
        { target: 'QUEUE', participant: { name: 'nobody at all', credentials: 'x' } },
        'chat',
        'userdb.badCredentials',
      ],
      ['reconnect to nothing', 'chat/reconnect', { chatID: nobodyId }, 'chat', 'unknownEntity.session'],
      ['send to nobody', `chat/sendMessage/${nobodyId}`, { message: 'hi' }, 'chat', 'unknownEntity.session'],
      ['type to nobody', `chat/setTypingState/${nobodyId}`, { typingIndicator: true }, 'chat', 'unknownEntity.session'],
      ['exit of nobody', `chat/exit/${nobodyId}`, undefined, 'chat', 'unknownEntity.session'],
      ['exit of no GUID', 'chat/exit/xyz', undefined, 'chat', 'unknownEntity.session'],
      ['party of nobody', `partyInfo/${nobodyId}`, { participantID: systemId }, 'partyInfo', 'unknownEntity.session'],
      [
        'query of no queue',
        'queue/query',
        { queueName: 'no such queue', queueType: 'Workgroup' },
        'queue',
        'unknownEntity.invalidQueue',
      ],
      [
        'query of no type of queue',
        'queue/query',
        { queueName: 'QUEUE', queueType: 'Nonsense' },
        'queue',
        'unknownEntity.invalidQueue',
      ],
      ['registration of nothing', 'register', { contact: {} }, 'registration', 'content.invalid.missingData'],
      ['reconnect to no callback', 'callback/reconnect', { callbackID: '1' }, 'callback', 'unknownEntity.session'],
      ['disconnect of no callback', `callback/disconnect/${nobodyId}`, undefined, 'callback', 'unknownEntity.session'],
    ])('%s', async (_name, path, body, root, reason) => {
      const sent = typeof body === 'object' ? JSON.parse(JSON.stringify(body).replace('QUEUE', target().queue)) : body;
      const answer = await post(path, sent);
      expect(answer[root].status).toMatchObject({ type: 'failure', reason: `error.websvc.${reason}` });
      if (root === 'chat') checkChat(answer, 'failure');
    });

    test('a poll of nobody, with the events that some clients read in any case', async () => {
      for (const id of [nobodyId, 'x', '%00', `${nobodyId}0`]) {
        const answer = await get(`chat/poll/${id}`);
        checkChat(answer, 'failure');
        expect(answer.chat.status.reason).toBe('error.websvc.unknownEntity.session');
      }
      const status = await get(`callback/status/${nobodyId}`);
      expect(status.callback.status).toMatchObject({ type: 'failure', reason: 'error.websvc.unknownEntity.session' });
    });

    test('a message that says nothing, or not in a text', async () => {
      const { id } = await start();
      await poll(id);
      for (const body of [
        { message: '' },
        { message: ' \n' },
        {},
        { message: 7 },
        { message: ['a'] },
        '"text"',
        'text',
        '{"message":"a"',
      ]) {
        checkChat(await post(`chat/sendMessage/${id}`, body), 'failure');
      }
      for (const body of [{}, { typingIndicator: 'yes' }, { typingIndicator: 1 }, '']) {
        checkChat(await post(`chat/setTypingState/${id}`, body), 'failure');
      }
      expect(await poll(id)).toEqual([]);
    });
  });
}
