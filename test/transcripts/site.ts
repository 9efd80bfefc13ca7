import type { IwtOptions } from '../../lib/options/schema.ts';
import { signIn, type TestAgent } from '../support/agent.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';
import { openSmtp, type TestSmtp } from './smtp.ts';

export interface TranscriptSite {
  readonly site: Site;
  readonly smtp: TestSmtp;
  readonly clock: TestClock;
  agent(username: string, workgroups?: readonly string[]): Promise<TestAgent>;
  close(): Promise<void>;
}

/** A site that mails transcripts, its clock standing still. */
export async function openTranscriptSite(options: IwtOptions = {}): Promise<TranscriptSite> {
  const smtp = await openSmtp();
  const clock = testClock();
  const site = await openSite({
    ...{ smtp: smtp.url, mailFrom: 'chat@shop.example', siteUrl: 'https://shop.example', runtime: { clock } },
    ...options,
  });
  await site.iwt.services.params.set('EnableWebTranscript', '1', 'test');
  return {
    site,
    smtp,
    clock,
    async agent(username, workgroups = ['Support']) {
      await site.addUser({ username, workgroups });
      return signIn(site.url, username, testPassword);
    },
    async close() {
      await site.close();
      await smtp.close();
    },
  };
}

/** The path of the confirming page below the root, from the mail's text. */
export function linkIn(text: string): string {
  const found = /^https:\/\/shop\.example\/I3Root\/(transcript\/confirm\/[\w-]{22})$/m.exec(text)?.[1];
  if (found === undefined) throw new Error(`There is no link in: ${text}`);
  return found;
}
