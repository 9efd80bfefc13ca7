import { describe, expect, test } from 'vitest';
import { createMemory, newChat } from '../../views/visitor/client/memory.ts';
import { isWaiting } from '../../views/visitor/client/view.ts';
import { createFakeChat } from './fake-chat.ts';
import { mapStore } from './network.ts';
import { openPage } from './page.ts';

describe('a chat', () => {
  test('goes over the stream: everything once, in order, own messages confirmed', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    server.system('Welcome.');
    expect(isWaiting(session.view())).toBe(true);
    const jonas = server.agentJoins('Jonas');
    expect(isWaiting(session.view())).toBe(false);
    server.says(jonas, 'Good morning!');
    session.send('Where is my parcel?');
    expect(lines()).toEqual(['system Welcome.', 'text Good morning!', 'sending Where is my parcel?']);
    await network.settle();
    expect(lines()).toEqual(['system Welcome.', 'text Good morning!', 'sent Where is my parcel?']);
    expect(session.view().link).toBe('live');
    await network.pass(120_000);
    expect(network.log.filter((line) => line.includes('/poll/'))).toEqual([]);
    expect(network.log.filter((line) => line.startsWith('STREAM'))).toHaveLength(1);
  });

  test('falls back to polling and returns to the stream', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    network.stream = 'refused';
    network.cut();
    await network.settle();
    const jonas = server.agentJoins('Jonas');
    server.says(jonas, 'one');
    await network.pass(2500);
    expect(lines()).toEqual(['text one']);
    expect(session.view().link).toBe('live');
    network.stream = 'ok';
    await network.pass(20_000);
    const polls = network.log.filter((line) => line.includes('/poll/')).length;
    server.says(jonas, 'two');
    await network.pass(60_000);
    expect(lines()).toEqual(['text one', 'text two']);
    expect(network.log.filter((line) => line.includes('/poll/')).length).toBe(polls);
  });

  test('uses what the server suggests as time between polls', async () => {
    const server = createFakeChat();
    const { network } = await openPage(server);
    network.stream = 'refused';
    network.cut();
    await network.pass(4000);
    const before = network.log.length;
    await network.pass(20_000);
    const polls = network.log.slice(before).filter((line) => line.includes('/poll/')).length;
    expect(polls).toBeGreaterThanOrEqual(9);
    expect(polls).toBeLessThanOrEqual(14);
  });

  test('notices a stream that is open but silent, and asks what it missed', async () => {
    const server = createFakeChat();
    const { network, lines } = await openPage(server);
    await network.pass(31_000);
    network.stream = 'silent';
    server.system('lost on the way');
    await network.pass(40_000);
    expect(lines()).toEqual(['system lost on the way']);
  });

  test('notices within seconds when its own message is accepted but never comes back', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    network.stream = 'silent';
    server.system('unheard');
    session.send('anybody?');
    await network.pass(6000);
    expect(lines()).toEqual(['system unheard', 'sent anybody?']);
  });

  test('closes a hole in the stream from the server', async () => {
    const server = createFakeChat();
    const { network, lines } = await openPage(server);
    const { listeners } = server.latest();
    const held = [...listeners];
    listeners.clear();
    server.system('one');
    server.system('two');
    for (const listener of held) listeners.add(listener);
    server.system('three');
    await network.settle();
    expect(lines()).toEqual(['system one', 'system two', 'system three']);
  });

  test('shows typing, and lets it expire when its end was lost', async () => {
    const server = createFakeChat();
    const { network, session } = await openPage(server);
    const jonas = server.agentJoins('Jonas');
    const typing = (): boolean =>
      session.view().transcript.participants.some((other) => other.typingUntil > network.clock.now());
    server.types(jonas, true);
    expect(typing()).toBe(true);
    server.types(jonas, false);
    expect(typing()).toBe(false);
    server.types(jonas, true);
    let renders = 0;
    session.subscribe(() => {
      renders += 1;
    });
    await network.pass(15_000);
    expect(typing()).toBe(false);
    expect(renders).toBeGreaterThan(0);
    server.types(jonas, true);
    server.says(jonas, 'done');
    expect(typing()).toBe(false);
  });

  test('tells the server of typing, seldom', async () => {
    const server = createFakeChat();
    const { network, session } = await openPage(server);
    for (let key = 0; key < 8; key += 1) {
      session.typed(false);
      await network.pass(1000);
    }
    expect(server.latest().typing).toEqual([true, true]);
    await network.pass(3000);
    expect(server.latest().typing).toEqual([true, true, false]);
    session.typed(false);
    session.typed(true);
    await network.settle();
    expect(server.latest().typing).toEqual([true, true, false, true, false]);
  });
});

