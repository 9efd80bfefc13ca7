import { expect, it, type TestContext } from 'vitest';
import type { TestAgent } from '../support/agent.ts';
import { describeMariadb } from '../support/databases.ts';
import { genuineVisitor, type PairVisitor, pageVisitor, tally } from './clients.ts';
import { type GatewayProcess, openGateway, openPair, type Pair } from './pair.ts';
import { openValve } from './valve.ts';

const minutes = 60_000;

/** An agent and visitors who talk, and know what was said. */
interface Talk {
  /** Everybody says `texts` texts and hears those of the others; `disturb` happens when a third of them is said. */
  go(texts: number, disturb?: () => unknown): Promise<void>;
  /** Nothing is missing, doubled or out of order, on either side. */
  check(): Promise<void>;
}

async function talkOf(agent: TestAgent, visitors: readonly PairVisitor[]): Promise<Talk> {
  const said = new Map<string, { visitor: string[]; agent: string[] }>();
  const ids = new Map<string, string>();
  for (const { name } of visitors) {
    await expect.poll(() => agent.find((summary) => summary.name === name)).toBeDefined();
    const id = (await agent.find((summary) => summary.name === name))?.id as string;
    await agent.act(id, 'pickup');
    ids.set(name, id);
    said.set(name, { visitor: [], agent: [] });
  }
  const of = (name: string) => said.get(name) as { visitor: string[]; agent: string[] };

  return {
    async go(texts, disturb) {
      const round = of(visitors[0]?.name ?? '').visitor.length;
      const wanted = Math.ceil((texts * visitors.length) / 3);
      let done = 0;
      let disturbed: unknown;
      const talking = visitors.map(async (visitor) => {
        const mine = of(visitor.name);
        for (let i = 0; i < texts; i++) {
          const [asked, answered] = [`${visitor.name} asks ${round + i}`, `answer ${round + i} for ${visitor.name}`];
          mine.visitor.push(asked);
          await visitor.say(asked);
          if (++done === wanted) disturbed = disturb?.();
          mine.agent.push(answered);
          await agent.say(ids.get(visitor.name) as string, answered);
          await visitor.poll();
        }
        await visitor.until(...mine.visitor, ...mine.agent);
      });
      await Promise.all(talking);
      await disturbed;
    },
    async check() {
      for (const visitor of visitors) {
        const { visitor: asked, agent: answered } = of(visitor.name);
        const texts = () => agent.texts(ids.get(visitor.name) as string);
        // The desk is a node of its own, and hears of the others' texts later than they do.
        await expect.poll(async () => (await texts()).length).toBeGreaterThanOrEqual(asked.length + answered.length);
        const kept = await texts();
        const shown = visitor.texts();
        const from = (texts: string[], who: string) =>
          texts.filter((text) => text.startsWith(`${who}: `)).map((text) => text.slice(who.length + 2));
        expect({ visitor: from(kept, 'visitor'), agent: from(kept, 'agent') }).toEqual({
          visitor: asked,
          agent: answered,
        });
        expect({ visitor: from(shown, 'WebUser'), agent: from(shown, 'Agent') }).toEqual({
          visitor: asked,
          agent: answered,
        });
      }
    },
  };
}

function pageVisitors(gateway: GatewayProcess, count = tally()): Promise<PairVisitor[]> {
  return Promise.all(
    ['Vera', 'Viktor', 'Violet'].map((name, index) =>
      pageVisitor(`${gateway.site}/Server${1 + (index % 2)}/websvcs`, name, count),
    ),
  );
}

/** Waits until the gateway says so. */
async function untilServer(gateway: GatewayProcess, index: number, circuit: 'open' | 'closed'): Promise<void> {
  const seen = async () => (await gateway.health()).cic[index]?.circuit;
  await expect.poll(seen).toMatch(circuit === 'open' ? /open/ : /^closed$/);
}

/** Both servers are killed in the middle of conversations, one after the other, and come back. */
async function killBoth(talk: Talk, pair: Pair, gateway: GatewayProcess): Promise<void> {
  const [first, second] = pair.servers;
  await talk.go(6);
  await talk.go(9, first.kill);
  await untilServer(gateway, 0, 'open');
  await talk.go(3);
  await first.start();
  await untilServer(gateway, 0, 'closed');
  await talk.go(9, second.kill);
  await untilServer(gateway, 1, 'open');
  await talk.go(3);
  await talk.check();
}

