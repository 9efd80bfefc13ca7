import { createApi } from '../../views/visitor/client/api.ts';
import { createMemory, newChat } from '../../views/visitor/client/memory.ts';
import type { Store } from '../../views/visitor/client/ports.ts';
import { openSession, type Session } from '../../views/visitor/client/session.ts';
import type { TestClock } from '../support/clock.ts';
import type { FakeChat } from './fake-chat.ts';
import { createNetwork, type Network } from './network.ts';

export interface Page {
  readonly network: Network;
  readonly session: Session;
  readonly lines: () => readonly string[];
}

const input = { name: 'Maria', password: '', target: 'Support', targetType: 'Workgroup', language: 'en-us' };

/** A page without a screen: it starts a chat, or finds the one its storage knows. */
export async function openPage(
  server: FakeChat,
  shared: { local?: Store; tab?: Store; clock?: TestClock } = {},
  bases = ['/I3Root/Server1/'],
): Promise<Page> {
  const network = createNetwork(server, shared);
  const api = createApi(network.ports.http, bases);
  const memory = createMemory('iwt:', network.ports.local, network.ports.tab);
  let kept = memory.find(network.clock.now());
  if (!kept) {
    const reply = await api.start(0, input);
    if (!reply.ok) throw new Error(reply.reason);
    const { chatID = '', participantID = '' } = reply.value;
    const startedAt = network.clock.now();
    const { events, resumable } = reply.value;
    const seat = { server: 0, participantID, resumable, offset: 0 };
    kept = newChat({ ...seat, chatID, startedAt, target: 'Support', targetType: 'Workgroup' }, events);
  }
  const session = openSession(network.ports, api, memory, kept, true);
  await network.settle();
  const lines = (): readonly string[] =>
    session.view().transcript.entries.map((entry) => `${entry.delivery ?? entry.kind} ${entry.value}`);
  return { network, session, lines };
}
