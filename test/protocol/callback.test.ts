import { describe, expect, test } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { GUID, serveEdge } from '../http/edge.ts';
import { failed, post } from '../http/said.ts';
import { rawRequest } from '../support/raw.ts';
import { AGENT, fakeCallbacks, VISITOR, waitingStatus } from './fake-callbacks.ts';
import { bytes, jsonOf } from './replay.ts';

/** The callback half of the protocol by itself (visitor-protocol section 9): what is read, and what is said. */
async function edge() {
  const callbacks = fakeCallbacks();
  const photos = {
    pathOf: async (user: string) => (user === 'jonas' ? '/websvcs/photos/00.png' : undefined),
    read: async () => undefined,
  } as never;
  const served = await serveEdge({ parts: { callbacks, photos } });
  const call = (path: string, body?: unknown) =>
    post(`${served.url}/websvcs/callback/${path}`, body === undefined ? undefined : JSON.stringify(body));
  const status = async (headers: Record<string, string> = {}) =>
    (await fetch(`${served.url}/websvcs/callback/status/${VISITOR}`, { headers })).json() as Promise<{
      callback: Record<string, unknown> & { acdStatus: Record<string, unknown> };
    }>;
  return { ...served, callbacks, call, status };
}

const least = { target: 'Support', participant: { name: 'Ann', telephone: '+49 30 1234567' } };

describe('a request', () => {
  test('carries every field of the manual and ours', async () => {
    const { callbacks, call } = await edge();
    const answer = await call('create', {
      target: 'Support_EN',
      targettype: 'Workgroup',
      subject: 'Question about invoice 4711',
      participant: { name: 'Maria Example', credentials: '', telephone: '+49 30 1234567' },
      customInfo: 'basket=17',
      attributes: { page: '/checkout', none: null },
      routingContexts: [{ category: 'Product', context: 'Invoices' }],
      language: 'en-us',
      clientToken: 'deprecated',
      emailAddress: 'maria@example.org',
      preferredTime: '2026-01-06T10:00:00+01:00',
      timeZone: 'Europe/Berlin',
    });
    expect(answer).toEqual({
      callback: {
        participantID: VISITOR,
        callbackID: '123456789',
        pollWaitSuggestion: 10_000,
        status: { type: 'success' },
      },
    });
    expect(callbacks.created).toEqual([
      {
        target: 'Support_EN',
        targetType: 'Workgroup',
        name: 'Maria Example',
        telephone: '+49 30 1234567',
        subject: 'Question about invoice 4711',
        customInfo: 'basket=17',
        attributes: { page: '/checkout' },
        routingContexts: [{ category: 'Product', context: 'Invoices' }],
        language: 'en-us',
        email: 'maria@example.org',
        preferredTime: '2026-01-06T10:00:00+01:00',
        timeZone: 'Europe/Berlin',
        address: expect.any(String),
      },
    ]);
  });

  test('in XML', async () => {
    const { url, callbacks } = await edge();
    const answer = await fetch(`${url}/I3Root/Server1/websvcs/callback/create`, {
      method: 'POST',
      headers: { Accept: 'application/xml' },
      body: `<callback><target>Support</target><targetType>User</targetType><subject>a &lt; b</subject>
        <participant><name>X &amp; Y</name><credentials/><telephone>030 1</telephone></participant>
        <attributes><page>/</page></attributes>
        <routingContexts><routingContext><category>Product</category><context>Invoices</context></routingContext></routingContexts>
        <emailAddress></emailAddress><preferredTime/></callback>`,
    });
    expect(await answer.text()).toBe(
      `<?xml version="1.0" encoding="utf-8"?><callback><participantID>${VISITOR}</participantID><callbackID>123456789</callbackID><pollWaitSuggestion>10000</pollWaitSuggestion><status><type>success</type></status></callback>`,
    );
    expect(callbacks.created[0]).toMatchObject({
      targetType: 'User',
      subject: 'a < b',
      name: 'X & Y',
      password: undefined,
      telephone: '030 1',
      email: undefined,
      preferredTime: undefined,
      attributes: { page: '/' },
      routingContexts: [{ category: 'Product', context: 'Invoices' }],
    });
  });

  test.each([
    ['without a target', { ...least, target: ' ' }, 'error.websvc.content.invalid.missingData', 'target'],
    ['without a participant', { target: 'Support' }, 'error.websvc.content.invalid.missingData', 'participant'],
    ['with too long a subject', { ...least, subject: 'x'.repeat(2001) }, 'error.websvc.content.invalid', 'subject'],
    [
      'with too long a number',
      { ...least, participant: { name: 'A', telephone: '1'.repeat(256) } },
      'error.websvc.content.invalid',
      'telephone',
    ],
    ['with a number for a subject', { ...least, subject: 7 }, 'error.websvc.content.invalid', 'subject'],
    [
      'with half a routing context',
      { ...least, routingContexts: [{ category: 'a' }] },
      'error.websvc.content.invalid.missingData',
      'routingContexts.0.context',
    ],
    [
      'with too long a time',
      { ...least, preferredTime: '2'.repeat(65) },
      'error.websvc.content.invalid',
      'preferredTime',
    ],
  ])('%s is refused', async (_name, body, reason, field) => {
    const { callbacks, call } = await edge();
    expect(await call('create', body)).toEqual({
      callback: { pollWaitSuggestion: 2000, status: { type: 'failure', reason, params: { field } } },
    });
    expect(callbacks.created).toEqual([]);
  });

  test('with a subject of 2,000 characters is not', async () => {
    const { callbacks, call } = await edge();
    await call('create', { ...least, subject: 'x'.repeat(2000) });
    expect(callbacks.created[0]?.subject).toHaveLength(2000);
  });

  test('that the room refuses says which field, at status 200', async () => {
    const { callbacks, call } = await edge();
    const details = { field: 'telephone', message: 'Write it with its area code.' };
    callbacks.refusal = new IwtError('request.invalid', 'No number.', details);
    expect(await call('create', least)).toEqual({
      callback: expect.objectContaining({
        status: { type: 'failure', reason: 'error.websvc.content.invalid', params: details },
      }),
    });
    callbacks.refusal = new IwtError('credentials.bad', 'Wrong.');
    expect(await call('create', least)).toEqual(failed('callback', 'error.websvc.userdb.badCredentials'));
  });
});

