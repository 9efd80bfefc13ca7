import type { UserUpdate } from '../../lib/agents/user.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { signIn, type TestAgent } from '../support/agent.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';

export interface SearchSite extends Site {
  readonly clock: TestClock;
  /** Address of the handler page of Server1, without a query. */
  readonly address: string;
  /** Makes a user with this display name, whom visitors find unless `listed` says otherwise; resolves with the key. */
  addListed(username: string, displayName: string, listing?: UserUpdate): Promise<string>;
  /** Opens a console, so that the user is there. */
  present(username: string): Promise<TestAgent>;
  /** The page that a search leads to, as its HTML. */
  search(query?: string | Record<string, string>): Promise<string>;
}

/** A site with a clock of its own, so that what is kept for seconds can be let go. */
export async function searchSite(options: IwtOptions = {}): Promise<SearchSite> {
  const clock = testClock();
  const site = await openSite({ runtime: { clock }, ...options });
  const address = `${site.url}/WebServices/Server1/doHTMLRequest`;
  return {
    ...site,
    clock,
    address,
    async addListed(username, displayName, listing = {}) {
      const { agents } = site.iwt.services;
      const made = { username, displayName, role: 'agent', workgroups: ['Support'], password: testPassword } as const;
      const { id } = await agents.create(made, 'test');
      await agents.update(id, { listed: true, ...listing }, 'test');
      return id;
    },
    present: (username) => signIn(site.url, username, testPassword),
    async search(query = {}) {
      // What the page before showed is kept for a moment.
      clock.advance(2_000);
      const answer = await fetch(`${address}?event=System_WebSearch&${new URLSearchParams(query)}`);
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
      return answer.text();
    },
  };
}

/** Names of the people on the page, in order. */
export function namesOn(page: string): readonly string[] {
  return [...page.matchAll(/<h2 class="search-name"><bdi>(.*?)<\/bdi><\/h2>/g)].map(([, name = '']) => name);
}

/** The block of one person. */
export function blockOf(page: string, name: string): string {
  const blocks = page.match(/<article.*?<\/article>/gs) ?? [];
  const found = blocks.find((block) => block.includes(`<bdi>${name}</bdi></h2>`));
  if (found === undefined) throw new Error(`There is no block of ${name}.`);
  return found;
}
