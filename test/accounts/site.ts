import { onTestFinished } from 'vitest';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { signIn, type TestAgent } from '../support/agent.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { goodPassword } from '../support/people.ts';
import { type Browser, browser, type PeopleSite, peopleSite } from '../support/people-site.ts';
import { testPassword } from '../support/site.ts';
import { startChat, type TestVisitor } from '../support/visitor.ts';
import { openSmtp, type TestSmtp } from '../transcripts/smtp.ts';

export interface AccountSite extends PeopleSite {
  /** Of the account pages, without a slash at its end. */
  readonly account: string;
  readonly smtp: TestSmtp;
  /** Registers with the form and stays signed in. The mail that confirms the address is not waited for. */
  person(username: string, contact?: Readonly<Record<string, string>>): Promise<Browser>;
  /** The address of the page that the newest of `count` mails links to. */
  linkOf(count: number): Promise<string>;
  /** The same, and confirms what that page asks. */
  confirmed(count: number): Promise<void>;
}

/** A site that sends mails, closed when the test is over. */
export async function accountSite(options: IwtOptions = {}): Promise<AccountSite> {
  const smtp = await openSmtp();
  // Before the site, so that it is closed after it.
  onTestFinished(() => smtp.close());
  const site = await peopleSite({
    options: { smtp: smtp.url, mailFrom: 'chat@shop.example', siteUrl: 'https://shop.example/shop', ...options },
  });
  const account = `${site.url}/account`;

  async function linkOf(count: number): Promise<string> {
    const { text } = await smtp.mail(count - 1);
    const path = /^https:\/\/shop\.example\/shop\/I3Root(\/account\/(?:reset|confirm)\/[\w-]{43})$/m.exec(text)?.[1];
    if (path === undefined) throw new Error(`There is no link in: ${text}`);
    return `${site.url}${path}`;
  }

  return {
    ...site,
    account,
    smtp,
    async person(username, contact = {}) {
      const person = browser();
      const fields = { username, password: goodPassword, confirm: goodPassword, ...contact };
      const made = await person.form(`${account}/register`, fields);
      if (made.status !== 303) throw new Error(`${username} was not registered: ${made.status}`);
      return person;
    },
    linkOf,
    async confirmed(count) {
      await browser().form(await linkOf(count), {});
    },
  };
}

/** The same suite on both databases; `open` makes a site whose data is in a database of its own. */
export function describeEachSite(name: string, suite: (open: () => Promise<AccountSite>) => void): void {
  describeEachDatabase(name, (database, dialect) => {
    suite(async () => accountSite({ database: dialect === 'sqlite' ? 'sqlite::memory:' : (await database()).url }));
  });
}

/** The text of a page as a reader sees it, on one line. */
export async function textOf(response: Response): Promise<string> {
  return (await response.text())
    .replace(/<(style|head)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** An agent of Support, who is signed in. */
export async function agentOf({ services, url }: AccountSite, username = 'alicia'): Promise<TestAgent> {
  const displayName = `${username.slice(0, 1).toUpperCase()}${username.slice(1)}`;
  const user = { username, displayName, role: 'agent' as const, workgroups: ['Support'], password: testPassword };
  await services.agents.create(user, 'test');
  return signIn(url, username, testPassword);
}

export interface HeldChat {
  readonly number: string;
  readonly visitor: TestVisitor;
}

/** A chat of `maria` with an agent who has picked it up. It goes on. */
export async function chatWith(site: AccountSite, agent: TestAgent, text: string): Promise<HeldChat> {
  const visitor = await startChat(site.url, { name: 'maria', password: goodPassword });
  const known = new Set((await agent.list()).map(({ id }) => id));
  await visitor.say(text);
  const [found] = (await agent.list()).filter(({ id, state }) => known.has(id) && state !== 'Connected');
  const number = found?.id ?? '';
  await agent.act(number, 'pickup');
  await agent.say(number, `You said: ${text}`);
  return { number, visitor };
}
