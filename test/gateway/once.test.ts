import { expect, it, onTestFinished } from 'vitest';
import { signIn, type TestAgent } from '../support/agent.ts';
import { describeMariadb } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { genuineVisitor, type PairVisitor, pageVisitor, tally } from './clients.ts';
import { openValve, type Valve } from './valve.ts';

interface World {
  readonly servers: readonly [Site, Site];
  /** Before the servers, in their order. */
  readonly valves: readonly Valve[];
  readonly root: string;
}

/** Two servers that share a database, and a gateway in front of both. */
async function openWorld(url: string, switchover: 'documented' | 'transparent'): Promise<World> {
  const servers = [await openSite({ database: url }), await openSite({ database: url })] as const;
  const valves = await Promise.all(servers.map(({ origin }) => openValve(Number(new URL(origin).port))));
  const gateway = await openSite({ cic: { servers: valves.map(({ origin }) => origin), switchover } });
  for (const site of [...servers, gateway]) onTestFinished(() => site.close());
  return { servers, valves, root: gateway.url };
}

async function deskOf(site: Site) {
  await site.addUser({ username: 'alicia' });
  return signIn(site.url, 'alicia', testPassword);
}

/** At the desk there is one of it, and none that is still to come: what is said later would come after that. */
async function expectOnce(agent: TestAgent, visitor: PairVisitor): Promise<void> {
  await visitor.say('the end');
  const texts = async () => {
    const chat = await agent.find(({ name }) => name === visitor.name);
    return chat ? agent.texts(chat.id) : [];
  };
  await expect.poll(texts).toContain('visitor: the end');
  expect(await texts()).toEqual(['visitor: only once', 'visitor: the end']);
}

describeMariadb('a message that arrived, though its answer was lost', (open) => {
  it('is not sent to the other server by the gateway; the visitor hears that it failed', async () => {
    const { servers, valves, root } = await openWorld((await open()).url, 'transparent');
    const agent = await deskOf(servers[1]);
    await agent.status('Available');
    const visitor = await pageVisitor(`${root}/Server1/websvcs`, 'Vera');
    for (const valve of valves) valve.loseAnswers('only once');
    const lost = await fetch(`${root}/Server1/websvcs/chat/sendMessage/${visitor.participantID}`, {
      method: 'POST',
      body: '{"message": "only once"}',
    });
    expect(lost.status).toBe(502);
    for (const valve of valves) await valve.pass();
    await visitor.until('only once');
    await expectOnce(agent, visitor);
  });

  it('is taken for the same when our page sends it again', async () => {
    const { servers, valves, root } = await openWorld((await open()).url, 'transparent');
    const agent = await deskOf(servers[1]);
    await agent.status('Available');
    const count = tally();
    const visitor = await pageVisitor(`${root}/Server1/websvcs`, 'Vera', count);
    for (const valve of valves) valve.loseAnswers('only once');
    const said = visitor.say('only once');
    await expect.poll(() => count.failed).toBeGreaterThan(0);
    for (const valve of valves) await valve.pass();
    await said;
    await visitor.until('only once');
    await expectOnce(agent, visitor);
    expect(visitor.texts().filter((text) => text.endsWith('only once'))).toEqual(['WebUser: only once']);
  });

  it("is seen to have arrived by a visitor with the original's page", async () => {
    const { servers, valves, root } = await openWorld((await open()).url, 'documented');
    const agent = await deskOf(servers[1]);
    await agent.status('Available');
    const visitor = await genuineVisitor(root, 'Gina');
    valves[0]?.loseAnswers();
    await visitor.say('only once');
    expect([visitor.failovers(), visitor.blocked()]).toEqual([1, false]);
    await expectOnce(agent, visitor);
  });
});
