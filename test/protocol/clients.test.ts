import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawConnection, rawRequest } from '../support/raw.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import type { Desk } from './caller.ts';
import { deskOf } from './desk.ts';
import { bytes, type Json, jsonOf, replay, succeeded } from './replay.ts';
import { checkCallback, checkCallbackStatus, checkChat } from './strict.ts';

/** The requests of each known client of others (visitor-protocol sections 2.5 and 17), byte by byte. */
let site: Site;
let desk: Desk;
let port: number;

beforeAll(async () => {
  site = await openSite();
  await site.addUser({ username: 'jonas' });
  desk = await deskOf(site.url, 'jonas', testPassword);
  port = Number(new URL(site.origin).port);
});
afterAll(() => site.close());

const send = (head: string, body?: string) => replay(port, head, body);

test('jQuery pages: the form content type, across origins, straight to the server', async () => {
  const posted = `Host: 127.0.0.1:8114
    Accept: */*
    Origin: http://shop.example
    Referer: http://shop.example/
    Content-Type: application/x-www-form-urlencoded; charset=UTF-8
    Content-Length:`;
  const started = succeeded(
    await send(
      `POST /websvcs/chat/start HTTP/1.1\n${posted}`,
      '{"supportedContentTypes":"text/plain","participant":{"name":"J & Q = 100%","credentials":""},"target":"Support","targetType":"Workgroup","customInfo":"a=1&b=2","language":"en-us"}',
    ),
  );
  succeeded(
    await send(
      `POST /websvcs/chat/sendMessage/${started.participantID} HTTP/1.1\n${posted}`,
      '{"message":"1+1 = 2 & [more] %41","contentType":"text/plain"}',
    ),
  );
  const { events, pollWaitSuggestion } = succeeded(
    await send(`GET /websvcs/chat/poll/${started.participantID} HTTP/1.1\nHost: 127.0.0.1:8114\nAccept: */*`),
  );
  expect(pollWaitSuggestion).toBeGreaterThanOrEqual(1000);
  expect(events[0]).toMatchObject({ participantType: 'WebUser', state: 'active', participantName: 'J & Q = 100%' });
  expect(events.at(-1)).toMatchObject({ value: '1+1 = 2 & [more] %41', conversationSequenceNumber: 0 });
  const callback = await send(
    `POST /websvcs/callback/create HTTP/1.1\n${posted}`,
    '{"target":"Support","targetType":"Workgroup","subject":"x & y","participant":{"name":"A","credentials":"","telephone":"+49 30 1234501"}}',
  );
  checkCallback(callback, 'success');
  expect(Number.isInteger(callback.callback.pollWaitSuggestion)).toBe(true);
  const status = `GET /websvcs/callback/status/${callback.callback.participantID} HTTP/1.1\nHost: 127.0.0.1:8114\nAccept: */*`;
  for (let turn = 0; turn < 2; turn++) checkCallbackStatus(await send(status));
  const refused = await send(
    `POST /websvcs/callback/create HTTP/1.1\n${posted}`,
    '{"target":"Support","targetType":"Workgroup","subject":"x","participant":{"name":"A","credentials":"","telephone":"1"}}',
  );
  checkCallback(refused, 'failure');
  expect(Number.isInteger(refused.callback.pollWaitSuggestion)).toBe(true);
});

