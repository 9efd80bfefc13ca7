import { expect, it } from 'vitest';
import { emptyConversation, peopleOf, withDetail, withEntry } from '../../views/agent/state/transcript.ts';
import { detailOf, entry, summary } from './shapes.ts';

it('who is in a conversation is known from fetches and from what came since', () => {
  const ada = { kind: 'visitor', name: 'Ada', mine: false } as const;
  const bob = { kind: 'agent', name: 'Bob', mine: true } as const;
  const come = (seq: number, from: typeof ada | typeof bob, state: string) =>
    entry(seq, { kind: 'party', from, state, text: undefined });
  const detail = {
    ...detailOf('1', { version: 1 }, [come(1, ada, 'active')]),
    parties: [{ participantId: '', kind: 'visitor', name: 'Ada', state: 'active' } as const],
  };
  let conversation = withDetail(emptyConversation('1', summary('1', { version: 0 })), detail, 0);
  for (const one of [come(2, bob, 'alerting'), come(3, bob, 'active'), come(4, ada, 'disconnected')]) {
    conversation = withEntry(conversation, one);
  }
  expect(peopleOf(conversation).map(({ name, state }) => [name, state])).toEqual([
    ['Ada', 'disconnected'],
    ['Bob', 'active'],
  ]);
});
