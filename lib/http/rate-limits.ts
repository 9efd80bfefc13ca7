import type { IncomingMessage } from 'node:http';
import { type Options, type RateLimitRequestHandler, rateLimit, type Store } from 'express-rate-limit';
import { IwtError } from '../errors.ts';
import { callerOf } from '../limits/address.ts';
import type { Clock } from '../runtime/clock.ts';
import { addressOf } from './address.ts';
import type { Exchange, RoomRow } from './exchange.ts';

const windowMs = 60_000;

/**
 * Requests within a minute. They are far above what people do, so that a whole office behind one address gets along; what
 * is dear or guessed at (passwords, starts of chats) has limits of its own besides.
 */
export const budgets = {
  /** Signing in, registering and setting up; for one address. */
  signIn: 300,
  /** Callback pages and opening hours, for one address: pages ask again every few seconds. */
  callbacks: 1_200,
  /** Everything else, files too, for one address. */
  pages: 6_000,
  /** What somebody does who is signed in, for one session. */
  session: 6_000,
} as const;

export type Budget = keyof typeof budgets;

/** Keys remembered for each budget; beyond, those whose minute began first are forgotten. */
const mostKeys = 50_000;

export interface RateLimits {
  /** Counts a request of a row that belongs to its address. @throws IwtError `request.limited` */
  address(row: Pick<RoomRow, 'name'>, req: IncomingMessage): Promise<void>;
  /** Counts a request of whoever is signed in, else of its address. @throws IwtError `request.limited` */
  session(exchange: Exchange): Promise<void>;
}

/** How many requests are answered, in this process; the address is the one that the host's `trust proxy` gives. */
export function createRateLimits(clock: Clock): RateLimits {
  const limiters = {} as Record<Budget, RateLimitRequestHandler>;
  for (const name of Object.keys(budgets) as Budget[]) limiters[name] = limiter(budgets[name], clock);

  /** The library sees a request of our own, so the host's request stays as it is and only we say what a caller is. */
  function count(budget: Budget, key: string): Promise<void> {
    return new Promise((resolve, reject) => {
      limiters[budget]({ key } as never, {} as never, (error?: unknown) => (error ? reject(error) : resolve()));
    });
  }

  const byAddress = (budget: Budget, req: IncomingMessage) => count(budget, callerOf(addressOf(req)));

  return {
    address: ({ name }, req) => byAddress(budgetOf(name), req),
    session({ caller, req }) {
      const session = caller?.session;
      return session === undefined ? byAddress('pages', req) : count('session', session);
    },
  };
}

function budgetOf(name: string): Budget {
  if (/^(setup|(agent|admin)\.login|account\.(login|register|forgot|reset|password))/.test(name)) return 'signIn';
  return /^(callback\.|opening)/.test(name) ? 'callbacks' : 'pages';
}

/** Whether a row's requests count for a session once it is known, and not for the address beforehand. */
export function countsForSession({ name, path }: Pick<RoomRow, 'name' | 'path'>): boolean {
  return /^\/(agent|admin)\/api\//.test(path) && budgetOf(name) !== 'signIn';
}

function limiter(limit: number, clock: Clock): RateLimitRequestHandler {
  const store = createWindows(clock);
  const options: Partial<Options> = {
    ...{ windowMs, limit, store, legacyHeaders: false, standardHeaders: false },
    // Its checks are about `req.ip`, which it does not get to see.
    validate: false,
    keyGenerator: (request) => (request as unknown as { key: string }).key,
    handler(request, _response, next) {
      const { resetTime } = (request as unknown as { rateLimit: { resetTime: Date } }).rateLimit;
      const retryAfter = Math.max(1, Math.ceil((resetTime.getTime() - clock.now()) / 1000));
      const message = `There were too many requests. Please try again in ${retryAfter} seconds.`;
      next(new IwtError('request.limited', message, { retryAfter }));
    },
  };
  return rateLimit(options);
}

/** The library's own memory goes by the wall clock, keeps a timer of its own and has no bound. */
function createWindows(clock: Clock): Store {
  const windows = new Map<string, { hits: number; readonly until: number }>();

  /** They all last equally long, so those that are over stand first. */
  function forget(now: number): void {
    for (const [key, { until }] of windows) {
      if (until > now && windows.size <= mostKeys) return;
      windows.delete(key);
    }
  }

  return {
    localKeys: true,
    increment(key) {
      const now = clock.now();
      forget(now);
      const window = windows.get(key) ?? { hits: 0, until: now + windowMs };
      window.hits += 1;
      windows.set(key, window);
      return { totalHits: window.hits, resetTime: new Date(window.until) };
    },
    decrement() {},
    resetKey: (key) => void windows.delete(key),
  };
}
