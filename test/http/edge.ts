import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { onTestFinished } from 'vitest';
import type { Chat } from '../../lib/chat/chat.ts';
import { IwtError } from '../../lib/errors.ts';
import { createEdge, type Edge, type EdgeOptions, type EdgeParts } from '../../lib/http/mount.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import type { Caller, RoomAnswer, RoomRequest, SignIn } from '../../lib/wire/room.ts';
import { fakeCallbacks } from '../protocol/fake-callbacks.ts';

/**
 * The edge by itself: real HTTP in front, and behind it rooms that say what a test tells them to. What the rooms really
 * do is tested with them, and all together in test/protocol and test/mounts.
 */
export interface LoggedError {
  readonly fields: { readonly reference?: string; readonly err?: unknown; readonly route?: string };
}

export interface TestEdge {
  readonly edge: Edge;
  readonly errors: LoggedError[];
  readonly runtime: Runtime;
}

export const GUID = '6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10';
export const CHAT = 'f0d3b6a4-8a0c-4a3e-9f55-2b9f5d0e4c33';

const unused = async (): Promise<never> => {
  throw new IwtError('operation.unsupported', 'Not part of this test.');
};

/** A chat room where everything succeeds and nothing happens. */
export function quietChat(over: Partial<Chat> = {}): Chat {
  const quiet: Partial<Chat> = {
    start: async () => ({ chatId: CHAT, participantId: GUID, interaction: '2001000001' }),
    reconnect: async () => ({ chatId: CHAT, participantId: GUID, interaction: '2001000001', events: [] }),
    poll: () => ({ events: [] }),
    send: async () => ({ sequenceNumber: 3, seq: 5, repeated: false }),
    setTyping: async () => {},
    exit: async () => {},
    partyInfo: async () => ({ name: 'Jonas' }),
    subscribe: async () => () => {},
  };
  return { ...quiet, ...over } as Chat;
}

export const nobody: Caller = {
  subject: undefined,
  session: undefined,
  signIn: unused,
  signOut: async () => {},
  stands: async () => false,
};

export function signedInAs(caller: Caller): SignIn {
  return { middlewares: [(_req, _res, next) => next()], caller: () => caller };
}

/** Answers every row with what it was asked. */
const echo: RoomAnswer = ({ method, params, query, body, base, toRoot }: RoomRequest) => ({
  body: { method, params, query, body, base, toRoot },
});
const echoing = new Proxy({}, { get: () => echo }) as never;

export interface EdgeChanges {
  readonly chat?: Partial<Chat>;
  readonly parts?: Partial<EdgeParts>;
  readonly options?: Partial<EdgeOptions>;
  readonly ready?: Promise<void>;
}

export function testEdge({ chat, parts, options, ready = Promise.resolve() }: EdgeChanges = {}): TestEdge {
  const errors: LoggedError[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push({ fields }) };
  const runtime = options?.runtime ?? { clock: systemClock, ids: systemIds, log };
  const quiet: EdgeParts = {
    chat: quietChat(chat),
    callbacks: fakeCallbacks(),
    photos: { pathOf: async () => undefined, read: async () => undefined } as never,
    queues: {
      resolveTarget: async (name: string) =>
        name.toLowerCase() === 'support' ? { type: 'Workgroup', id: 'w', name: 'Support' } : undefined,
      query: async () => ({ agentsAvailable: 3, estimatedWaitTime: 45 }),
    } as never,
    visitors: {
      register: async () => ({ id: 'i' }),
      verify: async (_name: string, password: string) => (password === 'right' ? { id: 'i' } : null),
    } as never,
    site: echoing,
    automaticPages: echoing,
    handlers: { find: unused, start: unused, close() {} } as never,
    handlerSignIn: {} as never,
    opening: echoing,
    agents: echoing,
    console: echoing,
    accounts: echoing,
    administration: echoing,
    callbackPages: echoing,
    transcripts: echoing,
    transcriptsOffered: () => false,
    signIn: { agents: signedInAs({ ...nobody, subject: 'a', session: 's' }), visitors: signedInAs(nobody) },
    pollWait: () => 2000,
    configurationVersion: () => 7,
    offers: () => ({ chat: 1, callback: 1, queueQuery: 1, problemReports: undefined }),
    problemReports: { wanted: () => false, take: async () => {} } as never,
    reports: echoing,
    operations: {
      live: () => ({ body: {} }),
      ready: async () => ({ body: { status: 'ready' } }),
      metrics: { show: async () => ({ bytes: 'counted 1\n', type: 'text/plain' }) },
    },
    ...parts,
  };
  const edge = createEdge(
    ready.then(() => quiet),
    {
      root: '/I3Root',
      servers: ['Server1', 'Server2'],
      allowedOrigins: [],
      site: true,
      metrics: ['127.0.0.1'],
      runtime,
      views: '/nonexistent',
      errorPage: ({ code }) => `<p>${code}</p>`,
      ...options,
    },
  );
  return { edge, errors, runtime };
}

export interface Served {
  readonly port: number;
  readonly url: string;
  readonly server: http.Server;
}

/** Serves a request listener on a free port until the test is over. */
export async function serve(listener: http.RequestListener | http.Server): Promise<Served> {
  const server = typeof listener === 'function' ? http.createServer(listener) : listener;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, server };
}

/** An Express application with just the edge in it. */
export async function serveEdge(changes: EdgeChanges = {}): Promise<Served & TestEdge> {
  const made = testEdge(changes);
  const app = express();
  app.use(made.edge.router);
  return { ...made, ...(await serve(app)) };
}

/** A folder that looks like a build's. */
export function builtPages(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'iwt-views-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFile(path.join(folder, name), content);
  return folder;
}

function writeFile(file: string, content: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