test('the C# relay: capitals, other keys, a content type on GET, Expect and no kept connection', async () => {
  const get = `Host: cic:8114
    Content-Type: application/json
    Connection: Close`;
  const reachable = await send(`GET /websvcs/serverConfiguration HTTP/1.1\n${get}`);
  expect(reachable).toHaveLength(2);

  const connection = await rawConnection(port);
  const body =
    '{"supportedContentTypes":"text/plain","participant":{"Name":"Cesar","Credentials":null},"transcriptRequired":false,"emailAddress":null,"target":"Support","targettype":"Workgroup","language":"en-us"}';
  connection.write(
    bytes(
      `POST /websvcs/chat/start HTTP/1.1
      Content-Type: application/json
      Host: cic:8114
      Content-Length: ${body.length}
      Expect: 100-continue
      Connection: Close`,
      '',
    ),
  );
  // .NET waits for the server's word before it sends the body.
  await new Promise<void>((resolve) => connection.socket.once('data', () => resolve()));
  connection.write(body);
  const { participantID, chatID } = succeeded(jsonOf(await connection.answer()));
  await connection.closed;

  const poll = `GET /websvcs/chat/poll/${participantID} HTTP/1.1\n${get}`;
  for (const event of succeeded(await send(poll)).events) expect(event.participantType).toEqual(expect.any(String));
  await desk.pickup('Cesar');
  const agent = succeeded(await send(poll)).events.find((event: Json) => event.participantType === 'Agent');
  const post = (path: string, content: string) =>
    send(
      `POST /websvcs/${path} HTTP/1.1\nHost: cic:8114\nContent-Type: application/json\nContent-Length:\nConnection: Close`,
      content,
    );
  const party = await post(`partyInfo/${participantID}`, `{"participantId":"${agent.participantID}"}`);
  expect(party.partyInfo.name).toBe('Jonas');
  const again = await post('chat/reconnect', `{"chatId":"${chatID}"}`);
  expect(again.chat.participantID).toBe(participantID);
  succeeded(await post(`chat/sendMessage/${participantID}`, '{"message":"hola","contentType":"text/plain"}'));
  const queue = await post(
    'queue/query',
    '{"queueName":"Support","queueType":"Workgroup","participant":{"Name":"Anonymous User","Credentials":null}}',
  );
  expect(Number.isInteger(queue.queue.estimatedWaitTime)).toBe(true);
  expect((await post(`chat/exit/${participantID}`, '')).chat.status).toEqual({ type: 'success' });
  const callback = await post(
    'callback/create',
    '{"target":"Support","targetType":"Workgroup","subject":"Ayuda","participant":{"Name":"Cesar","Credentials":null,"Telephone":"+49 30 1234503"},"customInfo":null,"attributes":null,"language":"es"}',
  );
  checkCallback(callback, 'success');
});

test('the node relay: a body on GET, for ever', async () => {
  const head = `Host: cic
    Accept: application/json
    Content-Type: application/json
    Content-Length:`;
  const { participantID } = succeeded(
    await send(
      `POST /I3Root/Server1/websvcs/chat/start HTTP/1.1\n${head}`,
      '{"supportedContentTypes":"text/plain","participant":{"name":"Node","credentials":""},"transcriptRequired":false,"emailAddress":null,"target":"Support","targetType":"Workgroup","clientToken":"deprecated"}',
    ),
  );
  const poll = (id: string) => send(`GET /I3Root/Server1/websvcs/chat/poll/${id} HTTP/1.1\n${head}`, '{"some":"body"}');
  expect(succeeded(await poll(participantID)).events.length).toBeGreaterThan(0);
  const dead = await poll('11111111-2222-4333-8444-555555555555');
  checkChat(dead, 'failure');
  expect(dead.chat.events).toEqual([]);
});

test('Angular through a piping proxy: chunks, and an exit without a body', async () => {
  const head = `Host: webtools.example
    Accept: application/json, text/plain, */*`;
  const chunked = (path: string, ...parts: string[]) =>
    send(
      `POST ${path} HTTP/1.1\n${head}\nContent-Type: application/json;charset=utf-8\nTransfer-Encoding: chunked`,
      `${parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`,
    );
  const { participantID } = succeeded(
    await chunked(
      '/websvcs/chat/start',
      '{"supportedContentTypes":"text/plain","participant":{"name":"N',
      'g","credentials":""},"transcriptRequired":true,"emailAddress":"","target":"Support","targettype":"Workgroup"}',
    ),
  );
  // A character may come in two pieces.
  const message = Buffer.from('{"message":"Grüße","contentType":"text/plain"}');
  const connection = await rawConnection(port);
  connection.write(
    bytes(`POST /websvcs/chat/sendMessage/${participantID} HTTP/1.1\n${head}\nTransfer-Encoding: chunked`, ''),
  );
  for (const part of [message.subarray(0, 14), message.subarray(14)]) {
    connection.write(`${part.length.toString(16)}\r\n`);
    connection.write(part);
    connection.write('\r\n');
    await new Promise((resolve) => setImmediate(resolve));
  }
  connection.write('0\r\n\r\n');
  succeeded(jsonOf(await connection.answer()));
  connection.socket.destroy();
  const { events } = succeeded(await send(`GET /websvcs/chat/poll/${participantID} HTTP/1.1\n${head}`));
  expect(events.at(-1)).toMatchObject({ value: 'Grüße' });
  expect(
    (await send(`POST /websvcs/chat/exit/${participantID} HTTP/1.1\n${head}\nContent-Length: 0`)).chat.status.type,
  ).toBe('success');
  expect((await chunked(`/websvcs/chat/exit/${participantID}`)).chat.status).toBeDefined();
});

