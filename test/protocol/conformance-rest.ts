import { describe, expect, test } from 'vitest';
import { type Caller, freshName, nobodyId, systemId } from './caller.ts';
import { checkChat } from './strict.ts';

export function configuration(caller: Caller): void {
  const { get, post, start } = caller;

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
      for (const operation of ['create', 'status', 'disconnect', 'reconnect']) {
        expect(capabilities.callback).toContain(operation);
      }
      for (const group of [capabilities.chat, capabilities.callback]) {
        expect(group).toContain('supportAuthenticationTracker');
        expect(group).toContain('supportAuthenticationAnonymous');
      }
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
}

export function queues(caller: Caller): void {
  const { target, post } = caller;

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
}

export function accounts(caller: Caller): void {
  const { target, post } = caller;

  describe('an account', () => {
    test('is made, opens a chat with its password only, and is not made twice', async () => {
      const username = freshName();
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
}

export function xml(caller: Caller): void {
  const { target, url } = caller;

  describe('XML', () => {
    const accept = { Accept: 'application/xml' };
    const ask = async (path: string, body?: string) => {
      const answer = await fetch(url(path), {
        headers: accept,
        ...(body === undefined ? {} : { method: 'POST', body }),
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
      return answer.text();
    };

    test('carries a whole chat', async () => {
      const started = await ask(
        'chat/start',
        `<chat><participant><name>X &amp; Y</name><credentials/></participant><target>${target().queue}</target><targettype>Workgroup</targettype></chat>`,
      );
      expect(started).toMatch(
        /^<\?xml version="1\.0" encoding="utf-8"\?><chat><pollWaitSuggestion>\d+<\/pollWaitSuggestion>/,
      );
      const id = /<participantID>([^<]+)<\/participantID>/.exec(started)?.[1];
      const chat = /<chatID>([^<]+)<\/chatID>/.exec(started)?.[1];
      const first = await ask(`chat/poll/${id}`);
      expect(first).toContain(
        `<events><event><type>participantStateChanged</type><participantID>${id}</participantID>`,
      );
      expect(first).toContain('<participantName>X &amp; Y</participantName>');
      const success = '<status><type>success</type></status></chat>';
      expect(
        await ask(
          `chat/sendMessage/${id}`,
          '<message><message>a &lt; b</message><contentType>text/plain</contentType></message>',
        ),
      ).toContain(success);
      expect(await ask(`chat/poll/${id}`)).toContain('<value>a &lt; b</value>');
      expect(await ask(`chat/setTypingState/${id}`, '<typingIndicator>true</typingIndicator>')).toContain(success);
      expect(
        await ask(`partyInfo/${id}`, `<participant><participantID>${systemId}</participantID></participant>`),
      ).toMatch(/^<\?xml[^>]*\?><partyInfo><name>/);
      expect(await ask('chat/reconnect', `<chat><chatID>${chat}</chatID></chat>`)).toContain(
        `<participantID>${id}</participantID>`,
      );
      expect(await ask('queue/query', `<queue><queueName>${target().queue}</queueName></queue>`)).toContain(
        '<agentsAvailable>',
      );
      expect(await ask(`chat/exit/${id}`, '')).toContain(success);
      expect(await ask(`chat/poll/${nobodyId}`)).toContain(
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
