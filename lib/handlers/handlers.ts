import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { cgiTest } from './cgi-test.ts';
import { firstOf, parseQuery } from './fields.ts';
import type { Handler, SignedInVisitor } from './handler.ts';
import { createLoader, type HandlerSource } from './load.ts';
import { createPages } from './page.ts';
import { createRegistry, type Registered } from './registry.ts';
import type { HandlerAnswer, HandlerRequest } from './request.ts';
import { createRunner } from './run.ts';
import type { HandlerServices } from './services.ts';
import { createWatchdog } from './watchdog.ts';
import { WebConnection } from './web-connection.ts';

export { MAX_FORM_BYTES, parseUrlencoded } from './fields.ts';
export { parseForm } from './form.ts';
export type { SignedInVisitor } from './handler.ts';
export type { Fields, HandlerAnswer, HandlerRequest } from './request.ts';
export type { HandlerServices, ServiceParts } from './services.ts';
export { createServices } from './services.ts';
export { createHandlerSignIn, type HandlerSignIn } from './sign-in.ts';

/** Handlers of HTML events: the Web HTML plug-in and what it starts (handlers-and-site section 1). */
export interface Handlers {
  /**
   * What a request asks for.
   * @throws IwtError `handler.no-event`, `handler.unknown`, and what `parseQuery` throws
   */
  find(request: HandlerRequest): Asked;
  /** Imports the folders of the option. @throws IwtSetupError `IWT_HANDLER` */
  start(): Promise<void>;
  close(): void;
}

export interface Asked {
  /** Name of the event as the visitor wrote it. */
  readonly event: string;
  /** Whether only visitors who have signed in get there. */
  readonly requiresVisitor: boolean;
  /**
   * The first answer, at once when the handlers answer at once.
   * @throws IwtError `handler.silent`, `handler.failed`, `handler.timeout`, `closing`
   */
  answer(visitor: SignedInVisitor | undefined): HandlerAnswer | Promise<HandlerAnswer>;
}

export interface HandlersParts {
  /** The option `handlers`. */
  readonly sources: readonly HandlerSource[];
  /** Handlers that are there without anybody writing one; those of the option come before them. */
  readonly shipped: readonly Handler[];
  readonly services: HandlerServices;
  /** Seconds of `WebCGIRequestTimeout`, and a call with every change. */
  readonly timeout: { get(): number; watch(changed: () => void): () => void };
  /** Take up changes of files. */
  readonly reload: boolean;
  readonly runtime: Runtime;
}

/** @throws IwtSetupError `IWT_HANDLER` for a handler in the option that is none */
export function createHandlers({ sources, shipped, services, timeout, reload, runtime }: HandlersParts): Handlers {
  const registry = createRegistry([cgiTest, ...shipped]);
  const loader = createLoader({ sources, registry, reload, runtime });
  const watchdog = createWatchdog(runtime);
  const runner = createRunner({
    runtime,
    services,
    pages: createPages(reload),
    watchdog,
    patience: () => timeout.get() * 1000,
  });
  const unwatch = timeout.watch(runner.patienceChanged);
  let closed = false;

  return {
    find(request) {
      const { commandLine, fields: items } = parseQuery(request.query);
      const form = request.body ?? items;
      const event = (firstOf(items, 'event') || firstOf(form, 'event'))?.trim();
      if (!event) throw new IwtError('handler.no-event', 'The address lacks the parameter "event".');
      const handlers = registry.of(event);
      if (handlers.length === 0) {
        const named = event.slice(0, 100);
        throw new IwtError('handler.unknown', `No handler is registered for the event "${named}".`, { event: named });
      }
      return {
        event,
        requiresVisitor: handlers.some(({ handler }) => handler.requires === 'visitor'),
        answer(visitor) {
          if (closed) throw new IwtError('closing', 'The service is closing.');
          const connection = new WebConnection();
          return runner.run(handlers, { event, request, commandLine, items, form, visitor, connection });
        },
      };
    },
    start: loader.start,
    close() {
      closed = true;
      unwatch();
      loader.close();
      runner.close();
      watchdog.close();
    },
  };
}

export type { Registered };