describe('the status', () => {
  test('of a callback that waits has whole numbers only, and no agent', async () => {
    const { callbacks, status } = await edge();
    callbacks.current = { ...waitingStatus, averageWait: 130.4, estimatedWait: 239.6 };
    expect((await status()).callback).toEqual({
      acdStatus: {
        interactionState: 'Waiting for an agent',
        queueName: 'Support',
        queuePosition: 4,
        queueWaitTime: 130,
        longestWaitTime: 310,
        estimatedCallbackTime: 240,
        callsWaitingCount: 6,
        loggedInAgentsCount: 5,
        availableAgentsCount: 0,
      },
      callbackID: '123456789',
      state: 'waiting',
      subject: 'Invoice 4711',
      telephone: '+49 *** *67',
      status: { type: 'success' },
    });
  });

  test('hides what means nothing: 0, and -1 for an unknown time', async () => {
    const { callbacks, status } = await edge();
    const until = Date.UTC(2026, 0, 6, 9);
    const nothing = { position: null, averageWait: null, longestWait: null, estimatedWait: null };
    callbacks.current = { ...waitingStatus, ...nothing, state: 'snoozed', until, timeZone: 'Europe/Berlin' };
    const { callback } = await status();
    expect(callback.acdStatus).toMatchObject({
      interactionState: 'We will try again',
      queuePosition: 0,
      queueWaitTime: 0,
      longestWaitTime: 0,
      estimatedCallbackTime: -1,
    });
    expect(callback).toMatchObject({ until: '2026-01-06T09:00:00.000Z', timeZone: 'Europe/Berlin' });
  });

  test.each([
    ['alerting', true],
    ['connected', true],
    ['snoozed', false],
    ['waiting', false],
    ['complete', false],
    ['cancelled', false],
  ] as const)('%s names the agent: %s', async (state, named) => {
    const { callbacks, status } = await edge();
    const agent = { name: 'Jonas', participantId: AGENT, userId: 'jonas' };
    callbacks.current = { ...waitingStatus, state, agent };
    const { callback } = await status();
    expect(callback.assignedAgent).toEqual(named ? { name: 'Jonas', participantID: AGENT } : undefined);
    expect(callback.acdStatus.interactionState).not.toMatch(/%\d+%/);
  });

  test('lets no markup through that clients would put into their page', async () => {
    const { callbacks, status } = await edge();
    const name = '<img src=x onerror="alert(1)">R&D';
    const agent = { name, participantId: AGENT, userId: 'jonas' };
    callbacks.current = { ...waitingStatus, state: 'alerting', agent, queueName: name };
    const { callback } = await status();
    const shown = '‹img src=x onerror=”alert(1)”›R&D';
    expect(callback.assignedAgent).toEqual({ name: shown, participantID: AGENT });
    expect(callback.acdStatus.queueName).toBe(shown);
  });

  test('in XML', async () => {
    const { url } = await edge();
    const answer = await fetch(`${url}/websvcs/CallBack/Status/${VISITOR.toUpperCase()}/`, {
      headers: { Accept: 'text/xml' },
    });
    expect(await answer.text()).toContain(
      '<callback><acdStatus><interactionState>Waiting for an agent</interactionState><queueName>Support</queueName><queuePosition>4</queuePosition>',
    );
  });

  test('of nobody is an unknown session', async () => {
    const { url } = await edge();
    for (const id of [GUID, 'x', '%00', '']) {
      const answer = await fetch(`${url}/websvcs/callback/status/${id}`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual(failed('callback', 'error.websvc.unknownEntity.session'));
    }
  });
});

describe('the end, and coming back', () => {
  test('cancelling has an empty body and can be repeated; the status still answers', async () => {
    const { port, status } = await edge();
    const cancel = bytes(
      `POST /websvcs/callback/disconnect/${VISITOR} HTTP/1.1
      Host: x
      Content-type: application/json; charset=utf-8; charset=UTF-8
      Content-Length: 0`,
      '',
    );
    for (let turn = 0; turn < 2; turn++) {
      expect(jsonOf(await rawRequest(port, cancel))).toEqual({ callback: { status: { type: 'success' } } });
    }
    expect((await status()).callback.acdStatus.interactionState).toBe('Cancelled');
  });

  test.each(['123456789', ' 123 456 789 ', '123-456-789', 123_456_789])(
    'the number %j finds it',
    async (callbackID) => {
      const { call } = await edge();
      expect(await call('reconnect', { callbackId: callbackID })).toEqual({
        callback: { participantID: VISITOR, status: { type: 'success' } },
      });
    },
  );

  test('another number does not', async () => {
    const { call } = await edge();
    for (const callbackID of ['1', 'x'.repeat(64), -1, 1e300]) {
      expect(await call('reconnect', { callbackID })).toEqual(failed('callback', 'error.websvc.unknownEntity.session'));
    }
    for (const body of [{}, { callbackID: '' }, { callbackID: null }]) {
      expect(await call('reconnect', body)).toEqual(failed('callback', 'error.websvc.content.invalid.missingData'));
    }
    expect(await call('reconnect', { callbackID: ['1'] })).toEqual(failed('callback', 'error.websvc.content.invalid'));
  });
});

describe('who that is', () => {
  test('is answered for callbacks as for chats, with a photo where there is one', async () => {
    const { url } = await edge();
    const ask = (id: string, other: string) => post(`${url}/websvcs/partyInfo/${id}`, `{"participantId":"${other}"}`);
    expect(await ask(VISITOR, AGENT.toUpperCase())).toEqual({
      partyInfo: { name: 'Jonas', photo: '/websvcs/photos/00.png', status: { type: 'success' } },
    });
    expect(await ask(VISITOR, GUID)).toEqual(failed('partyInfo', 'error.websvc.unknownEntity.participant'));
    expect(await ask(GUID, AGENT)).toEqual({ partyInfo: { name: 'Jonas', status: { type: 'success' } } });
  });
});

test('where there is a callback room, all four operations are offered', async () => {
  const { url } = await edge();
  const [{ serverConfiguration }] = (await (await fetch(`${url}/websvcs/serverConfiguration`)).json()) as [
    { serverConfiguration: { capabilities: { callback: string[] } } },
  ];
  expect(serverConfiguration.capabilities.callback).toEqual([
    ...['create', 'status', 'disconnect', 'reconnect'],
    ...['supportAuthenticationTracker', 'supportAuthenticationAnonymous'],
  ]);
});
