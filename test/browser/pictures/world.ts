import type { InteractionSummary } from '../../../lib/console/shapes.ts';
import { signIn, type TestAgent } from '../../support/agent.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { openSite, type Site, testPassword } from '../../support/site.ts';

/** A site with some people, whose clock is slow, so that nothing rings out while its picture is taken. */
export interface World {
  readonly site: Site;
  readonly clock: TestClock;
  /** Signs in a user who was made with the site. */
  agent(username: string): Promise<TestAgent>;
  close(): Promise<void>;
}

const minute = 60_000;
/** So long before now the story begins. */
export const past = 40 * minute;

export async function openWorld(): Promise<World> {
  const clock = testClock(Date.now() - past);
  const site = await openSite({ runtime: { clock }, visitorGoneAfter: 86_400, chatTarget: 'Support' });
  await site.addWorkgroup('Returns and refunds');
  await site.addUser({ username: 'alicia', workgroups: ['Support', 'Returns and refunds'] });
  await site.addUser({ username: 'bob' });
  const ticking = setInterval(() => clock.advance(25), 100);
  return {
    site,
    clock,
    agent: (username) => signIn(site.url, username, testPassword),
    close() {
      clearInterval(ticking);
      return site.close();
    },
  };
}

/** Waits until an agent's list has a chat with somebody of this name, in this state. */
export async function findChat(agent: TestAgent, name: string, state?: string): Promise<InteractionSummary> {
  for (;;) {
    const found = await agent.find((one) => one.name === name && (state === undefined || one.state === state));
    if (found) return found;
  }
}
