import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from '../support/site.ts';
import { replay, succeeded } from './replay.ts';
import { checkCallback, checkCallbackStatus } from './strict.ts';

/** The requests of the client that came with the original (visitor-protocol sections 2.5 and 6 to 11), byte by byte. */
let site: Site;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const send = (head: string, body?: string) => replay(Number(new URL(site.origin).port), head, body);

test('the genuine client', async () => {
  const headers = `Host: 127.0.0.1
    Accept: application/json; charset=utf-8
    X-Requested-With: XMLHttpRequest
    X-Prototype-Version: 1.6.1`;
  const posted = `${headers}
    Content-type: application/json; charset=utf-8; charset=UTF-8
    Content-Length:`;
  const [configuration] = await send(
    `GET /I3Root/Server1/websvcs/serverConfiguration HTTP/1.1\n${headers}\nAccept-Language: fr-CA,fr;q=0.8`,
  );
  expect(configuration.serverConfiguration.capabilities.chat).toContain('start');
  const { participantID, chatID } = succeeded(
    await send(
      `POST /I3Root/Server1/websvcs/chat/start HTTP/1.1\n${posted}`,
      '{"supportedContentTypes": "text/plain", "participant": {"name": "Maria Example", "credentials": ""}, "target": "Support", "targetType": "Workgroup", "customInfo": "basket=17", "language": "en-us", "clientToken": "deprecated"}',
    ),
  );
  const poll = `GET /I3Root/Server1/websvcs/chat/poll/${participantID} HTTP/1.1\n${headers}`;
  expect(succeeded(await send(poll)).events[0]).toMatchObject({ participantID, state: 'active' });
  const post = (path: string, body: string) =>
    send(`POST /I3Root/Server1/websvcs/${path}/${participantID} HTTP/1.1\n${posted}`, body);
  succeeded(await post('chat/setTypingState', '{"typingIndicator": true}'));
  succeeded(await post('chat/sendMessage', '{"message": "Where is my parcel?", "contentType": "text/plain"}'));
  expect(succeeded(await send(poll)).events).toMatchObject([{ type: 'text', value: 'Where is my parcel?' }]);
  const party = await post('partyInfo', '{"participantID": "00000000-0000-0000-0000-000000000000"}');
  expect(party.partyInfo.status.type).toBe('success');
  const again = await send(
    `POST /I3Root/Server2/websvcs/chat/reconnect HTTP/1.1\n${posted}`,
    `{"chatID": "${chatID}"}`,
  );
  expect(again.chat.participantID).toBe(participantID);
  const queue = await send(
    `POST /I3Root/Server1/websvcs/queue/query HTTP/1.1\n${posted}`,
    '{"queueName": "Support", "queueType": "Workgroup", "participant": {"username": "Anonymous User", "password": ""}}',
  );
  expect(queue.queue.status.type).toBe('success');
  const report = await post('problemReport', `{"version": 1, "attemptedWork": "${'x'.repeat(15_300)}`);
  expect(report).toBeTruthy();
  expect((await post('chat/exit', '')).chat.status).toEqual({ type: 'success' });
  expect((await post('chat/exit', '')).chat.status.type).toMatch(/success|failure/);
});

test('the genuine client registers with all its fields', async () => {
  const fields =
    'username password firstName middleName lastName homeStreetAddress homeCity homeState homePostalCode homeCountry homeEmail homePhone homePhone2 homeFax homePager homeMobile homeURL department company jobTitle assistantName assistantPhone businessStreetAddress businessCity businessState businessPostalCode businessCountry businessEmail businessPhone businessPhone2 businessFax businessPager businessMobile businessURL remarks';
  const contact = Object.fromEntries(fields.split(' ').map((name) => [name, null as string | null]));
  expect(Object.keys(contact)).toHaveLength(35);
  Object.assign(contact, { username: 'genuine', password: 'seven grey horses' });
  const answer = await send(
    `POST /websvcs/register HTTP/1.1
    Host: x
    Accept: application/json; charset=utf-8
    Content-type: application/json; charset=utf-8; charset=UTF-8
    Content-Length:`,
    JSON.stringify({ contact }),
  );
  expect(answer).toEqual({ registration: { status: { type: 'success' } } });
});

test('the genuine client asks for a callback, watches it, fails over and cancels', async () => {
  const headers = `Host: 127.0.0.1
    Accept: application/json; charset=utf-8
    X-Requested-With: XMLHttpRequest
    X-Prototype-Version: 1.6.1`;
  const post = (path: string, body: string) =>
    send(
      `POST /I3Root/Server1/websvcs/${path} HTTP/1.1\n${headers}
      Content-type: application/json; charset=utf-8; charset=UTF-8
      Content-Length:`,
      body,
    );
  const created = await post(
    'callback/create',
    '{"target": "Support", "targettype": "Workgroup", "subject": "Question about invoice 4711", "participant": {"name": "Maria Example", "credentials": "", "telephone": "+49 30 1234567"}, "customInfo": "basket=17", "attributes": {"page": "/checkout"}, "routingContexts": [{"category": "Product", "context": "Invoices"}], "language": "en-us", "clientToken": "deprecated"}',
  );
  checkCallback(created, 'success');
  const { participantID, callbackID } = created.callback;
  const status = (id: string) => send(`GET /I3Root/Server1/websvcs/callback/status/${id} HTTP/1.1\n${headers}`);
  checkCallbackStatus(await status(participantID));
  const again = await post('callback/reconnect', `{"callbackID": "${callbackID}"}`);
  checkCallback(again, 'success');
  checkCallbackStatus(await status(again.callback.participantID));
  checkCallback(await post(`callback/disconnect/${again.callback.participantID}`, ''), 'success');
  checkCallbackStatus(await status(participantID));
});
