import type { SignIn } from '../../wire/room.ts';
import type { Exchange, Step } from '../exchange.ts';

/** Finds out who is signed in. Answers to it are nobody else's, so they are not kept anywhere. */
export function session(signIn: SignIn): Step {
  return async function findCaller(exchange: Exchange): Promise<void> {
    exchange.res.setHeader('Cache-Control', 'no-store');
    for (const middleware of signIn.middlewares) {
      await new Promise<void>((resolve, reject) => {
        middleware(exchange.req, exchange.res, (error) => (error ? reject(error) : resolve()));
      });
    }
    exchange.caller = signIn.caller(exchange.req);
  };
}
