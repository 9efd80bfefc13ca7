import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { raiseLimitsIn } from '../support/limits.ts';
import { type Served, serve } from '../support/serve.ts';

interface Visitor {
  readonly participantID: string;
  readonly chatID: string;
  /** Texts in the order of sending, with what became of the answer. */
  readonly sent: { text: string; clientMessageId: string; answered: boolean }[];
}

interface WireEvent {
  readonly type: string;
  readonly participantType: string;
  readonly sequenceNumber: number;
  readonly value?: string;
}

const protocol = (site: Served) => `${site.url}${site.root}/Server1/websvcs`;

interface ChatAnswer {
  readonly chat: { readonly status: unknown; readonly participantID: string; readonly chatID: string };
}

async function post(url: string, body: unknown): Promise<ChatAnswer> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as ChatAnswer;
}

async function startChat(site: Served, name: string): Promise<Visitor> {
  const { chat } = await post(`${protocol(site)}/chat/start`, {
    participant: { name, credentials: '' },
    target: 'Support',
    targetType: 'Workgroup',
  });
  expect(chat.status).toEqual({ type: 'success' });
  return { participantID: chat.participantID, chatID: chat.chatID, sent: [] };
}

function send(site: Served, visitor: Visitor, message: { text: string; clientMessageId: string }) {
  return post(`${protocol(site)}/chat/sendMessage/${visitor.participantID}`, {
    message: message.text,
    contentType: 'text/plain',
    clientMessageId: message.clientMessageId,
  });
}

/** Sends without pause, one after the other, until the server is gone. */
async function burst(site: Served, visitor: Visitor, answered: () => void): Promise<void> {
  for (let n = 0; ; n++) {
    const message = { text: `message ${n}`, clientMessageId: `${visitor.chatID}-${n}`, answered: false };
    visitor.sent.push(message);
    try {
      const { chat } = await send(site, visitor, message);
      expect(chat.status).toEqual({ type: 'success' });
    } catch (error) {
      if (error instanceof TypeError || (error as Error).name === 'SyntaxError') return;
      throw error;
    }
    message.answered = true;
    answered();
  }
}

async function everything(site: Served, visitor: Visitor): Promise<WireEvent[]> {
  const response = await fetch(`${protocol(site)}/chat/poll/${visitor.participantID}?after=-1`);
  const { chat } = (await response.json()) as { chat: { status: unknown; events: WireEvent[] } };
  expect(chat.status).toEqual({ type: 'success' });
  return chat.events;
}

const ownTexts = (events: readonly WireEvent[]) =>
  events.filter((event) => event.type === 'text' && event.participantType === 'WebUser').map((event) => event.value);

describe('a process killed in a burst of sends', () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  it('has kept what it answered, once and in order, and everybody goes on', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'iwt-kill-'));
    cleanups.push(() => rm(data, { recursive: true, force: true }));
    await raiseLimitsIn(data);
    const first = await serve(data, '--demo');
    cleanups.push(() => first.kill());

    const agent = first.people.find((person) => person.role === 'agent') as Served['people'][number];
    const login = await fetch(`${first.url}${first.root}/agent/api/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(agent),
    });
    expect(login.status).toBe(200);
    const cookie = login.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');

    const visitors = await Promise.all(Array.from({ length: 12 }, (_, n) => startChat(first, `Visitor ${n}`)));
    const enough = 600;
    let answers = 0;
    await Promise.all(
      visitors.map((visitor) =>
        burst(first, visitor, () => {
          if (++answers === enough) void first.kill();
        }),
      ),
    );
    expect(answers).toBeGreaterThanOrEqual(enough);

    const second = await serve(data);
    cleanups.push(() => second.kill());
    expect(second.people).toEqual([]);
    for (const visitor of visitors) {
      const events = await everything(second, visitor);
      expect(events.map((event) => event.sequenceNumber)).toEqual(events.map((_, index) => index));
      const kept = ownTexts(events);
      const answered = visitor.sent.filter((message) => message.answered).map((message) => message.text);
      expect(kept.slice(0, answered.length)).toEqual(answered);
      // At most the one message that was under way when the process died may be there without its answer.
      expect(kept).toEqual(visitor.sent.map((message) => message.text).slice(0, kept.length));
    }

    for (const visitor of visitors) {
      const last = visitor.sent.at(-1) as Visitor['sent'][number];
      const { chat } = await send(second, visitor, last);
      expect(chat.status).toEqual({ type: 'success' });
      const back = await post(`${protocol(second)}/chat/reconnect`, { chatID: visitor.chatID });
      expect(back.chat).toMatchObject({ status: { type: 'success' }, participantID: visitor.participantID });
      expect(ownTexts(await everything(second, visitor))).toEqual(visitor.sent.map((message) => message.text));
    }

    const list = await fetch(`${second.url}${second.root}/agent/api/interactions`, { headers: { cookie } });
    expect(list.status).toBe(200);
    const { interactions } = (await list.json()) as { interactions: { name: string }[] };
    expect(interactions.map((interaction) => interaction.name).sort()).toEqual(
      visitors.map((_, n) => `Visitor ${n}`).sort(),
    );
    expect(await second.stop()).toBe(0);
  });
});
