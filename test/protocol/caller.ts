import { expect } from 'vitest';
import { checkChat } from './strict.ts';

export interface Target {
  /** What stands before `/websvcs`: `http://127.0.0.1:8114` or `https://site.example/I3Root/Server1`. */
  readonly base: string;
  /** A workgroup whose queue takes chats. */
  readonly queue: string;
  /** Somebody who answers the chats of that queue. */
  readonly desk: Desk;
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
export type Json = any;

export const systemId = '00000000-0000-0000-0000-000000000000';
export const nobodyId = '11111111-2222-4333-8444-555555555555';

/** Calls of the protocol on one target. Each checks what holds for every answer. */
export type Caller = ReturnType<typeof callerOf>;

let visitors = 0;

/** A name that no other visitor has. */
export function freshName(): string {
  visitors += 1;
  return `visitor-${visitors}-${Math.floor(performance.timeOrigin)}`;
}

export function callerOf(target: () => Target) {
  const url = (path: string) => `${target().base}/websvcs/${path}`;

  async function get(path: string, headers: Record<string, string> = {}): Promise<Json> {
    return answered(await fetch(url(path), { headers }));
  }

  async function post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Json> {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    return answered(await fetch(url(path), { method: 'POST', headers, ...(text === undefined ? {} : { body: text }) }));
  }

  async function start(over: object = {}): Promise<{ id: string; chat: string; name: string; cfgVer: number }> {
    const name = freshName();
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

  return { target, url, get, post, start, poll, pollUntil };
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
