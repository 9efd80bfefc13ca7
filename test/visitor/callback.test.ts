import { describe, expect, test } from 'vitest';
import { createApi } from '../../views/visitor/client/api.ts';
import { createCallbackApi } from '../../views/visitor/client/callback-api.ts';
import { createCallbackMemory, type KeptCallback } from '../../views/visitor/client/callback-memory.ts';
import { openCallback } from '../../views/visitor/client/callback-session.ts';
import type { Store } from '../../views/visitor/client/ports.ts';
import { createFakeChat, type FakeChat } from './fake-chat.ts';
import { createNetwork, mapStore } from './network.ts';

const input = {
  ...{ name: 'Maria', password: '', telephone: '030 1234567', emailAddress: undefined, subject: 'A lamp' },
  ...{ preferredAt: undefined, timeZone: 'Europe/Berlin', target: 'Support', targetType: 'Workgroup' },
  language: 'en-us',
};

interface Shared {
  readonly local?: Store;
  readonly tab?: Store;
}

/** A page without a screen that watches the callback its storage knows, or asks for one. */
async function openPage(server: FakeChat, shared: Shared = {}, bases = ['/I3Root/Server1/']) {
  const network = createNetwork(server, shared);
  const api = createApi(network.ports.http, bases);
  const memory = createCallbackMemory('iwt:', network.ports.local, network.ports.tab);
  let kept: KeptCallback | undefined = memory.find(network.clock.now());
  const created = kept === undefined;
  if (!kept) {
    const reply = await createCallbackApi(api).create(0, input);
    if (!reply.ok) throw new Error(reply.reason);
    const { telephone, subject } = input;
    kept = { ...reply.value, server: 0, createdAt: network.clock.now(), subject, telephone, email: '' };
  }
  const page = { visible: true };
  const session = openCallback(network.ports, api, memory, kept, {
    photos: true,
    created,
    visible: () => page.visible,
  });
  await network.settle();
  const asked = (): number => network.log.filter((line) => line.includes('/callback/status/')).length;
  return { network, memory, session, page, asked };
}

