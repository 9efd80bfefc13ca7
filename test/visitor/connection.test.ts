import { expect, it } from 'vitest';
import type { Api } from '../../views/visitor/client/api.ts';
import { createConnection } from '../../views/visitor/client/connection.ts';
import type { ChatAnswer, ChatEvent, Reply } from '../../views/visitor/client/protocol.ts';
import { createFakeChat } from './fake-chat.ts';
import { createNetwork } from './network.ts';

it('keeps what a server of the original says with a reconnect, whatever was asked meanwhile', async () => {
  const network = createNetwork(createFakeChat());
  const away: Reply<ChatAnswer> = { ok: false, reason: 'error.http.500', lost: true, params: {} };
  const reconnects: ((reply: Reply<ChatAnswer>) => void)[] = [];
  const api = {
    servers: 1,
    poll: async () => away,
    reconnect: () => new Promise((resolve) => void reconnects.push(resolve)),
  } as unknown as Api;
  const heard: ChatEvent[] = [];
  const connection = createConnection(
    network.ports,
    api,
    { seat: { server: 0, participantID: 'one', resumable: false, offset: 0 }, chatID: 'chat', last: -1 },
    { events: (events) => void heard.push(...events), link() {}, moved() {}, gone() {} },
  );
  connection.start();
  await network.pass(1_500);
  expect(reconnects).toHaveLength(1);
  connection.restart();
  await network.settle();
  const text = { type: 'text', sequence: 7, participant: 'agent', value: 'Meanwhile.' } as unknown as ChatEvent;
  const unknown = { pollWait: undefined, chatID: undefined, sequence: undefined };
  reconnects[0]?.({ ok: true, value: { ...unknown, participantID: 'one', resumable: false, events: [text] } });
  await network.settle();
  expect(heard).toMatchObject([{ value: 'Meanwhile.' }]);
  connection.stop();
});
