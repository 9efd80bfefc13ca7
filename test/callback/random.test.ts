import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { type Agent, addAgent, addWorkgroup, setStatus } from '../chat/world.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, type TestDatabase } from '../support/databases.ts';
import { type CallbackEngine, callbacksOn, request } from './world.ts';

const minute = 60_000;
const clocks: Readonly<Record<string, string>> = { Scheduled: 'schedule', Snoozed: 'snooze', Alerting: 'alert' };
const refusals = ['interaction.state', 'forbidden', 'callback.retries', 'session.unknown'];

const who = fc.constantFrom('ann', 'bob');
const command = fc.oneof(
  fc.record({ do: fc.constantFrom('pickup', 'call', 'complete', 'failed', 'retryLater', 'retryLater'), who }),
  // An agent who is free is alerted; one who is gone gives back what he had.
  fc.record({ do: fc.constantFrom('available', 'available', 'gone', 'hangup', 'early'), who }),
  // Alerts run out, snoozes and preferred times come.
  fc.record({ do: fc.constantFrom('second', 'minute', 'minute', 'minute', 'cancel', 'restart'), who }),
);
type Command = { readonly do: string; readonly who: string };

interface World {
  readonly database: TestDatabase;
  readonly people: Readonly<Record<string, Agent>>;
  readonly boss: Agent;
  engine: CallbackEngine;
  readonly interaction: string;
  readonly participantId: string;
}

async function act(world: World, { do: what, who: name }: Command): Promise<unknown> {
  const { engine, interaction, participantId, database, boss } = world;
  const { callbacks, queues, clock } = engine;
  const agent = world.people[name] as Agent;
  switch (what) {
    case 'pickup':
      return callbacks.pickup(agent, interaction);
    case 'early':
      return callbacks.pickup(boss, interaction);
    case 'hangup':
      return callbacks.disconnect(agent, interaction);
    case 'cancel':
      return callbacks.cancel(participantId);
    case 'available':
      await setStatus(database, agent, 'Available', clock.now());
      return queues.wakeAgent(agent.id);
    case 'gone':
      await setStatus(database, agent, 'Gone home');
      return queues.requeueFrom(agent.id);
    case 'second':
      return engine.pass(1000);
    case 'minute':
      return engine.pass(minute);
    case 'restart':
      await engine.close();
      world.engine = await callbacksOn(database, { clock });
      return;
    default:
      return callbacks.act(agent, interaction, {
        action: what as 'call',
        ...(what === 'retryLater' && { minutes: 1 }),
      });
  }
}

/** What the database says, once everything that was begun is done. */
async function settled({ database, engine, interaction }: World) {
  await engine.rest();
  const { state } = await database.knex('iwt_interaction').where({ id: interaction }).first('state');
  const timers: { kind: string; due_at: number }[] = await database
    .knex('iwt_timer')
    .where('id', 'like', `%:${interaction}`)
    .whereIn('kind', Object.values(clocks))
    .select('kind', 'due_at');
  const kinds = timers.filter((timer) => Number(timer.due_at) > engine.clock.now()).map(({ kind }) => kind);
  return { state: state as string, kinds };
}

describeEachDatabase('a callback to which anything happens', (open, dialect) => {
  it('always has the clock of its state and no other, and always comes to its end', async () => {
    const database = await open();
    const support = await addWorkgroup(database, 'Support');
    const away = { status: 'Gone home' };
    const people = {
      ann: await addAgent(database, 'ann', [support], away),
      bob: await addAgent(database, 'bob', [support], away),
    };
    const boss = await addAgent(database, 'boss', [], { ...away, role: 'supervisor' });
    const clock = testClock();
    let telephone = 30_777_0000;
    let ended = 0;

    async function play(commands: readonly Command[], later: boolean): Promise<void> {
      for (const agent of Object.values(people)) await setStatus(database, agent, 'Gone home');
      const engine = await callbacksOn(database, { clock });
      telephone += 1;
      const preferredTime = later ? new Date(clock.now() + minute).toISOString() : undefined;
      const made = await engine.callbacks.create(request({ telephone: `0${telephone}`, preferredTime }));
      const world: World = { database, people, boss, engine, ...made };
      for (const one of commands) {
        await act(world, one).catch((error) => {
          if (!(error instanceof IwtError) || !refusals.includes(error.code)) throw error;
        });
        const inStep = async () => {
          const { state, kinds } = await settled(world);
          return JSON.stringify(kinds) === JSON.stringify(clocks[state] ? [clocks[state]] : []);
        };
        await world.engine.until(inStep);
        expect(await settled(world), JSON.stringify(one)).toSatisfy(
          ({ state, kinds }) => JSON.stringify(kinds) === JSON.stringify(clocks[state] ? [clocks[state]] : []),
        );
      }
      await finish(world);
      ended += 1;
      await world.engine.close();
    }

    /** Wherever it stands: time brings it back into the queue, an agent takes it and completes it. */
    async function finish(world: World): Promise<void> {
      const { engine, interaction } = world;
      const stateOf = async () => (await settled(world)).state;
      await Promise.all(Object.values(people).map((agent) => engine.queues.requeueFrom(agent.id)));
      await engine.queues.requeueFrom(boss.id);
      await engine.pass(minute);
      await engine.until(async () => ['Offering', 'Alerting', 'Disconnected'].includes(await stateOf()));
      if ((await stateOf()) === 'Disconnected') return;
      await engine.callbacks.pickup(people.ann, interaction);
      await engine.callbacks.act(people.ann, interaction, { action: 'complete' });
      expect(await stateOf()).toBe('Disconnected');
    }

    const plays = fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 14 }), fc.boolean(), play);
    const runs = dialect === 'sqlite' ? 40 : 6;
    await fc.assert(plays, { numRuns: runs, endOnFailure: true });
    expect(ended).toBe(runs);
  }, 120_000);
});
