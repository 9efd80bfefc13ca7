import type { Cors } from '../cors.ts';
import type { Step } from '../exchange.ts';

/** Lets pages of the origins read the answer that may call the visitor protocol. */
export function allowOrigins(cors: Cors): Step {
  return ({ req, res }) => cors.allow(req, res);
}