describeMariadb('a switchover pair behind the gateway', (open) => {
  it(
    'visitors and agents do not lose or double a word when either server is killed',
    async () => {
      const pair = await openPair(open);
      const gateway = await openGateway(pair, 'transparent');
      await killBoth(await talkOf(pair.agent, await pageVisitors(gateway)), pair, gateway);
      expect(await gateway.counted('iwt_cic_switchovers_total')).toBe(2);
    },
    3 * minutes,
  );

  it(
    'nor over TLS with an authority of its own',
    async () => {
      const pair = await openPair(open, { tls: true });
      const gateway = await openGateway(pair, 'transparent');
      await killBoth(await talkOf(pair.agent, await pageVisitors(gateway)), pair, gateway);
      expect(await gateway.counted('iwt_cic_switchovers_total')).toBe(2);
    },
    3 * minutes,
  );

  it(
    'nor when the pages change over by themselves, as the original does',
    async () => {
      const pair = await openPair(open);
      const gateway = await openGateway(pair, 'documented');
      const visitors = await Promise.all(['Gina', 'Gustav'].map((name) => genuineVisitor(gateway.site, name)));
      await killBoth(await talkOf(pair.agent, visitors), pair, gateway);
      for (const visitor of visitors) {
        expect(visitor.failovers()).toBeGreaterThanOrEqual(2);
        expect(visitor.blocked()).toBe(false);
      }
    },
    3 * minutes,
  );

  it(
    'nor when a server is paused in the middle of it, and goes on later',
    async () => {
      const pair = await openPair(open);
      const gateway = await openGateway(pair, 'transparent');
      const talk = await talkOf(pair.agent, await pageVisitors(gateway));
      await talk.go(3);
      await talk.go(9, pair.servers[0].pause);
      await untilServer(gateway, 0, 'open');
      pair.servers[0].resume();
      await untilServer(gateway, 0, 'closed');
      await talk.go(9, pair.servers[1].pause);
      await untilServer(gateway, 1, 'open');
      pair.servers[1].resume();
      await untilServer(gateway, 1, 'closed');
      await talk.go(3);
      await talk.check();
    },
    3 * minutes,
  );

  it(
    'nor when a server takes connections and never answers',
    async () => {
      const pair = await openPair(open);
      const valve = await openValve(pair.servers[0].port);
      const gateway = await openGateway({ ...pair, servers: [valve, pair.servers[1]] }, 'transparent');
      const talk = await talkOf(pair.agent, await pageVisitors(gateway));
      await talk.go(3);
      await talk.go(9, valve.hang);
      await untilServer(gateway, 0, 'open');
      await talk.go(3);
      await valve.pass();
      await untilServer(gateway, 0, 'closed');
      await talk.go(3);
      await talk.check();
    },
    3 * minutes,
  );

  it(
    'of a thousand requests while a server is killed, ten fail at most, and the next visitor gets through',
    async ({ annotate }: TestContext) => {
      const pair = await openPair(open);
      const gateway = await openGateway(pair, 'transparent');
      const base = `${gateway.site}/Server1/websvcs`;
      const count = tally();
      const names = Array.from({ length: 10 }, (_, index) => `Visitor ${index}`);
      const visitors = await Promise.all(names.map((name) => pageVisitor(base, name, count)));
      let killed: Promise<unknown> | undefined;
      let before = { ...count };
      const next = tally();
      const talking = visitors.map(async (visitor, index) => {
        for (let text = 0; count.requests < before.requests + 1_000 || killed === undefined; text++) {
          if (index === 0 && text === 10) {
            count.slowest = 0;
            before = { ...count };
            killed = pair.servers[0].kill().then(() => pageVisitor(base, 'Next', next));
          }
          await visitor.say(`text ${text}`);
          await visitor.poll();
          await visitor.poll();
          await visitor.poll();
        }
      });
      await Promise.all(talking);
      await killed;
      const [requests, failed] = [count.requests - before.requests, count.failed - before.failed];
      await annotate(`${failed} of ${requests} requests failed, the slowest took ${Math.round(count.slowest)} ms`);
      await annotate(`the next visitor's chat began after ${Math.round(next.slowest)} ms`);
      expect(await gateway.counted('iwt_cic_switchovers_total')).toBe(1);
      expect(requests).toBeGreaterThanOrEqual(1_000);
      expect(failed).toBeLessThanOrEqual(10);
      expect(next).toMatchObject({ requests: 1, failed: 0 });
    },
    3 * minutes,
  );
});
