import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from '../../lib/http/create-server.ts';
import { type Iwt, iwt } from '../../lib/iwt.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { signIn, type TestAgent } from '../support/agent.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeMariadb, silentLog } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { type ChatAnswer, reconnectChat, startChat } from '../support/visitor.ts';
import { openValve, type Valve } from './valve.ts';

const prefix = 'Server1/websvcs';

/** A CIC server that can be cut off. */
async function openCic(): Promise<{ readonly site: Site; readonly valve: Valve }> {
  const site = await openSite();
  onTestFinished(() => site.close());
  return { site, valve: await openValve(Number(new URL(site.origin).port)) };
}

interface Net {
  readonly site: Site;
  readonly clock: TestClock;
  /** Lets time pass until this is true, and no longer. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Of the servers in order, whether each answers. */
  up(): Promise<boolean[]>;
}

async function openNet(valves: readonly Valve[], options: IwtOptions = {}): Promise<Net> {
  const clock = testClock();
  const cic = { servers: valves.map(({ origin }) => origin), switchover: 'transparent', net: true } as const;
  const site = await openSite({ cic: { ...cic, servers: [...cic.servers] }, runtime: { clock }, ...options });
  onTestFinished(() => site.close());
  const up = async () => {
    const health = (await (await fetch(`${site.url}/health/ready`)).json()) as { cic: { circuit: string }[] };
    return health.cic.map(({ circuit }) => circuit === 'closed');
  };
  const until = (condition: () => boolean | Promise<boolean>) =>
    expect
      .poll(
        async () => {
          if (await condition()) return true;
          clock.advance(250);
          return false;
        },
        { interval: 1, timeout: 20_000 },
      )
      .toBe(true);
  return { site, clock, until, up };
}

async function available(site: Site): Promise<TestAgent> {
  await site.addUser({ username: 'nora' });
  const agent = await signIn(site.url, 'nora', testPassword);
  await agent.status('Available');
  return agent;
}

const statusOf = async (url: string) => (await fetch(url)).status;
const configuration = (net: Net) => statusOf(`${net.site.url}/${prefix}/serverConfiguration`);
const chats = (site: Site) => site.iwt.services.chat.sessions();

async function post(url: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const text = await answer.text();
  return {
    status: answer.status,
    body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
  };
}

describe('while a CIC server answers', () => {
  it('everything goes to it', async () => {
    const cic = await openCic();
    const net = await openNet([cic.valve]);
    const visitor = await startChat(net.site.url, { prefix });
    await visitor.say('hello');
    await visitor.until((event) => event.type === 'text' && event.participantType === 'WebUser');
    const again = await reconnectChat(net.site.url, visitor.chatID, prefix);
    expect(again.participantID).toBe(visitor.participantID);
    await again.exit();
    expect([chats(cic.site), chats(net.site)]).toEqual([1, 0]);
  });
});

