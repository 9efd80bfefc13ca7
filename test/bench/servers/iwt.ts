/**
 * Our server with chats in it. Arguments: `create-server` | `listen` (how the app is served), `bare` adds routes beside it
 * that parse and answer the same without us.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createBareServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { signIn } from '../../support/agent.ts';
import { raiseLimits } from '../../support/limits.ts';
import { served } from '../served.ts';

// What is measured is what is shipped: the build, typed by its sources.
const built = new URL('../../../dist/index.js', import.meta.url).href;
const { createServer, iwt } = (await import(built)) as typeof import('../../../index.ts');

const data = mkdtempSync(path.join(tmpdir(), 'iwt-bench-'));
process.on('exit', () => rmSync(data, { recursive: true, force: true }));

const quiet = { debug() {}, info() {}, warn() {}, error: console.error };
const site = iwt({ data, visitorGoneAfter: 86_400, logger: quiet });
await site.ready();
await raiseLimits(site.services.params);
const { agents, callbacks, chat, queues, workgroups } = site.services;
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
const asked: string[] = [];
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
  /** Asks for callbacks, each for a number of its own; answers their participantIDs. */
  async callbacks(count: number) {
    for (let done = 0; done < count; done += 500) {
      const batch = Array.from({ length: Math.min(500, count - done) }, (_, n) => {
        const telephone = `+1 212 ${200 + Math.floor((done + n) / 10_000)} ${String((done + n) % 10_000).padStart(4, '0')}`;
        return callbacks.create({ target: 'Bench', name: `Caller ${done + n}`, telephone, subject: 'My order' });
      });
      for (const { participantId } of await Promise.all(batch)) asked.push(participantId);
    }
    return { ids: asked };
  },
  async cancel() {
    await Promise.all(asked.map((id) => callbacks.cancel(id)));
    return {};
  },
  /** Times passes over the queue, each of which finds an agent free when something waits. Milliseconds. */
  async passes(count: number) {
    const queue = await queues.resolveTarget('Bench');
    const { port } = server.address() as AddressInfo;
    const console = await signIn(`http://127.0.0.1:${port}${site.root}`, 'bench', 'a long bench phrase');
    await console.status('Available');
    await queues.settled();
    const times: number[] = [];
    for (let n = 0; n < count; n++) {
      const began = performance.now();
      queues.wake(queue?.id ?? '');
      await queues.settled();
      times.push(performance.now() - began);
      const alerting = await console.find(({ state }) => state === 'Alerting');
      if (!alerting) continue;
      await callbacks.pickup(agent, alerting.id);
      await callbacks.disconnect(agent, alerting.id);
    }
    await console.call('POST', 'logout', { force: true });
    times.sort((a, b) => a - b);
    return { p50: times[Math.floor(count * 0.5)], p99: times[Math.floor(count * 0.99)] };
  },
  /** Times starts of chats, a hundred at a time, and ends them again. */
  async starts({ count, limited }: { count: number; limited: boolean }) {
    const address = limited ? '192.0.2.7' : undefined;
    const began = performance.now();
    const before = process.cpuUsage();
    const chats: { participantId: string }[] = [];
    while (chats.length < count) {
      const batch = Array.from({ length: 100 }, () => chat.start({ target: 'Bench', name: 'Visitor', address }));
      chats.push(...(await Promise.all(batch)));
    }
    const used = process.cpuUsage(before);
    const seconds = (performance.now() - began) / 1000;
    await Promise.all(chats.map(({ participantId }) => chat.exit(participantId)));
    return { rate: count / seconds, cpu: (used.user + used.system) / count };
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
const server = process.argv[2] === 'listen' ? createBareServer(app) : createServer(app);
served(server, { root: site.root }, answers);
