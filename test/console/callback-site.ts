import { expect, onTestFinished } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { type Codes, createCodes } from '../../lib/codes/codes.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import type { Log } from '../../lib/runtime/log.ts';
import { signIn, type TestAgent } from '../support/agent.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import type { TestDatabase } from '../support/databases.ts';
import { openSite, type Site, testPassword } from '../support/site.ts';

export const minute = 60_000;
/** As Vera types it. */
export const telephone = '(201) 555-0123';
/** What only some may see of Vera. */
export const secrets = ['2015550123', '555-0123', 'vera@example.org'];

export interface Asked {
  /** Of the interaction. */
  readonly id: string;
  cancel(): Promise<void>;
}

/** A whole site with the agents ann and bob and the supervisors sue and sam, who serve Support; callbacks are retried once, after three minutes. */
export interface CallbackSite {
  readonly site: Site;
  readonly clock: TestClock;
  readonly codes: Codes;
  enter(name: string): Promise<TestAgent>;
  /** As the visitor's page does. */
  ask(subject?: string): Promise<Asked>;
  /** Everything that was logged at any level. */
  logged(): string;
}

export async function openCallbackSite(database: TestDatabase): Promise<CallbackSite> {
  const clock = testClock();
  const lines: string[] = [];
  const line = (...said: unknown[]) => void lines.push(JSON.stringify(said));
  const logger: Log = { debug: line, info: line, warn: line, error: line };
  const runtime = { clock, ids: systemIds };
  const site = await openSite({
    database: database.url,
    migrate: true,
    defaultRegion: 'US',
    runtime: { clock },
    logger,
  });
  onTestFinished(site.close);
  for (const username of ['ann', 'bob']) await site.addUser({ username });
  for (const username of ['sue', 'sam']) await site.addUser({ username, role: 'supervisor' });
  await site.iwt.services.workgroups.update('Support', { callbackRetries: 1, callbackRetryMinutes: 3 }, 'test');

  async function post(path: string, body: unknown) {
    const response = await fetch(`${site.url}/websvcs/callback/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { callback } = (await response.json()) as { callback: { participantID: string; status: { type: string } } };
    expect(callback.status.type).toBe('success');
    return callback;
  }

  return {
    site,
    clock,
    codes: createCodes({ database, runtime, audit: createAudit({ database, runtime }) }),
    enter: (name) => signIn(site.url, name, testPassword),
    async ask(subject = 'My parcel') {
      const participant = { name: 'Vera', credentials: null, telephone };
      const queue = { target: 'Support', targetType: 'Workgroup' };
      const { participantID } = await post('create', {
        ...queue,
        participant,
        subject,
        emailAddress: 'vera@example.org',
      });
      const { interaction } = await site.iwt.services.callbacks.status(participantID);
      return { id: interaction, cancel: async () => void (await post(`disconnect/${participantID}`, {})) };
    },
    logged: () => lines.join('\n'),
  };
}

/** The code of an answer that refuses. */
export function codeOf({ body }: { readonly body: unknown }): string | undefined {
  return (body as { error?: { code: string } }).error?.code;
}

/** What of `secrets` stands in it. */
export function secretsIn(told: unknown): string[] {
  const text = JSON.stringify(told);
  return secrets.filter((secret) => text.includes(secret));
}