describe('a callback', () => {
  test('is asked for after a moment, then every ten seconds, until it is over', async () => {
    const server = createFakeChat();
    const { network, session, asked } = await openPage(server);
    expect(server.callbacks.latest().body).toMatchObject({
      ...{ subject: 'A lamp', participant: { name: 'Maria', credentials: '', telephone: '030 1234567' } },
      ...{ timeZone: 'Europe/Berlin', targettype: 'Workgroup' },
    });
    await network.pass(1000);
    expect(asked()).toBe(0);
    await network.pass(500);
    expect(session.view()).toMatchObject({ link: 'live', status: { state: 'waiting', position: 3, wait: 420 } });
    await network.pass(30_000);
    expect(asked()).toBe(4);
    server.callbacks.become('complete');
    await network.pass(10_000);
    expect(session.view().request.over).toBe('complete');
    await network.pass(120_000);
    expect(asked()).toBe(5);
  });

  test('is not asked for while nobody looks, and at once when somebody does', async () => {
    const { network, session, page, asked } = await openPage(createFakeChat());
    page.visible = false;
    await network.pass(60_000);
    session.wake();
    expect(asked()).toBe(0);
    page.visible = true;
    session.wake();
    await network.settle();
    expect(asked()).toBe(1);
    session.wake();
    await network.settle();
    expect(asked()).toBe(1);
    await network.pass(10_000);
    expect(asked()).toBe(2);
  });

  test('says that it lost the server, asks less and less often, and goes on', async () => {
    const { network, session, asked } = await openPage(createFakeChat());
    await network.pass(1500);
    network.http = 500;
    await network.pass(10_000);
    expect(session.view()).toMatchObject({ link: 'reconnecting', status: { state: 'waiting' } });
    const before = asked();
    await network.pass(300_000);
    expect(asked() - before).toBeLessThan(10);
    network.http = 'ok';
    session.wake(true);
    await network.settle();
    expect(session.view().link).toBe('live');
    const after = asked();
    await network.pass(10_000);
    expect(asked() - after).toBe(1);
  });

  test('tells being offline from a server that is away', async () => {
    const { network, session } = await openPage(createFakeChat());
    await network.pass(1500);
    session.wake(true);
    network.online = false;
    session.lost();
    // The answer to what was asked before comes, and is no sign of a network.
    await network.settle();
    expect(session.view().link).toBe('offline');
    network.http = 'down';
    await network.pass(40_000);
    expect(session.view().link).toBe('offline');
    network.online = true;
    network.http = 'ok';
    session.wake(true);
    await network.settle();
    expect(session.view().link).toBe('live');
  });

  test('is found again by its number, and at the other server', async () => {
    const server = createFakeChat();
    const { network, session, memory } = await openPage(server, {}, ['/I3Root/Server1/', '/I3Root/Server2/']);
    await network.pass(1500);
    server.callbacks.forgetSessions();
    network.dead.set('Server1', 503);
    await network.pass(10_000);
    expect(session.view().link).toBe('live');
    const { participantID, server: seat } = session.view().request;
    expect(seat).toBe(1);
    expect(memory.find(network.clock.now())).toMatchObject({ participantID, server: 1 });
    server.callbacks.become('connected');
    await network.pass(10_000);
    expect(session.view().status).toMatchObject({ state: 'connected', agent: { name: 'Jonas Meyer' } });
    server.callbacks.forgetAll();
    await network.pass(10_000);
    // One of the servers may still know it.
    expect(session.view().link).toBe('reconnecting');
    expect(session.view().request.over).toBeUndefined();
    network.dead.clear();
    await network.pass(60_000);
    expect(session.view().request.over).toBe('gone');
  });

  test('is cancelled once, unless it ended by itself', async () => {
    const server = createFakeChat();
    const first = await openPage(server);
    first.network.http = 500;
    expect(await first.session.cancel()).toBe('error.http.500');
    expect(first.session.view().request.over).toBeUndefined();
    first.network.http = 'ok';
    expect(await first.session.cancel()).toBeUndefined();
    expect(first.session.view().request.over).toBe('cancelled');
    expect(server.callbacks.latest().cancelled).toBe(true);

    const second = await openPage(server);
    server.callbacks.become('complete');
    expect(await second.session.cancel()).toBeUndefined();
    expect(second.session.view().request.over).toBe('complete');

    const third = await openPage(server);
    server.callbacks.forgetSessions();
    expect(await third.session.cancel()).toBeUndefined();
    expect(third.session.view().request.over).toBe('cancelled');
  });

  test('is remembered by all tabs while it runs, and by its own tab alone when it is over', async () => {
    const server = createFakeChat();
    const local = mapStore();
    const tab = mapStore();
    const first = await openPage(server, { local, tab });
    const { callbackID } = first.session.view().request;
    first.session.close();
    const again = await openPage(server, { local, tab });
    const other = await openPage(server, { local });
    expect(server.callbacks.made).toHaveLength(1);
    expect(other.session.view().status?.state).toBe('waiting');
    await other.session.cancel();
    await again.network.pass(10_000);
    expect(again.session.view().request.over).toBe('cancelled');
    expect(local.keys('')).toEqual([]);
    expect(again.memory.find(again.network.clock.now())).toMatchObject({ callbackID, over: 'cancelled' });
    again.session.forget();
    expect(tab.keys('')).toEqual([]);
  });

  test('is forgotten when nobody came back for a week, and ignored when the storage was tampered with', async () => {
    const local = mapStore();
    const { memory, network } = await openPage(createFakeChat(), { local });
    const day = 24 * 60 * 60 * 1000;
    const elsewhere = createCallbackMemory('iwt:', local, mapStore());
    expect(memory.find(network.clock.now() + 6 * day)).toBeDefined();
    for (const value of ['', '{', 'null', '[]', '{"v":1}', '{"v":1,"server":0,"createdAt":1e300}']) {
      local.set('iwt:callback.7', value);
      local.set('iwt:callback-current', '7');
      expect(elsewhere.find(network.clock.now())).toBeUndefined();
    }
    expect(elsewhere.find(network.clock.now() + 8 * day)).toBeUndefined();
    expect(local.keys('iwt:callback.')).toEqual([]);
  });
});
