import { type Agents, createAgents } from '../agents/agents.ts';
import { createAudit } from '../audit/audit.ts';
import { createLocalBus } from '../cluster/bus-local.ts';
import type { Database } from '../database/connect.ts';
import { createAttempts } from '../limits/attempts.ts';
import { createPasswords } from '../passwords/passwords.ts';
import { createPhotos, type Photos } from '../photos/photos.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemIds } from '../runtime/ids.ts';
import { createSecrets } from '../secrets/secrets.ts';
import { createSessionStore } from '../sessions/store.ts';
import { createWorkgroups, type Workgroups } from '../workgroups/workgroups.ts';
import { quiet } from './database.ts';

/** Those who work here, for commands that change them beside a site that runs or before one starts. */
export interface People {
  readonly agents: Agents;
  readonly photos: Photos;
  readonly workgroups: Workgroups;
}

export function openPeople(database: Database): People {
  const base = { database, runtime: { clock: systemClock, ids: systemIds, log: quiet } };
  const secrets = createSecrets(base);
  const audit = createAudit(base);
  const workgroups = createWorkgroups({ ...base, audit });
  const agents = createAgents({
    ...base,
    audit,
    workgroups,
    // A site that runs learns of the change from the database.
    bus: createLocalBus(quiet),
    passwords: createPasswords(),
    attempts: createAttempts({ ...base, secret: () => secrets.get('attempts') }),
    endSessions: createSessionStore({ ...base, world: 'agent', idle: 0 }).endSessionsOf,
  });
  return { agents, photos: createPhotos({ ...base, audit }), workgroups };
}
