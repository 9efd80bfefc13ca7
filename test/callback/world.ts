import { createAudit } from '../../lib/audit/audit.ts';
import { type CallbackInput, type Callbacks, createCallbacks } from '../../lib/callback/callback.ts';
import type { Database } from '../../lib/database/connect.ts';
import { createHoursReader } from '../../lib/hours/hours.ts';
import type { VisitorLogin } from '../../lib/interactions/visitor-login.ts';
import { createAttempts } from '../../lib/limits/attempts.ts';
import { type Ids, systemIds } from '../../lib/runtime/ids.ts';
import { createSecrets } from '../../lib/secrets/secrets.ts';
import { parseTelephone } from '../../lib/telephone/telephone.ts';
import { createWorkgroups } from '../../lib/workgroups/workgroups.ts';
import { type Engine, type EngineOptions, engineOn, texts, turns } from '../chat/world.ts';
import { silentLog } from '../support/databases.ts';

/** A running engine with callbacks. */
export interface CallbackEngine extends Engine {
  readonly callbacks: Callbacks;
  /** The parameters that callbacks read; tests may change them. */
  readonly parameters: { snooze: number; fresh: number; idle: number };
  /** Moves the clock and lets everything that falls due be done. */
  pass(ms: number): Promise<void>;
}

const nobody: VisitorLogin = { verify: async () => null };

export async function callbacksOn(
  database: Database,
  options: EngineOptions & { readonly ids?: Ids } = {},
): Promise<CallbackEngine> {
  const parameters = { snooze: 5, fresh: 5, idle: 60 };
  let callbacks: Callbacks | undefined;
  const engine = await engineOn(database, {
    ...options,
    /** Timers that are due at the start are run at once, so their handlers must be there. */
    beforeStart: (parts) => {
      const runtime = { ...parts.runtime, ids: options.ids ?? systemIds };
      const secrets = createSecrets({ database, runtime });
      callbacks = createCallbacks({
        ...parts,
        workgroups: createWorkgroups({ database, runtime, audit: createAudit({ database, runtime }) }),
        readHours: createHoursReader(runtime.log),
        visitors: options.visitors ?? nobody,
        attempts: createAttempts({ database, runtime, secret: () => secrets.get('attempts') }),
        telephone: (typed) => parseTelephone(typed, 'DE'),
        secret: () => secrets.get('callbacks'),
        defaultSnooze: () => parameters.snooze,
        keepStatus: () => parameters,
        texts,
        runtime,
      });
    },
  });
  const made = callbacks as unknown as Callbacks;
  return {
    ...engine,
    callbacks: made,
    parameters,
    async pass(ms) {
      await turns();
      engine.clock.advance(ms);
      await engine.rest();
    },
    async close() {
      await made.close();
      await engine.close();
    },
  };
}

export const log = silentLog;

/** A sound request; every call another number. */
export function request(more: Partial<CallbackInput> = {}): CallbackInput {
  return { target: 'Support', name: 'Mary', telephone: '030 12345678', subject: 'Invoice 4711', ...more };
}

/** What an attempt to do something comes to: `done`, or the code of the refusal. */
export async function outcome(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

/** The row of a callback and of its interaction. */
export async function rowsOf({ knex }: Database, interaction: string) {
  const row = await knex('iwt_interaction').where({ id: interaction }).first();
  const callback = await knex('iwt_callback').where({ interaction_id: interaction }).first();
  const timers: string[] = await knex('iwt_timer').whereNot('kind', 'record').orderBy('id').pluck('kind');
  return {
    state: row.state as string,
    user: row.user_id as string | null,
    end: row.end_code as string | null,
    until: callback.until_at === null ? null : Number(callback.until_at),
    snoozes: Number(callback.snoozes),
    disposition: callback.disposition as string | null,
    timers,
  };
}
