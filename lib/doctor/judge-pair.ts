import { finding, type Verdict, well } from './finding.ts';
import type { Role } from './judge-bridge.ts';
import { sameConfiguration } from './read-configuration.ts';

/** One of the two servers; `role` is undefined where nothing is known of it. */
export interface Half {
  readonly name: string;
  readonly role: Role | undefined;
}

/** What the two servers of a switchover pair say together; `sameUrl`: both were asked there. Undefined: nothing is known of either. */
export function judgePair(one: Half, other: Half, { sameUrl }: { readonly sameUrl: boolean }): Verdict | undefined {
  if (sameUrl) {
    return { answer: `${one.name} and ${other.name} have the same URL.`, findings: [finding('pair.same-url')] };
  }
  if (one.role === undefined && other.role === undefined) return undefined;
  if (one.role === undefined || other.role === undefined) {
    const [known, silent] = one.role === undefined ? [other, one] : [one, other];
    const answer = `${known.name} is ${wordOf(known)}; nothing is known of ${silent.name}.`;
    return { answer, findings: [finding('pair.alone')] };
  }
  if (one.role.kind === 'backup' && other.role.kind === 'backup') {
    return { answer: 'Both servers say that they are the backup.', findings: [finding('pair.both-backup')] };
  }
  if (one.role.kind === 'active' && other.role.kind === 'active') {
    return bothActive(sameConfiguration(one.role.configuration, other.role.configuration));
  }
  const active = one.role.kind === 'active' ? one : other;
  const backup = active === one ? other : one;
  return well(`${active.name} is active, ${backup.name} is its backup.`);
}

function bothActive(same: boolean): Verdict {
  const answer = 'Both servers say that they are active';
  if (same) return { answer: `${answer}.`, findings: [finding('pair.both-active')] };
  return {
    answer: `${answer}, with different versions or capabilities.`,
    findings: [finding('pair.both-active'), finding('pair.differs')],
  };
}

function wordOf({ role }: Half): string {
  return role?.kind === 'active' ? 'active' : 'the backup';
}

/** What the two prefixes of the site lead to, by the roles that were found directly and through them. */
export function judgePrefixes(
  direct: readonly [Half, Half],
  through: readonly [Half, Half],
  transparent: boolean,
): Verdict | undefined {
  const [a, b] = [direct[0].role?.kind, direct[1].role?.kind];
  const [c, d] = [through[0].role?.kind, through[1].role?.kind];
  if (c === undefined || d === undefined) return undefined;
  const roles = `${through[0].name} leads to ${wordOf(through[0])}, ${through[1].name} to ${wordOf(through[1])}`;
  if (transparent) return well('The gateway leads both prefixes to the active server.');
  if (a === undefined || b === undefined || a === b) return sameSeen(direct, through);
  if (c === d) {
    const kind = c === 'active' ? 'the active server' : 'the backup';
    return { answer: `Both prefixes lead to ${kind}.`, findings: [finding('proxy.same-server')] };
  }
  if (a !== c)
    return { answer: `${roles}, which is the other way round directly.`, findings: [finding('proxy.crossed')] };
  return well(`${roles}, as directly.`);
}

/** With two servers that are both active, their configurations may tell them apart. */
function sameSeen([a, b]: readonly [Half, Half], [c, d]: readonly [Half, Half]): Verdict | undefined {
  const [one, two, three, four] = [a, b, c, d].map(({ role }) =>
    role?.kind === 'active' ? role.configuration : undefined,
  );
  if (!one || !two || !three || !four || sameConfiguration(one, two)) return undefined;
  if (sameConfiguration(three, four)) {
    return { answer: 'Both prefixes lead to one server.', findings: [finding('proxy.same-server')] };
  }
  return sameConfiguration(one, four) && sameConfiguration(two, three)
    ? { answer: 'Each prefix leads to the server of the other.', findings: [finding('proxy.crossed')] }
    : well('Each prefix leads to its own server.');
}
