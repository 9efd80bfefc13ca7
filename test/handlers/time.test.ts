import http from 'node:http';
import { expect, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import { createWatchdog } from '../../lib/handlers/watchdog.ts';
import { testClock } from '../support/clock.ts';
import { gate, handlerSite, textOf } from './world.ts';

/** Never answers by itself; says when it has begun. */
function sleeper() {
  const begun = gate<AbortSignal>();
  const wake = gate();
  const ended = gate<string>();
  const handler = defineHandler({
    name: 'sleeper',
    event: 'Sleep',
    async run(ctx) {
      begun.open(ctx.signal);
      await wake.opened;
      ctx.text('too late');
      ended.open('went on to its end');
    },
  });
  return { handler, begun, wake, ended };
}

test('a handler that never answers: 504 after WebCGIRequestTimeout, and what it answers later is discarded', async () => {
  const clock = testClock();
  const { handler, begun, wake, ended } = sleeper();
  const site = await handlerSite([handler], { runtime: { clock } });
  const asked = site.page('event=Sleep');
  const signal = await begun.opened;
  clock.advance(299_999);
  expect(signal.aborted).toBe(false);
  clock.advance(1);
  const answer = await asked;
  expect(answer.status).toBe(504);
  expect(await textOf(answer)).toContain('The page took too long to answer. Please try again.');
  expect(signal.aborted).toBe(true);
  wake.open();
  expect(await ended.opened).toBe('went on to its end');
  expect(site.logged).toMatchObject([
    { level: 'error', message: 'A handler took too long', fields: { handlers: ['sleeper'] } },
  ]);
});

test('WebCGIRequestTimeout acts at once, also for those who wait', async () => {
  const clock = testClock();
  const { handler, begun } = sleeper();
  const site = await handlerSite([handler], { runtime: { clock } });
  const asked = site.page('event=Sleep');
  await begun.opened;
  clock.advance(5_000);
  await site.iwt.services.params.set('WebCGIRequestTimeout', 6, 'test');
  clock.advance(999);
  let answered = false;
  void asked.then(() => {
    answered = true;
  });
  expect((await site.page('event=CgiTest')).status).toBe(200);
  expect(answered).toBe(false);
  clock.advance(1);
  expect((await asked).status).toBe(504);
});

test('a visitor who leaves aborts the signal', async () => {
  const { handler, begun, wake, ended } = sleeper();
  const site = await handlerSite([handler]);
  const leaving = new AbortController();
  const asked = site.page('event=Sleep', { signal: leaving.signal }).catch(() => 'left');
  const signal = await begun.opened;
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
  leaving.abort();
  expect(await asked).toBe('left');
  await aborted;
  wake.open();
  expect(await ended.opened).toBe('went on to its end');
  expect(site.logged).toEqual([]);
});

test('closing answers those who wait', async () => {
  const { handler, begun } = sleeper();
  const site = await handlerSite([handler]);
  const asked = new Promise<number | undefined>((resolve, reject) => {
    http.get(`${site.address}?event=Sleep`, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });
  const signal = await begun.opened;
  await site.iwt.close();
  expect(await asked).toBe(503);
  expect(signal.aborted).toBe(true);
});

test('a handler that answers twice gets an error, and the first answer is sent', async () => {
  const caught = gate<unknown>();
  const site = await handlerSite([
    defineHandler({
      event: 'Twice',
      run(ctx) {
        ctx.text('first');
        try {
          ctx.text('second');
        } catch (error) {
          caught.open(error);
        }
      },
    }),
    defineHandler({
      name: 'careless',
      event: 'Careless',
      async run(ctx) {
        ctx.text('first');
        await null;
        ctx.setCookie('late', 'x');
      },
    }),
  ]);
  expect(await (await site.page('event=Twice')).text()).toBe('first');
  expect(await caught.opened).toMatchObject({ name: 'IwtError', code: 'handler.answered' });
  const answer = await site.page('event=Careless');
  expect([answer.status, await answer.text(), answer.headers.get('set-cookie')]).toEqual([200, 'first', null]);
  await expect
    .poll(() => site.logged)
    .toMatchObject([
      {
        level: 'warn',
        message: 'A handler answered a request that had been answered already',
        fields: { handler: 'careless' },
      },
    ]);
});

test('all handlers of an event start, and the first answer counts', async () => {
  const slow = gate();
  const over = gate<string>();
  const site = await handlerSite([
    defineHandler({
      name: 'slow',
      event: 'Race',
      async run(ctx) {
        await slow.opened;
        try {
          ctx.text('slow');
        } catch (error) {
          over.open((error as { code: string }).code);
        }
      },
    }),
    defineHandler({
      name: 'failing',
      event: 'race',
      run() {
        throw new Error('not me');
      },
    }),
    defineHandler({ name: 'quick', event: 'RACE', run: (ctx) => ctx.text('quick') }),
  ]);
  expect(await (await site.page('event=Race')).text()).toBe('quick');
  slow.open();
  expect(await over.opened).toBe('handler.answered');
  expect(site.logged).toMatchObject([{ message: 'A handler failed', fields: { handler: 'failing' } }]);
});

test('an error after the answer is logged, and the visitor has his page', async () => {
  const site = await handlerSite([
    defineHandler({
      name: 'afterwards',
      event: 'After',
      async run(ctx) {
        ctx.text('fine');
        await null;
        throw new Error('the mail could not be sent');
      },
    }),
  ]);
  const answer = await site.page('event=After');
  expect([answer.status, await answer.text()]).toEqual([200, 'fine']);
  await expect
    .poll(() => site.logged)
    .toMatchObject([
      {
        level: 'error',
        message: 'A handler failed after the request had been answered',
        fields: { handler: 'afterwards', event: 'After', err: { message: 'the mail could not be sent' } },
      },
    ]);
});

test('a handler that blocks the event loop is named in the log', async () => {
  const clock = testClock();
  const site = await handlerSite(
    [
      defineHandler({
        name: 'greedy',
        event: 'Block',
        run(ctx) {
          // As long as a search through too much takes.
          clock.advance(400);
          ctx.text('done');
        },
      }),
    ],
    { runtime: { clock } },
  );
  expect((await site.page('event=CgiTest')).status).toBe(200);
  expect((await site.page('event=Block')).status).toBe(200);
  expect(site.logged).toMatchObject([
    {
      level: 'warn',
      message: 'A handler has blocked the event loop: nobody else was answered meanwhile',
      fields: { handlers: ['greedy'], events: ['Block'], blockedMs: 400 },
    },
  ]);
});

/** A clock whose timers are late, as they are when something blocks. */
function lateClock() {
  let now = 0;
  const pending = new Set<() => void>();
  return {
    now: () => now,
    after(_ms: number, run: () => void) {
      pending.add(run);
      return () => void pending.delete(run);
    },
    /** Lets the timers run `ms` after they were made. */
    turn(ms: number) {
      now += ms;
      const due = [...pending];
      pending.clear();
      for (const run of due) run();
    },
    pending,
  };
}

test('also when it blocks after having waited', () => {
  const warned: object[] = [];
  const clock = lateClock();
  const log = { debug() {}, info() {}, error() {}, warn: (fields: object) => void warned.push(fields) };
  const watchdog = createWatchdog({ clock, log });
  const [one, two] = [
    { handler: 'one', event: 'A' },
    { handler: 'two', event: 'B' },
  ];
  watchdog.watch(one);
  clock.turn(100);
  clock.turn(340);
  expect(warned).toEqual([]);
  clock.turn(350);
  expect(warned).toEqual([{ handlers: ['one'], events: ['A'], blockedMs: 250 }]);
  // The stretch that blocked was its last.
  watchdog.watch(two);
  watchdog.unwatch(one);
  watchdog.unwatch(two);
  clock.turn(1_100);
  expect(warned[1]).toEqual({ handlers: ['one', 'two'], events: ['A', 'B'], blockedMs: 1000 });
  expect(clock.pending.size).toBe(0);
});
