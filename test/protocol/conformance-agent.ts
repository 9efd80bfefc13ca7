import { describe, expect, test } from 'vitest';
import type { Caller, Json } from './caller.ts';
import { checkChat } from './strict.ts';

export function agents(caller: Caller): void {
  const { target, post, start, poll, pollUntil } = caller;

  const desk = () => target().desk;
  describe('an agent', () => {
    test('joins, speaks, types, holds, resumes and ends', async () => {
      const { id, name } = await start();
      await desk().pickup(name);
      const agents = (event: Json) => event.participantType === 'Agent';
      const joined = await pollUntil(id, (event) => agents(event) && event.state === 'active');
      const agent = joined.find(agents).participantID;
      expect(joined.find(agents)).toMatchObject({ participantName: desk().agent });

      await desk().type(name, true);
      await pollUntil(id, (event) => event.type === 'typingIndicator' && event.value === true);
      await desk().say(name, 'Good morning!');
      const spoken = await pollUntil(id, (event) => event.value === 'Good morning!');
      expect(spoken.find((event) => event.type === 'text')).toMatchObject({
        participantID: agent,
        displayName: desk().agent,
        conversationSequenceNumber: 0,
      });
      const info = await post(`partyInfo/${id}`, { participantID: agent });
      expect(info.partyInfo).toMatchObject({ name: desk().agent, status: { type: 'success' } });

      await desk().hold(name);
      await pollUntil(id, (event) => event.participantID === agent && event.state === 'held');
      await desk().resume(name);
      await pollUntil(id, (event) => event.participantID === agent && event.state === 'active');

      await desk().end(name);
      const last = await pollUntil(id, (event) => event.participantID === id && event.state === 'disconnected');
      expect(last.at(-1)).toMatchObject({ participantID: id, state: 'disconnected' });
      // The session stays for a while, so that a client that missed this hears of it in its own way.
      for (let n = 0; n < 3; n++) expect(await poll(id)).toEqual([]);
    });

    test('does not see the visitor’s own typing come back', async () => {
      const { id, name } = await start();
      await desk().pickup(name);
      await pollUntil(id, (event) => event.participantType === 'Agent' && event.state === 'active');
      checkChat(await post(`chat/setTypingState/${id}`, { typingIndicator: true }), 'success');
      checkChat(await post(`chat/setTypingState/${id}`, { typingIndicator: false }), 'success');
      expect((await poll(id)).filter((event) => event.participantID === id)).toEqual([]);
    });
  });
}
