import { createAgents } from '../../lib/agents/agents.ts';
import type { UserChange } from '../../lib/agents/user.ts';
import { createAudit } from '../../lib/audit/audit.ts';
import { createLocalBus } from '../../lib/cluster/bus-local.ts';
import { createAttempts } from '../../lib/limits/attempts.ts';
import { createPasswords, type Passwords } from '../../lib/passwords/passwords.ts';
import { systemIds } from '../../lib/runtime/ids.ts';
import { createSecrets } from '../../lib/secrets/secrets.ts';
import { createSessionStore } from '../../lib/sessions/store.ts';
import { createVisitors } from '../../lib/visitors/visitors.ts';
import { createWorkgroups } from '../../lib/workgroups/workgroups.ts';
import { testClock } from './clock.ts';
import { silentLog, type TestDatabase } from './databases.ts';

export const goodPassword = 'seven grey horses';

/** The rooms of people on a database, with a clock that a test moves. */
export function people(database: TestDatabase, passwords: Passwords = createPasswords()) {
  const clock = testClock();
  const runtime = { clock, ids: systemIds, log: silentLog };
  const base = { database, runtime };
  const audit = createAudit(base);
  const secrets = createSecrets(base);
  const attempts = createAttempts({ ...base, secret: () => secrets.get('attempts') });
  const workgroups = createWorkgroups({ ...base, audit });
  const sessions = createSessionStore({ ...base, world: 'agent', idle: 3_600_000 });
  const agents = createAgents({
    ...base,
    bus: createLocalBus(silentLog),
    passwords,
    attempts,
    audit,
    workgroups,
    endSessions: sessions.endSessionsOf,
  });
  const visitorSessions = createSessionStore({ ...base, world: 'visitor', idle: 3_600_000 });
  const visitors = createVisitors({
    ...base,
    passwords,
    attempts,
    audit,
    endSessions: visitorSessions.endSessionsOf,
  });
  const changes: UserChange[] = [];
  agents.watch((change) => changes.push(change));
  return { agents, attempts, audit, changes, clock, passwords, runtime, secrets, sessions, visitors, workgroups };
}