describe('messages', () => {
  test('are neither lost nor doubled when answers get lost', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    network.http = 'deaf';
    network.stream = 'refused';
    network.cut();
    session.send('one');
    session.send('two');
    await network.pass(40_000);
    expect(lines()).toEqual(['waiting one', 'waiting two']);
    network.http = 'ok';
    await network.pass(30_000);
    expect(server.texts()).toEqual(['one', 'two']);
    expect(lines()).toEqual(['sent one', 'sent two']);
  });

  test('wait while the network is away and go out in their order when it is back', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    network.online = false;
    network.http = 'down';
    network.cut();
    session.lost();
    expect(session.view().link).toBe('offline');
    for (const text of ['one', 'two', 'three']) session.send(text);
    await network.pass(60_000);
    expect(server.texts()).toEqual([]);
    network.online = true;
    network.http = 'ok';
    session.wake(true);
    await network.settle();
    expect(server.texts()).toEqual(['one', 'two', 'three']);
    expect(lines()).toEqual(['sent one', 'sent two', 'sent three']);
    expect(session.view().link).toBe('live');
  });

  test('that the server refuses keep their text and can be tried again or taken away', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    server.refuse.set('sendMessage', 'error.websvc.content.invalid');
    session.send('too long');
    session.send('bad');
    await network.settle();
    expect(lines()).toEqual(['failed too long', 'failed bad']);
    server.refuse.clear();
    const [first, second] = session.view().transcript.entries;
    session.retry(first?.id ?? '');
    session.discard(second?.id ?? '');
    await network.settle();
    expect(lines()).toEqual(['sent too long']);
    expect(server.texts()).toEqual(['too long']);
  });

  test('of the same text stay two messages', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    session.send('hello');
    session.send('hello');
    await network.settle();
    expect(lines()).toEqual(['sent hello', 'sent hello']);
    expect(server.texts()).toEqual(['hello', 'hello']);
  });
});

describe('a reload', () => {
  test('shows what was said, with its times, and goes on from there', async () => {
    const server = createFakeChat();
    const shared = { local: mapStore(), tab: mapStore() };
    const first = await openPage(server, shared);
    const jonas = server.agentJoins('Jonas');
    server.says(jonas, 'one');
    first.session.setDraft('half a sent');
    const at = first.session.view().transcript.entries[0]?.at;
    first.session.close();
    server.says(jonas, 'two');
    const second = await openPage(server, shared);
    expect(second.lines()).toEqual(['text one', 'text two']);
    expect(second.session.view().transcript.entries[0]?.at).toBe(at);
    expect(second.session.draft()).toBe('half a sent');
    expect(second.network.log[0]).toContain('?after=2');
  });

  test('sends what had not gone out, once', async () => {
    const server = createFakeChat();
    const shared = { local: mapStore(), tab: mapStore() };
    const first = await openPage(server, shared);
    first.network.http = 'deaf';
    first.session.send('stored, but the answer was lost');
    first.network.http = 'down';
    first.session.send('never left');
    await first.network.settle();
    first.session.close();
    const second = await openPage(server, { ...shared, clock: first.network.clock });
    await second.network.settle();
    expect(server.texts()).toEqual(['stored, but the answer was lost', 'never left']);
    expect(second.lines()).toEqual(['sent stored, but the answer was lost', 'sent never left']);
  });

  test('after a crash finds the chat from what all tabs share', async () => {
    const server = createFakeChat();
    const local = mapStore();
    const first = await openPage(server, { local, tab: mapStore() });
    server.system('Welcome.');
    first.session.close();
    const second = await openPage(server, { local, tab: mapStore() });
    expect(second.lines()).toEqual(['system Welcome.']);
    expect(second.session.view().identity.chatID).toBe(first.session.view().identity.chatID);
  });

  test('in spite of spoiled storage starts from the first event', async () => {
    const server = createFakeChat();
    const shared = { local: mapStore(), tab: mapStore() };
    const first = await openPage(server, shared);
    server.system('Welcome.');
    first.session.close();
    const [key = ''] = shared.local.keys('iwt:chat.');
    const kept = JSON.parse(shared.local.get(key) ?? '');
    shared.local.set(key, JSON.stringify({ ...kept, transcript: { entries: 7 } }));
    const second = await openPage(server, shared);
    expect(second.lines()).toEqual(['system Welcome.']);
  });

  test('after the end still shows the chat in its tab, and nowhere else', async () => {
    const server = createFakeChat();
    const local = mapStore();
    const tab = mapStore();
    const first = await openPage(server, { local, tab });
    server.system('Bye.');
    server.ends();
    await first.network.settle();
    const second = await openPage(server, { local, tab });
    expect(second.lines()).toEqual(['system Bye.']);
    expect(second.session.view().end).toBe('ended');
    expect(second.network.log).toEqual([]);
    expect(local.keys('')).toEqual([]);
  });
});

