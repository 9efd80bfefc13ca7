import type { Interactions } from '../interactions/interactions.ts';
import { requireCallback } from './bridge.ts';
import { type CallbackStatus, stateNameOf } from './status.ts';

/** A part of a list. */
export interface PageOf {
  readonly limit: number;
  readonly offset: number;
}

/** A callback as the one who asked for it with an account sees it, however long ago. */
export interface OwnCallback {
  readonly interaction: string;
  readonly number: string;
  /** The secret that opens its page. */
  readonly participantId: string;
  readonly state: CallbackStatus['state'];
  readonly name: string;
  readonly subject: string;
  /** E.164; null: a message. */
  readonly telephone: string | null;
  readonly email: string | null;
  /** UTC milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly preferredAt: number | null;
  readonly timeZone: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export function createOwnCallbacks(
  interactions: Pick<Interactions, 'get' | 'ofIndividual'>,
  participantOf: (number: string) => Promise<string>,
) {
  return async (individual: string, page: PageOf): Promise<readonly OwnCallback[]> => {
    const found: OwnCallback[] = [];
    for (const id of await interactions.ofIndividual(individual, { type: 'callback', ...page })) {
      const state = requireCallback(await interactions.get(id));
      const { request } = state.callback;
      found.push({
        interaction: id,
        number: request.number,
        participantId: await participantOf(request.number),
        state: stateNameOf(state),
        name: state.name,
        subject: request.subject,
        telephone: request.telephone ?? null,
        email: request.email ?? null,
        startedAt: state.startedAt,
        endedAt: state.endedAt,
        preferredAt: request.preferredAt ?? null,
        timeZone: request.timeZone ?? null,
        attributes: state.attributes,
      });
    }
    return found;
  };
}
