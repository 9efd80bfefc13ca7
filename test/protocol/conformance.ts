import { describe, expect, test } from 'vitest';
import { checkChat, checkEvents } from './strict.ts';

/**
 * The acceptance checklist of the visitor protocol (visitor-protocol section 21) over HTTP. It knows nothing of the server
 * but its address, so it can be run against any.
 */
export interface Target {
  /** What stands before `/websvcs`: `http://127.0.0.1:8114` or `https://site.example/I3Root/Server1`. */
  readonly base: string;
  /** A workgroup whose queue takes chats. */
  readonly queue: string;
  /** Somebody who answers the chats of that queue; without one the tests that need an agent are left out. */
  readonly desk?: Desk;
}

/** `name`: the visitor's, by which the chat is found. */
export interface Desk {
  /** The agent's name as visitors see it. */
  readonly agent: string;
  pickup(name: string): Promise<void>;
  say(name: string, text: string): Promise<void>;
  type(name: string, typing: boolean): Promise<void>;
  hold(name: string): Promise<void>;
  resume(name: string): Promise<void>;
  end(name: string): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
type Json = any;

const system = '00000000-0000-0000-0000-000000000000';
const nobody = '11111111-2222-4333-8444-555555555555';
let visitors = 0;

export function conformance(target: () => Target): void {
  const url = (path: string) => `${target().base}/websvcs/${path}`;

  async function get(path: string, headers: Record<string, string> = {}): Promise<Json> {
    return answered(await fetch(url(path), { headers }));
  }

  async function post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Json> {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    return answered(await fetch(url(path), { method: 'POST', headers, ...(text === undefined ? {} : { body: text }) }));
  }

  async function start(over: object = {}): Promise<{ id: string; chat: string; name: string; cfgVer: number }> {
    visitors += 1;
    const name = `Visitor ${visitors} of ${Math.floor(performance.timeOrigin)}`;
    const answer = await post('chat/start', {
      target: target().queue,
      targetType: 'Workgroup',
      participant: { name },
      ...over,
    });
    checkChat(answer, 'success');
    const { participantID, chatID, cfgVer } = answer.chat;
    return { id: participantID, chat: chatID, name, cfgVer };
  }

  async function poll(id: string): Promise<Json[]> {
    const answer = await get(`chat/poll/${id}`);
    checkChat(answer, 'success');
    return answer.chat.events;
  }

  /** Polls until an event fits; answers everything that came. */
  async function pollUntil(id: string, fits: (event: Json) => boolean): Promise<Json[]> {
    const events: Json[] = [];
    while (!events.some(fits)) events.push(...(await poll(id)));
    return events;
  }

  const desk = () => target().desk as Desk;
  const withAgent = (name: string, run: () => Promise<void>) =>
    test(name, async (context) => {
      if (!target().desk) context.skip('this target has nobody who answers chats');
      await run();
    });

  describe('server configuration', () => {
    test('is an array of two with everything that clients cannot do without', async () => {
      const answer = await get('serverConfiguration', { 'Accept-Language': 'de-CH, de;q=0.9' });
      expect(answer).toHaveLength(2);
      const [{ serverConfiguration }, language] = answer;
      expect(language).toEqual({ browserAcceptLanguage: 'de-CH, de;q=0.9' });
      expect(serverConfiguration.cfgVer).toBeGreaterThan(0);
      expect(Number.isInteger(serverConfiguration.cfgVer)).toBe(true);
      const { capabilities } = serverConfiguration;
      for (const group of Object.values(capabilities)) expect(group).toEqual(expect.any(Array));
      for (const operation of ['start', 'reconnect', 'poll', 'sendMessage', 'setTypingState', 'exit']) {
        expect(capabilities.chat).toContain(operation);
      }
      expect(capabilities.callback).toContain('reconnect');
    });

    test('names no language when the browser names none', async () => {
      const [, language] = await get('serverConfiguration', { 'Accept-Language': '' });
      expect(language).toEqual({ browserAcceptLanguage: '' });
    });

    test('has the version that every chat answer has', async () => {
      const [{ serverConfiguration }] = await get('serverConfiguration');
      const { id, cfgVer } = await start();
      const answers = [
        await get(`chat/poll/${id}`),
        await post(`chat/sendMessage/${id}`, { message: 'hi' }),
        await post(`chat/setTypingState/${id}`, { typingIndicator: true }),
        await post(`chat/exit/${id}`),
      ];
      for (const version of [cfgVer, ...answers.map((answer) => answer.chat.cfgVer)]) {
        expect(version).toBe(serverConfiguration.cfgVer);
      }
    });
  });

  describe('a chat', () => {
    test('begins with its IDs and formats, and brings its events by poll', async () => {
      const answer = await post('chat/start', { target: target().queue, participant: { name: 'Ann' } });
      expect(answer.chat).toMatchObject({
        participantID: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        chatID: expect.any(String),
        dateFormat: expect.any(String),
        timeFormat: expect.any(String),
        events: [],
      });
      const [first] = await poll(answer.chat.participantID);
      expect(first).toEqual({
        type: 'participantStateChanged',
        participantID: answer.chat.participantID,
        participantType: 'WebUser',
        participantName: 'Ann',
        state: 'active',
        sequenceNumber: 0,
      });
    });

    test('knows the visitor in any letter case', async () => {
      const { id } = await start();
      expect((await poll(id.toUpperCase()))[0]).toMatchObject({ state: 'active', sequenceNumber: 0 });
      checkChat(await post(`CHAT/SendMessage/${id.toUpperCase()}`, { Message: 'hi' }), 'success');
    });

    test('introduces whoever speaks before they do', async () => {
      const { id } = await start();
      const events = await poll(id);
      const known = new Set<string>();
      for (const event of events) {
        if (event.type === 'participantStateChanged') known.add(event.participantID);
        else expect(known).toContain(event.participantID);
      }
    });

    test('echoes what the visitor says exactly once, unchanged', async () => {
      const { id, name } = await start();
      const said = ['Where is <b>my</b> parcel?', 'line\r\nline', '😀 \u2028 "quoted" \\', 'ends with a line feed\n'];
      for (const message of said) {
        const answer = await post(`chat/sendMessage/${id}`, { message, contentType: 'text/plain' });
        expect(answer.chat.events).toEqual([]);
      }
      const echoes = (await pollUntil(id, (event) => event.value === said.at(-1))).filter(
        (event) => event.participantID === id && event.type === 'text',
      );
      expect(echoes.map((event) => event.value)).toEqual(said);
      expect(echoes[0]).toMatchObject({ participantType: 'WebUser', displayName: name, contentType: 'text/plain' });
      expect(await poll(id)).toEqual([]);
    });

    test('doubles nothing that comes again with its client message id', async () => {
      const { id } = await start();
      for (let n = 0; n < 3; n++) {
        checkChat(await post(`chat/sendMessage/${id}`, { message: 'once', clientMessageId: 'm1' }), 'success');
      }
      expect((await poll(id)).filter((event) => event.value === 'once')).toHaveLength(1);
      expect(await poll(id)).toEqual([]);
    });

    test('hands out each event once, in order, when polls overlap', async () => {
      const { id } = await start();
      const polls: Promise<Json[]>[] = [];
      for (let n = 0; n < 20; n++) {
        polls.push(poll(id), poll(id));
        await post(`chat/sendMessage/${id}`, { message: `text ${n}` });
      }
      const answers = await Promise.all(polls);
      for (const events of answers) checkEvents(events);
      const numbers = [...answers.flat(), ...(await poll(id))]
        .map((event) => event.sequenceNumber)
        .sort((a, b) => a - b);
      expect(numbers).toEqual(numbers.map((_, index) => index));
      expect(numbers.length).toBeGreaterThanOrEqual(21);
    });

    test('answers what follows a number as often as it is asked', async () => {
      const { id } = await start();
      const all = await poll(id);
      const again = async (after: number) => (await get(`chat/poll/${id}?after=${after}`)).chat.events;
      expect(await again(-1)).toEqual(all);
      expect(await again(-1)).toEqual(all);
      expect(await again(0)).toEqual(all.slice(1));
    });

    test('answers an empty poll at once', async () => {
      const { id } = await start();
      await poll(id);
      const answer = await get(`chat/poll/${id}`);
      expect(answer.chat.events).toEqual([]);
    });

    test('ends when the visitor leaves, again and again', async () => {
      const { id } = await start();
      const answer = await post(`chat/exit/${id}`);
      expect(answer.chat.status).toEqual({ type: 'success' });
      expect(answer.chat.pollWaitSuggestion).toBeGreaterThan(0);
      const second = await post(`chat/exit/${id}`, undefined, {
        'Content-Type': 'application/json; charset=utf-8; charset=UTF-8',
      });
      expect(['success', 'failure']).toContain(second.chat.status.type);
      const events = await poll(id);
      expect(events.at(-1)).toMatchObject({ participantID: id, state: 'disconnected' });
      expect(await poll(id)).toEqual([]);
    });

    test('is found again by its chatID, with the state of everybody and no text twice', async () => {
      const { id, chat } = await start();
      await post(`chat/sendMessage/${id}`, { message: 'before' });
      const before = await poll(id);
      const answer = await post('chat/reconnect', { chatID: chat });
      checkChat(answer, 'success', { restarted: true });
      expect(answer.chat.participantID).toBe(id);
      const after = [...answer.chat.events, ...(await poll(id))];
      expect(after.filter((event) => event.type === 'text')).toEqual([]);
      const states = (events: Json[]) =>
        new Map(events.filter((event) => event.state).map((event) => [event.participantID, event.state]));
      expect(states(after)).toEqual(states(before));
      await post(`chat/sendMessage/${id}`, { message: 'after' });
      expect((await poll(id)).map((event) => event.value)).toEqual(['after']);
    });

    test('tells everybody’s name, the system’s too', async () => {
      const { id, name } = await start();
      const own = await post(`partyInfo/${id}`, { participantID: id });
      expect(own.partyInfo).toMatchObject({ name, status: { type: 'success' } });
      const other = await post(`partyInfo/${id}`, { participantId: system });
      expect(other.partyInfo).toMatchObject({ name: expect.any(String), status: { type: 'success' } });
      const unknown = await post(`partyInfo/${id}`, { participantID: nobody });
      expect(unknown.partyInfo.status).toMatchObject({
        type: 'failure',
        reason: 'error.websvc.unknownEntity.participant',
      });
    });
  });

  describe('an agent', () => {
    withAgent('joins, speaks, types, holds, resumes and ends', async () => {
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

    withAgent('does not see the visitor’s own typing come back', async () => {
      const { id, name } = await start();
      await desk().pickup(name);
      await pollUntil(id, (event) => event.participantType === 'Agent' && event.state === 'active');
      checkChat(await post(`chat/setTypingState/${id}`, { typingIndicator: true }), 'success');
      checkChat(await post(`chat/setTypingState/${id}`, { typingIndicator: false }), 'success');
      expect((await poll(id)).filter((event) => event.participantID === id)).toEqual([]);
    });
  });

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
      ['reconnect to nothing', 'chat/reconnect', { chatID: nobody }, 'chat', 'unknownEntity.session'],
      ['send to nobody', `chat/sendMessage/${nobody}`, { message: 'hi' }, 'chat', 'unknownEntity.session'],
      ['type to nobody', `chat/setTypingState/${nobody}`, { typingIndicator: true }, 'chat', 'unknownEntity.session'],
      ['exit of nobody', `chat/exit/${nobody}`, undefined, 'chat', 'unknownEntity.session'],
      ['exit of no GUID', 'chat/exit/xyz', undefined, 'chat', 'unknownEntity.session'],
      ['party of nobody', `partyInfo/${nobody}`, { participantID: system }, 'partyInfo', 'unknownEntity.session'],
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
      ['disconnect of no callback', `callback/disconnect/${nobody}`, undefined, 'callback', 'unknownEntity.session'],
    ])('%s', async (_name, path, body, root, reason) => {
      const sent = typeof body === 'object' ? JSON.parse(JSON.stringify(body).replace('QUEUE', target().queue)) : body;
      const answer = await post(path, sent);
      expect(answer[root].status).toMatchObject({ type: 'failure', reason: `error.websvc.${reason}` });
      if (root === 'chat') checkChat(answer, 'failure');
    });

    test('a poll of nobody, with the events that some clients read in any case', async () => {
      for (const id of [nobody, 'x', '%00', `${nobody}0`]) {
        const answer = await get(`chat/poll/${id}`);
        checkChat(answer, 'failure');
        expect(answer.chat.status.reason).toBe('error.websvc.unknownEntity.session');
      }
      const status = await get(`callback/status/${nobody}`);
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

  describe('a queue', () => {
    test.each([
      [{ username: 'Anonymous User', password: '' }],
      [{ name: 'Anonymous User', credentials: null }],
      [{ participantName: 'Anonymous User' }],
      [undefined],
    ])('is asked about with the visitor as %j', async (participant) => {
      const { queue } = await post('queue/query', {
        queueName: target().queue.toUpperCase(),
        queueType: 'Workgroup',
        participant,
      });
      expect(queue.status).toEqual({ type: 'success' });
      expect(Number.isInteger(queue.agentsAvailable)).toBe(true);
      expect(Number.isInteger(queue.estimatedWaitTime)).toBe(true);
    });
  });

  describe('an account', () => {
    test('is made, opens a chat with its password only, and is not made twice', async () => {
      visitors += 1;
      const username = `maria-${visitors}-${Math.floor(performance.timeOrigin)}`;
      const contact = {
        username,
        password: 'correct horse battery',
        firstName: 'Maria',
        middleName: null,
        lastName: 'Example',
        homeURL: null,
      };
      expect(await post('register', { contact })).toEqual({ registration: { status: { type: 'success' } } });
      const again = await post('register', { contact });
      expect(again.registration.status).toMatchObject({ type: 'failure', reason: 'error.websvc.userdb.accountExists' });
      const enter = (credentials: string) =>
        post('chat/start', { target: target().queue, participant: { name: username, credentials } });
      const refused = await enter('something else');
      expect(refused.chat.status.reason).toBe('error.websvc.userdb.badCredentials');
      checkChat(await enter('correct horse battery'), 'success');
    });
  });

  describe('XML', () => {
    const accept = { Accept: 'application/xml' };
    const xml = async (path: string, body?: string) => {
      const answer = await fetch(url(path), {
        headers: accept,
        ...(body === undefined ? {} : { method: 'POST', body }),
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
      return answer.text();
    };

    test('carries a whole chat', async () => {
      const started = await xml(
        'chat/start',
        `<chat><participant><name>X &amp; Y</name><credentials/></participant><target>${target().queue}</target><targettype>Workgroup</targettype></chat>`,
      );
      expect(started).toMatch(
        /^<\?xml version="1\.0" encoding="utf-8"\?><chat><pollWaitSuggestion>\d+<\/pollWaitSuggestion>/,
      );
      const id = /<participantID>([^<]+)<\/participantID>/.exec(started)?.[1];
      const chat = /<chatID>([^<]+)<\/chatID>/.exec(started)?.[1];
      const first = await xml(`chat/poll/${id}`);
      expect(first).toContain(
        `<events><event><type>participantStateChanged</type><participantID>${id}</participantID>`,
      );
      expect(first).toContain('<participantName>X &amp; Y</participantName>');
      const success = '<status><type>success</type></status></chat>';
      expect(
        await xml(
          `chat/sendMessage/${id}`,
          '<message><message>a &lt; b</message><contentType>text/plain</contentType></message>',
        ),
      ).toContain(success);
      expect(await xml(`chat/poll/${id}`)).toContain('<value>a &lt; b</value>');
      expect(await xml(`chat/setTypingState/${id}`, '<typingIndicator>true</typingIndicator>')).toContain(success);
      expect(
        await xml(`partyInfo/${id}`, `<participant><participantID>${system}</participantID></participant>`),
      ).toMatch(/^<\?xml[^>]*\?><partyInfo><name>/);
      expect(await xml('chat/reconnect', `<chat><chatID>${chat}</chatID></chat>`)).toContain(
        `<participantID>${id}</participantID>`,
      );
      expect(await xml('queue/query', `<queue><queueName>${target().queue}</queueName></queue>`)).toContain(
        '<agentsAvailable>',
      );
      expect(await xml(`chat/exit/${id}`, '')).toContain(success);
      expect(await xml(`chat/poll/${nobody}`)).toContain(
        '<status><type>failure</type><reason>error.websvc.unknownEntity.session</reason>',
      );
    });

    test('is what a browser sees that opens the server configuration', async () => {
      const answer = await fetch(url('serverConfiguration'), {
        headers: { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8' },
      });
      expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
      expect(await answer.text()).toContain('<capability>start</capability>');
    });
  });
}

/** Whatever was asked: status 200, JSON in UTF-8, kept by nobody, and clean enough to be evaluated. */
async function answered(answer: Response): Promise<Json> {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(answer.headers.get('x-json')).toBeNull();
  const text = await answer.text();
  expect(text).toMatch(/^[{[]/);
  expect(text).not.toMatch(/[\u2028\u2029\ufeff]/);
  return JSON.parse(text);
}