describe('two tabs', () => {
  test('of one chat show the same and do not disturb each other', async () => {
    const server = createFakeChat();
    const local = mapStore();
    const one = await openPage(server, { local });
    const two = await openPage(server, { local, clock: one.network.clock });
    const jonas = server.agentJoins('Jonas');
    server.says(jonas, 'hello');
    one.session.send('from the first');
    await one.network.settle();
    two.session.send('from the second');
    await two.network.settle();
    const said = ['text hello', 'sent from the first', 'sent from the second'];
    expect(one.lines()).toEqual(said);
    expect(two.lines()).toEqual(said);
    await one.session.exit();
    await two.network.settle();
    expect(two.session.view().end).toBe('ended');
  });

  test('with a chat each keep to their own after a reload', async () => {
    const server = createFakeChat();
    const local = mapStore();
    const tab = mapStore();
    const one = await openPage(server, { local, tab });
    const own = one.session.view().identity.chatID;
    const other = createMemory('iwt:', local, mapStore());
    const identity = { ...one.session.view().identity, chatID: 'other' };
    other.keep(newChat(identity));
    one.session.close();
    const again = await openPage(server, { local, tab });
    expect(again.session.view().identity.chatID).toBe(own);
  });
});

describe('a server that is away', () => {
  test('is asked again until it is back, and everything goes on', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    await network.pass(40_000);
    network.http = 502;
    network.cut();
    session.send('are you there?');
    await network.pass(1000);
    expect(session.view().link).toBe('reconnecting');
    await network.pass(300_000);
    expect(lines()).toEqual(['waiting are you there?']);
    network.http = 'ok';
    await network.pass(20_000);
    expect(session.view().link).toBe('live');
    expect(lines()).toEqual(['sent are you there?']);
  });

  test('that forgot the session is given the chatID', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    const jonas = server.agentJoins('Jonas');
    server.says(jonas, 'one');
    server.forgetSessions();
    network.cut();
    await network.settle();
    server.says(jonas, 'two');
    session.send('three');
    await network.pass(2000);
    expect(lines()).toEqual(['text one', 'text two', 'sent three']);
    expect(network.log.some((line) => line.includes('/chat/reconnect'))).toBe(true);
    expect(session.view().end).toBeUndefined();
  });

  test('that forgot the chat ends it here, with unsent text kept in view', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server);
    server.system('Welcome.');
    server.forgetChats();
    network.cut();
    session.send('too late');
    await network.pass(2000);
    expect(session.view().end).toBe('gone');
    expect(lines()).toEqual(['system Welcome.', 'failed too late']);
    expect(session.send('more')).toBe(false);
  });

  test('of a switchover pair is replaced by the other one, and the other way round', async () => {
    const server = createFakeChat();
    const { network, session, lines } = await openPage(server, {}, ['/I3Root/Server1/', '/I3Root/Server2/']);
    network.dead.set('Server1', 503);
    network.cut();
    session.send('hello');
    await network.pass(30_000);
    expect(session.view().identity.server).toBe(1);
    expect(lines()).toEqual(['sent hello']);
    expect(server.texts()).toEqual(['hello']);
    network.dead.set('Server2', 502);
    network.dead.delete('Server1');
    network.cut();
    await network.pass(30_000);
    expect(session.view().identity.server).toBe(0);
    expect(session.view().link).toBe('live');
  });
});

describe('the end', () => {
  test('comes from the server as the own disconnected event', async () => {
    const server = createFakeChat();
    const { network, session } = await openPage(server);
    let told: string | undefined;
    session.onArrival((_, end) => {
      told = end ?? told;
    });
    server.ends();
    await network.settle();
    expect(session.view().end).toBe('ended');
    expect(told).toBe('ended');
    const requests = network.log.length;
    await network.pass(120_000);
    expect(network.log.length).toBe(requests);
  });

  test('comes from the visitor', async () => {
    const server = createFakeChat();
    const { network, session } = await openPage(server);
    expect(await session.exit()).toBeUndefined();
    expect(session.view().end).toBe('left');
    expect(server.latest().over).toBe(true);
    await network.settle();
  });

  test('of a chat that the server no longer knows counts as done', async () => {
    const server = createFakeChat();
    const { session } = await openPage(server);
    server.forgetChats();
    expect(await session.exit()).toBeUndefined();
    expect(session.view().end).toBe('left');
  });

  test('says why leaving failed, and the chat goes on', async () => {
    const server = createFakeChat();
    const { network, session } = await openPage(server);
    network.http = 500;
    expect(await session.exit()).toBe('error.http.500');
    expect(session.view().end).toBeUndefined();
  });
});

test('the page wakes: a stream that slept through its heartbeats is not trusted', async () => {
  const server = createFakeChat();
  const { network, session } = await openPage(server);
  const streams = (): number => network.log.filter((line) => line.startsWith('STREAM')).length;
  session.wake();
  await network.settle();
  expect(streams()).toBe(1);
  network.stream = 'silent';
  await network.pass(20_000);
  network.stream = 'ok';
  session.wake();
  await network.settle();
  expect(streams()).toBe(2);
});
