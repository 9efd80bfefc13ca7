import { onTestFinished } from 'vitest';
import type { Fence } from './fences.ts';
import { fencesOf } from './fences.ts';

/** An answer that a page shows, and what came when the page's requests were sent again, in the page's own ids. */
export interface Replayed {
  readonly shown: string;
  readonly came: string;
  /** Where on the page, for whoever reads a failure. */
  readonly after: string;
}

export interface ReplayParts {
  /** Scheme, host and port of the site. */
  readonly origin: string;
  /** Does what a comment on the page says, such as `agent: pickup`. */
  readonly act: (note: string) => Promise<void>;
}

/**
 * Sends the requests of a page's ` ```http ` blocks, in order, and collects what comes back for the blocks that follow
 * them: ` ```json `, ` ```xml `, and ` ```text ` for the events of a stream. A title is the status, where it is not 200.
 * Ids on the page stand for those of this run; cookies are kept as a browser keeps them.
 */
export async function replay(page: string, { origin, act }: ReplayParts): Promise<readonly Replayed[]> {
  const ids = createIds();
  const cookies = new Map<string, string>();
  const replayed: Replayed[] = [];
  let last: { readonly line: string; readonly response: Response } | undefined;
  let stream: Stream | undefined;

  async function send(text: string): Promise<void> {
    const [head = '', ...body] = ids.toActual(text).trimEnd().split('\n\n');
    const [line = '', ...lines] = head.split('\n');
    const [method = '', path = ''] = line.split(' ');
    const headers = new Headers(lines.map((one) => one.split(': ') as [string, string]));
    if (cookies.size > 0) headers.set('Cookie', [...cookies.values()].join('; '));
    const response = await fetch(origin + path, {
      method,
      headers,
      ...(body.length > 0 && { body: body.join('\n\n') }),
    });
    for (const cookie of response.headers.getSetCookie())
      cookies.set(cookie.split('=')[0] ?? '', cookie.split(';')[0] ?? '');
    stream = response.headers.get('content-type')?.startsWith('text/event-stream') ? readStream(response) : undefined;
    last = { line, response };
  }

  async function answer({ language, title, text }: Fence): Promise<Replayed> {
    const { line = '', response } = last ?? {};
    const streamed = language === 'text';
    const raw = streamed ? await stream?.next(text.trim().split('\n\n').length) : await response?.text();
    const status = streamed || response?.status === 200 ? '' : String(response?.status);
    ids.learn(text, raw ?? '');
    const came = status === title ? ids.toPage(raw ?? '') : `status ${status}: ${raw}`;
    return { shown: plain(language, text), came: plain(language, came), after: line };
  }

  for (const fence of await fencesOf(page)) {
    for (const note of fence.notes) await act(note);
    if (fence.language === 'http') await send(fence.text);
    else if (['json', 'xml', 'text'].includes(fence.language) && last) replayed.push(await answer(fence));
  }
  return replayed;
}

/** GUIDs, keys of people, and numbers of callbacks. */
const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=")[\w-]{22}(?=")|(?<=[">])\d{9}(?=["<])/g;

/** Ids of the page and of this run, paired in the order in which they appear. */
function createIds() {
  const actual = new Map<string, string>();
  const shown = new Map<string, string>();
  return {
    learn(page: string, came: string) {
      const found = came.match(id) ?? [];
      for (const [index, name] of (page.match(id) ?? []).entries()) {
        const value = found[index];
        if (value === undefined || shown.has(value) || actual.has(name)) continue;
        actual.set(name, value);
        shown.set(value, name);
      }
    },
    toActual: (text: string) => text.replace(id, (name) => actual.get(name) ?? name),
    toPage: (text: string) => text.replace(id, (value) => shown.get(value) ?? value),
  };
}

/** Without what differs from run to run, and without layout. */
function plain(language: string, text: string): string {
  const steady = text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/("number": ?")\d{9}"/g, '$1<number>"')
    .replace(/("(?:durationMs|sequence)": ?)\d+/g, '$10')
    .replace(/(["<](?:cfgVer|queueWaitTime|longestWaitTime|callsWaitingCount)(?:": ?|>))\d+/g, '$10');
  if (language === 'xml') return steady.replace(/>\s+</g, '><').trim();
  const bare = (part: string) => (/^\s*[[{]/.test(part) ? JSON.stringify(JSON.parse(part)) : part.trim());
  if (language === 'json') return bare(steady);
  return steady.trim().replace(/^data: (.*)$/gm, (_line, data: string) => `data: ${bare(data)}`);
}

interface Stream {
  /** The next events, as they came; signs of life are left out. */
  next(count: number): Promise<string>;
}

function readStream(response: Response): Stream {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  onTestFinished(() => reader.cancel());
  return {
    async next(count) {
      const events: string[] = [];
      while (events.length < count) {
        const end = text.indexOf('\n\n');
        const event = text.slice(0, end);
        if (end === -1) {
          const { value, done } = await reader.read();
          if (done) break;
          text += decoder.decode(value, { stream: true });
        } else {
          text = text.slice(end + 2);
          if (!/^(retry:|event: ping)/.test(event)) events.push(event);
        }
      }
      return events.join('\n\n');
    },
  };
}