describe('while none answers', () => {
  it('a chat begins here, at once, and stays here when the server is back', async () => {
    const cic = await openCic();
    const net = await openNet([cic.valve]);
    const agent = await available(net.site);
    const before = await startChat(net.site.url, { prefix, name: 'Before' });
    await cic.valve.refuse();

    const visitor = await startChat(net.site.url, { prefix, name: 'Meanwhile' });
    expect([chats(cic.site), chats(net.site)]).toEqual([1, 1]);
    const chat = (await agent.list())[0];
    expect(chat?.name).toBe('Meanwhile');
    await agent.act(chat?.id ?? '', 'pickup');
    await agent.say(chat?.id ?? '', 'good morning');
    const said = await visitor.until((event) => event.type === 'text' && event.value === 'good morning');
    // Whose chat is with the server that is away must not hear that it does not exist.
    expect(await statusOf(`${net.site.url}/${prefix}/chat/poll/${before.participantID}`)).toBe(502);

    await cic.valve.pass();
    await net.until(async () => (await net.up())[0] === true);
    await visitor.say('and now?');
    await visitor.typing(true);
    const { participantID } = said;
    const party = await post(`${net.site.url}/${prefix}/partyInfo/${visitor.participantID}`, { participantID });
    expect(party.body).toMatchObject({ partyInfo: { name: 'Nora', status: { type: 'success' } } });
    const stream = await visitor.stream(-1);
    await stream.until((event) => JSON.stringify(event).includes('and now?'));
    await stream.close();
    const again = await reconnectChat(net.site.url, visitor.chatID.toUpperCase(), prefix);
    expect(again.participantID).toBe(visitor.participantID);
    expect(await agent.texts(chat?.id ?? '')).toEqual(['agent: good morning', 'visitor: and now?']);

    await before.say('still here');
    await startChat(net.site.url, { prefix, name: 'After' });
    expect([chats(cic.site), chats(net.site)]).toEqual([2, 1]);
    await visitor.exit();
    expect((await agent.read(chat?.id ?? '')).state).toBe('Disconnected');
  });

  it('it is known after a restart which chats began here', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'iwt-net-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const cic = await openCic();
    const database = `sqlite:${path.join(data, 'iwt.sqlite')}`;
    const first = await openNet([cic.valve], { database });
    await cic.valve.refuse();
    const visitor = await startChat(first.site.url, { prefix });
    await visitor.say('before');
    await first.site.close();
    await cic.valve.pass();

    const second = await openNet([cic.valve], { database });
    const again = await reconnectChat(second.site.url, visitor.chatID, prefix);
    await again.say('after');
    await again.until((event) => event.type === 'text' && event.value === 'after');
    expect(again.texts()).toContain('WebUser: before');
    expect([chats(cic.site), chats(second.site)]).toEqual([0, 1]);
  });

  it('callbacks are taken, found again by their number, and cancelled', async () => {
    const cic = await openCic();
    const net = await openNet([cic.valve]);
    await cic.valve.refuse();
    const url = `${net.site.url}/${prefix}`;
    const participant = { name: 'Vera', credentials: '', telephone: '+49 30 1234567' };
    const request = { target: 'Support', targettype: 'Workgroup', subject: 'Invoice', participant };
    const created = (await post(`${url}/callback/create`, request)).body as { callback: Record<string, string> };
    const { participantID, callbackID = '' } = created.callback;
    await cic.valve.pass();
    await net.until(async () => (await net.up())[0] === true);

    const status = async () => (await (await fetch(`${url}/callback/status/${participantID}`)).json()) as object;
    expect(await status()).toMatchObject({ callback: { status: { type: 'success' } } });
    const spaced = `${callbackID.slice(0, 3)} ${callbackID.slice(3)}`;
    expect((await post(`${url}/callback/reconnect`, { callbackID: spaced })).body).toMatchObject({
      callback: { participantID, status: { type: 'success' } },
    });
    // Numbers of the CIC server are for it to know, and are no guesses at ours.
    for (let guess = 0; guess < 30; guess++) {
      expect((await post(`${url}/callback/reconnect`, { callbackID: String(1_000_000_000 + guess) })).status).toBe(200);
    }
    expect((await post(`${url}/callback/reconnect`, { callbackID })).body).toMatchObject({
      callback: { participantID },
    });
    const cancelled = await post(`${url}/callback/disconnect/${participantID}`, '');
    expect(cancelled.body).toMatchObject({ callback: { status: { type: 'success' } } });
    const counted = await net.site.iwt.services.callbacks.knows(participantID ?? '');
    expect([counted, await cic.site.iwt.services.callbacks.knows(participantID ?? '')]).toEqual([true, false]);
  });

  it('queues can be asked about, and accounts made', async () => {
    const cic = await openCic();
    const net = await openNet([cic.valve]);
    await cic.valve.refuse();
    const url = `${net.site.url}/${prefix}`;
    const query = { queueName: 'Support', queueType: 'Workgroup', participant: { username: 'Anonymous User' } };
    expect((await post(`${url}/queue/query`, query)).body).toMatchObject({ queue: { agentsAvailable: 0 } });
    const contact = { username: 'vera', password: 'seven grey horses' };
    const registered = { registration: { status: { type: 'success' } } };
    expect((await post(`${url}/register`, { contact })).body).toEqual(registered);
  });

  it('the configuration is answered 5 s later, so that a server can come back before chats are given up', async () => {
    const cic = await openCic();
    const net = await openNet([cic.valve]);
    await net.until(async () => (await configuration(net)) === 200);
    await startChat(net.site.url, { prefix });
    await cic.valve.refuse();
    expect(await configuration(net)).toBe(502);
    const lost = net.clock.now();
    await net.until(async () => (await configuration(net)) === 200);
    expect(net.clock.now() - lost).toBeGreaterThanOrEqual(5_000);
    expect(net.clock.now() - lost).toBeLessThanOrEqual(6_000);

    await cic.valve.pass();
    await net.until(async () => (await net.up())[0] === true);
    expect(await configuration(net)).toBe(200);
  });

  it('and at once when none has ever answered', async () => {
    const cic = await openCic();
    await cic.valve.refuse();
    const net = await openNet([cic.valve]);
    await net.until(async () => (await net.up())[0] === false);
    expect(await configuration(net)).toBe(200);
    await startChat(net.site.url, { prefix });
    expect(chats(net.site)).toBe(1);
  });
});