test('Go: its own name for the name, and types that must fit', async () => {
  const head = `Host: cic:3508
    User-Agent: GENESYS IWT Client 0.2.4
    Accept: application/json
    Accept-Encoding: gzip
    Content-Type: application/json
    Content-Length:`;
  const { participantID } = succeeded(
    await send(
      `POST /websvcs/chat/start HTTP/1.1\n${head}`,
      '{"supportedContentTypes":"text/plain","participant":{"participantType":"","participantID":"","participantName":"Gopher","status":{"type":"","reason":""}},"transcriptRequired":false,"target":"Support","targettype":"Workgroup","attributes":{"page":"/"},"routingContexts":[{"context":"a","category":"Product"}]}',
    ),
  );
  const { events } = succeeded(await send(`GET /websvcs/chat/poll/${participantID} HTTP/1.1\nHost: cic:3508`));
  expect(events[0].participantName).toBe('Gopher');
  const { queue } = await send(
    `POST /websvcs/queue/query HTTP/1.1\n${head}`,
    '{"queueName":"Support","queueType":"Workgroup","participant":{"participantName":"Anonymous User"},"agentsAvailable":0,"estimatedWaitTime":0,"pollWaitSuggestion":0,"status":{"type":"","reason":""}}',
  );
  expect(queue.status).toEqual({ type: 'success' });
  const station = await send(
    `POST /websvcs/queue/query HTTP/1.1\n${head}`,
    '{"queueName":"Support","queueType":"Station"}',
  );
  expect(station.queue.status.reason).toBe('error.websvc.unknownEntity.invalidQueue');
  succeeded(
    await send(
      `POST /websvcs/chat/exit/${participantID} HTTP/1.1\nHost: cic:3508\nUser-Agent: GENESYS IWT Client 0.2.4\nContent-Length: 0`,
    ),
  );
});

test('Ruby: the content type twice, an empty address for the transcript', async () => {
  const head = `Host: cic
    Accept: */*
    User-Agent: Ruby
    Content-Type: application/json
    Content-Type: application/json
    Content-Length:`;
  const { participantID } = succeeded(
    await send(
      `POST /websvcs/chat/start HTTP/1.1\n${head}`,
      '{"supportedContentTypes":"text/plain","participant":{"name":"Ruby","credentials":""},"transcriptRequired":false,"emailAddress":"","target":"Support","targetType":"Workgroup","customInfo":"text|phone=1","language":"fr","clientToken":"deprecated"}',
    ),
  );
  succeeded(
    await send(
      `POST /websvcs/chat/sendMessage/${participantID} HTTP/1.1\n${head}`,
      '{"message":"Bonjour","contentType":"text/plain"}',
    ),
  );
});

test('an express proxy without a server folder, and the callback site', async () => {
  const started = await send(
    'POST /I3Root/websvcs/chat/start HTTP/1.1\nHost: x\nConnection: close\nContent-Length:',
    '{"supportedContentTypes":"text/plain","participant":{"name":"Exp"},"target":"support","targetType":"workgroup"}',
  );
  succeeded(started);
  const callback = await send(
    'POST /webSvcs/callback/create HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length:',
    '{"target":"Support","targettype":"Workgroup","subject":"s","participant":{"name":"A","telephone":"+49 30 1234502"}}',
  );
  checkCallback(callback, 'success');
});

describe('versions of HTTP', () => {
  test('1.0 without a host', async () => {
    const answer = await rawRequest(port, 'GET /websvcs/serverConfiguration HTTP/1.0\r\n\r\n');
    expect([answer.status, answer.headers.connection]).toEqual([200, 'close']);
  });
});
