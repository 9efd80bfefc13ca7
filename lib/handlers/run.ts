import { IwtError } from '../errors.ts';
import type { Cancel } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createContext, type Occasion } from './context.ts';
import type { Pages } from './page.ts';
import type { Registered } from './registry.ts';
import type { HandlerAnswer } from './request.ts';
import type { HandlerServices } from './services.ts';
import type { Watchdog } from './watchdog.ts';

export interface RunParts {
  readonly runtime: Runtime;
  readonly services: HandlerServices;
  readonly pages: Pages;
  readonly watchdog: Watchdog;
  /** Milliseconds until nobody waits for an answer any more. */
  readonly patience: () => number;
}

export interface Runner {
  /**
   * Starts the handlers and gives the first answer, at once when they answer at once.
   * @throws IwtError `handler.silent`, `handler.failed`, `handler.timeout`, `closing`
   */
  run(handlers: readonly Registered[], occasion: Occasion): HandlerAnswer | Promise<HandlerAnswer>;
  /** The patience has changed; it holds for those who wait, too. */
  patienceChanged(): void;
  /** Aborts what runs. */
  close(): void;
}

/** A request whose handlers have not answered yet. */
interface Waiting {
  readonly since: number;
  cancel: Cancel;
  readonly giveUp: (error: IwtError) => void;
}

export function createRunner({ runtime, services, pages, watchdog, patience }: RunParts): Runner {
  const { clock, ids, log } = runtime;
  const waiting = new Set<Waiting>();

  function start({ handler, name }: Registered, occasion: Occasion, ended: (error?: unknown) => void): void {
    const run = { handler: name, event: handler.event };
    let result: unknown;
    try {
      const ctx = createContext(handler, name, occasion, { services, pages, log });
      result = watchdog.measure(run, () => handler.run(ctx));
    } catch (error) {
      ended(error ?? new Error('The handler threw nothing.'));
      return;
    }
    if (!isPromise(result)) {
      ended();
      return;
    }
    watchdog.watch(run);
    const over = (error?: unknown) => {
      watchdog.unwatch(run);
      ended(error);
    };
    result.then(
      () => over(),
      (error) => over(error ?? new Error('The handler rejected with nothing.')),
    );
  }

  /** Notes an error where only the log's readers see it. */
  function failed({ handler, name }: Registered, { connection }: Occasion, error: unknown): IwtError | undefined {
    const about = { err: error, handler: name, event: handler.event };
    if (error instanceof IwtError && error.code === 'handler.answered') {
      log.warn({ handler: name, event: handler.event }, 'A handler answered a request that had been answered already');
    } else if (connection.answer) log.error(about, 'A handler failed after the request had been answered');
    else if (connection.refusal) log.error(about, 'A handler failed after the request had been given up');
    else {
      const reference = Buffer.from(ids.bytes(6)).toString('hex');
      log.error({ ...about, reference }, 'A handler failed');
      return new IwtError('handler.failed', 'The handler of this page failed.', { reference });
    }
    return undefined;
  }

  function startAll(handlers: readonly Registered[], occasion: Occasion): void {
    const { connection } = occasion;
    let left = handlers.length;
    let failure: IwtError | undefined;
    for (const one of handlers) {
      start(one, occasion, (error) => {
        left -= 1;
        if (error !== undefined) failure ??= failed(one, occasion, error);
        if (left > 0 || connection.answer || connection.refusal) return;
        connection.refuse(failure ?? silent(handlers, occasion), false);
      });
    }
  }

  function silent(handlers: readonly Registered[], { event }: Occasion): IwtError {
    log.error({ handlers: handlers.map(({ name }) => name), event }, 'A handler ended without an answer');
    return new IwtError('handler.silent', 'The handler of this page ended without an answer.');
  }

  function wait({ connection, request }: Occasion, names: readonly string[]): Promise<HandlerAnswer> {
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        since: clock.now(),
        cancel: () => {},
        giveUp: (error) => connection.refuse(error, true),
      };
      const stopListening = request.onLeft(() =>
        connection.abandon(new IwtError('request.invalid', 'The visitor left.')),
      );
      connection.whenSettled(() => {
        waiting.delete(one);
        one.cancel();
        stopListening();
        if (connection.refusal?.code === 'handler.timeout') log.error({ handlers: names }, 'A handler took too long');
        if (connection.answer) resolve(connection.answer);
        else reject(connection.refusal);
      });
      waiting.add(one);
      arm(one);
    });
  }

  function arm(one: Waiting): void {
    one.cancel();
    one.cancel = clock.after(Math.max(0, one.since + patience() - clock.now()), () => {
      one.giveUp(new IwtError('handler.timeout', 'The handler of this page took too long.'));
    });
  }

  return {
    run(handlers, occasion) {
      const { connection } = occasion;
      startAll(handlers, occasion);
      if (connection.answer || connection.refusal) return connection.take();
      return wait(
        occasion,
        handlers.map(({ name }) => name),
      );
    },
    patienceChanged() {
      for (const one of [...waiting]) arm(one);
    },
    close() {
      for (const one of [...waiting]) one.giveUp(new IwtError('closing', 'The service is closing.'));
    },
  };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