describe('what may have reached a CIC server', () => {
  it('does not begin here as well', async () => {
    const cic = await openCic();
    const net = await openNet([cic.valve]);
    await startChat(net.site.url, { prefix });
    await cic.valve.hang();
    const body = { participant: { name: 'Vera' }, target: 'Support', targetType: 'Workgroup' };
    let status: number | undefined;
    const asked = post(`${net.site.url}/${prefix}/chat/start`, body).then((answer) => {
      status = answer.status;
    });
    await net.until(() => status !== undefined);
    await asked;
    expect([status, chats(net.site)]).toEqual([502, 0]);
    // By then it is known to be gone, and the next one begins here.
    await net.until(async () => (await net.up())[0] === false);
    expect((await post(`${net.site.url}/${prefix}/chat/start`, body)).status).toBe(200);
    expect(chats(net.site)).toBe(1);
  });
});

describe('bad input', () => {
  it('is for the CIC server to refuse', async () => {
    const cic = await openCic();
    const net = await openNet([cic.valve]);
    const url = `${net.site.url}/${prefix}`;
    for (const body of ['', '{', '[]', '{"chatID": 7}', '<chat/>', '{"chatID": "none"}', 'x'.repeat(200_000)]) {
      for (const call of ['chat/reconnect', 'callback/reconnect']) {
        const answer = await fetch(`${url}/${call}`, { method: 'POST', body });
        expect(answer.status).toBe(200);
        expect(JSON.stringify(await answer.json())).toContain('failure');
      }
    }
    for (const id of ['', 'x', '%00', '..%2f', 'a'.repeat(4_000)]) {
      expect((await fetch(`${url}/chat/poll/${id}`)).status).toBeLessThan(500);
    }
  });
});

describeMariadb('two gateways on one database', (open) => {
  it('know of the chats that the other one took', async () => {
    const cic = await openCic();
    const { url } = await open();
    const [one, other] = [await openNet([cic.valve], { database: url }), await openNet([cic.valve], { database: url })];
    const [gateway, second] = [one as Net, other as Net];
    await gateway.until(async () => (await gateway.up())[0] === true);
    await cic.valve.refuse();
    const visitor = await startChat(gateway.site.url, { prefix });
    await cic.valve.pass();
    await second.until(async () => (await second.up())[0] === true);
    const poll = await fetch(`${second.site.url}/${prefix}/chat/poll/${visitor.participantID}`);
    expect((await poll.json()) as { chat: ChatAnswer }).toMatchObject({ chat: { status: { type: 'success' } } });
    expect([chats(cic.site), chats(second.site)]).toEqual([0, 1]);
  });

  it('and forget none of them while they start', async () => {
    const cic = await openCic();
    const database = await open();
    const first = await openNet([cic.valve], { database: database.url });
    await cic.valve.refuse();
    const { participantID } = await startChat(first.site.url, { prefix });
    await first.site.close();
    await cic.valve.pass();

    const app = express();
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/I3Root`;
    let starting: Iwt | undefined;
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await starting?.close();
    });
    // Whoever starts takes this lock.
    const polled = await database.knex.transaction(async (held) => {
      await held('iwt_counter').where({ name: 'admission' }).forUpdate().select('name');
      const cicOption = { servers: [cic.valve.origin], net: true };
      starting = iwt({ database: database.url, logger: silentLog, cic: cicOption });
      app.use(starting);
      const asked = fetch(`${url}/${prefix}/chat/poll/${participantID}`);
      // When these are answered, the poll has arrived.
      for (let i = 0; i < 5; i++) {
        expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ problem: 'starting' });
      }
      return { asked };
    });
    expect(await (await polled.asked).json()).toMatchObject({ chat: { status: { type: 'success' } } });
    expect(chats(cic.site)).toBe(0);
  });
});
