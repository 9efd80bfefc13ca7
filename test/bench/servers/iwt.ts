/**
 * Our server with chats in it. Arguments: `create-server` | `listen` (how the app is served), `bare` adds routes beside it
 * that parse and answer the same without us.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createBareServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { served } from '../served.ts';

// What is measured is what is shipped: the build, typed by its sources.
const built = new URL('../../../dist/index.js', import.meta.url).href;
const { createServer, iwt } = (await import(built)) as typeof import('../../../index.ts');

const data = mkdtempSync(path.join(tmpdir(), 'iwt-bench-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));

const quiet = { debug() {}, info() {}, warn() {}, error: console.error };
const site = iwt({ data, visitorGoneAfter: 86_400, logger: quiet });
await site.ready();
const { agents, chat, workgroups } = site.services;
await workgroups.create('Bench', 'bench');
const agent = await agents.create(
  {
    username: 'bench',
    displayName: 'Bench',
    role: 'administrator',
    workgroups: ['Bench'],
    password: 'a long bench phrase',
  },
  'bench',
);

const started: { interaction: string; participantId: string }[] = [];
let sending: NodeJS.Timeout | undefined;

const answers = {
  /** Starts chats; answers their participantIDs. */
  async start(count: number) {
    const ids: string[] = [];
    for (let done = 0; done < count; done += 500) {
      const batch = Array.from({ length: Math.min(500, count - done) }, (_, n) =>
        chat.start({ target: 'Bench', name: `Visitor ${done + n}` }),
      );
      for (const one of await Promise.all(batch)) {
        started.push(one);
        ids.push(one.participantId);
      }
    }
    return { ids };
  },
  /** Connects the bench's agent to the first `count` chats. */
  async pickup(count: number) {
    for (const { interaction } of started.slice(0, count)) await chat.pickup(agent, interaction);
    return {};
  },
  /** Sends `rate` messages a second to the first `count` chats in turn; each says when it was sent. */
  send({ rate, count }: { rate: number; count: number }) {
    let n = 0;
    sending = setInterval(() => {
      const { interaction } = started[n++ % count] as { interaction: string };
      void chat.sendAsAgent(agent, interaction, { text: `sent ${performance.timeOrigin + performance.now()}` });
    }, 1000 / rate);
    return {};
  },
  quiet() {
    clearInterval(sending);
    return {};
  },
  async gc() {
    for (let n = 0; n < 4; n++) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return {};
  },
};

// The peers send no such header either.
const app = express().disable('x-powered-by');
app.use(site);
served(process.argv[2] === 'listen' ? createBareServer(app) : createServer(app), { root: site.root }, answers);
