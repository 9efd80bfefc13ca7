import type { User } from '../agents/user.ts';
import type { CodeKind, Codes } from '../codes/codes.ts';
import { IwtError } from '../errors.ts';
import type { CodesSet } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Decision, Interactions } from '../interactions/interactions.ts';
import type { ChosenCodes } from './bodies.ts';
import { isMine, supervises } from './rights.ts';

/** What agents write down about an interaction, and visitors never see. */
export interface Annotations {
  /** @throws IwtError `forbidden`, `interaction.state` */
  note(user: User, interaction: string, text: string): Promise<{ seq: number }>;
  /** @throws IwtError `request.invalid` (not in the list), `forbidden`, `interaction.state` */
  setCodes(user: User, interaction: string, codes: ChosenCodes): Promise<void>;
}

/** Milliseconds after its end in which the agent who had an interaction may still write something down. */
const afterwards = 10 * 60_000;

const nothing: Decision<void> = { events: [], result: undefined };

export function createAnnotations(parts: {
  readonly interactions: Pick<Interactions, 'change'>;
  readonly codes: Pick<Codes, 'isActive'>;
}): Annotations {
  const { interactions, codes } = parts;

  async function requireActive(kind: CodeKind, field: keyof ChosenCodes, code: string | null | undefined) {
    if (code === null || code === undefined || (await codes.isActive(kind, code))) return;
    throw new IwtError('request.invalid', `${field}: there is no such code`, { field });
  }

  return {
    note: (user, id, text) =>
      interactions.change(id, (state, now) => {
        requireAnnotator(user, state, now);
        const seq = state.version + 1;
        return { events: [{ type: 'note', body: { user: user.id, text } }], result: { seq } };
      }),

    async setCodes(user, id, chosen) {
      await requireActive('wrapup', 'wrapUpCode', chosen.wrapUpCode);
      await requireActive('account', 'accountCode', chosen.accountCode);
      await interactions.change(id, (state, now) => {
        requireAnnotator(user, state, now);
        const changed = changes(state, chosen);
        if (!changed) return nothing;
        return { events: [{ type: 'codes', body: { user: user.id, ...changed } }], result: undefined };
      });
    },
  };
}

/** Whom it is assigned to, and who supervises it; after its end who had it, for a while. */
function requireAnnotator(user: User, interaction: Interaction, now: number): void {
  const mine = isMine(user, interaction);
  const { endedAt, state } = interaction;
  if (!mine && (endedAt !== null || !supervises(user, interaction))) {
    throw new IwtError('forbidden', 'That is for whom it is assigned to, and for supervisors until it ends.');
  }
  if (endedAt !== null && now - endedAt > afterwards) {
    throw new IwtError('interaction.state', 'It ended more than ten minutes ago.', { state });
  }
}

/** Only what differs from what stands; undefined: nothing does. */
function changes(state: Interaction, chosen: ChosenCodes): Omit<CodesSet['body'], 'user'> | undefined {
  const wrapUp = chosen.wrapUpCode !== undefined && chosen.wrapUpCode !== state.wrapUpCode;
  const account = chosen.accountCode !== undefined && chosen.accountCode !== state.accountCode;
  if (!wrapUp && !account) return undefined;
  return {
    ...(wrapUp ? { wrapUpCode: chosen.wrapUpCode } : {}),
    ...(account ? { accountCode: chosen.accountCode } : {}),
  };
}
