import type { Need } from '../interactions/needs.ts';
import { agentScore, type HeldSkills, interactionScore, qualifies, skillOf } from '../skills/score.ts';
import { type Assignment, busier, type Candidate, hasRoom, type RoutedType, type Waiting } from './acd.ts';

/** Those of a queue that need the same and have the same priority, the oldest first. */
export interface SkillLine {
  readonly type: RoutedType;
  /** As they count now: of one that has waited too long the minima are 0. */
  readonly needs: readonly Need[];
  readonly priority: number;
  readonly items: readonly Waiting[];
}

/** What agents can do, by key of the user. */
export type HeldByUser = ReadonlyMap<string, HeldSkills>;

interface Desk {
  agent: Candidate;
  /** Number of his newest assignment in this round; he is asked after those who got nothing yet. */
  turn: number;
  availableSince: number;
}

interface Fit {
  readonly desk: Desk;
  /** What the agent's skills are worth for the line. */
  readonly skill: number;
}

interface Standing {
  readonly line: SkillLine;
  /** Place of the next one. */
  next: number;
  /** Agents with the skills and with room. */
  fits: readonly Fit[];
  /** Of those, the best. */
  skill: number;
}

const noSkills: HeldSkills = new Map();

/**
 * Who gets what where interactions need skills (handlers-and-site section 4.6): the interaction with the highest score
 * goes first, its skill being that of the agent with room who suits it best, and for it the agent with the highest score.
 * Without skills that is the order of `assign`: the oldest, and the agent available longest. What nobody suits waits, and
 * holds nothing up.
 */
export function assignBySkill(
  lines: readonly SkillLine[],
  agents: readonly Candidate[],
  held: HeldByUser,
  now: number,
): Assignment[] {
  const desks = agents.map((agent): Desk => ({ agent, turn: 0, availableSince: agent.idleSince }));
  let open = lines.map((line) => standing(line, desks, held)).filter(isOpen);
  const assignments: Assignment[] = [];
  while (open.length > 0) {
    const first = open.reduce((best, one) => (goesBefore(one, best, now) ? one : best));
    const item = headOf(first);
    const desk = bestDesk(first.fits, item, now);
    assignments.push({ item, agent: desk.agent });
    first.next += 1;
    desk.agent = busier(desk.agent, item.type);
    desk.turn = assignments.length;
    desk.availableSince = now;
    for (const one of open) leaveOut(one, desk);
    open = open.filter(isOpen);
  }
  return assignments;
}

function standing(line: SkillLine, desks: readonly Desk[], held: HeldByUser): Standing {
  const fits = desks.flatMap((desk): Fit[] => {
    const skills = held.get(desk.agent.user) ?? noSkills;
    if (!hasRoom(desk.agent, line.type) || !qualifies(skills, line.needs)) return [];
    return [{ desk, skill: skillOf(skills, line.needs) }];
  });
  return { line, next: 0, fits, skill: bestSkill(fits) };
}

/** An agent who has become busier may have no room for the line any more. */
function leaveOut(one: Standing, desk: Desk): void {
  if (hasRoom(desk.agent, one.line.type) || !one.fits.some((fit) => fit.desk === desk)) return;
  one.fits = one.fits.filter((fit) => fit.desk !== desk);
  one.skill = bestSkill(one.fits);
}

function bestSkill(fits: readonly Fit[]): number {
  return fits.reduce((best, { skill }) => Math.max(best, skill), Number.NEGATIVE_INFINITY);
}

function isOpen({ line, next, fits }: Standing): boolean {
  return next < line.items.length && fits.length > 0;
}

function headOf({ line, next }: Standing): Waiting {
  return line.items[next] as Waiting;
}

function goesBefore(a: Standing, b: Standing, now: number): boolean {
  const [mine, other] = [headOf(a), headOf(b)];
  const more = scoreOf(a, now) - scoreOf(b, now);
  if (more !== 0) return more > 0;
  return mine.startedAt - other.startedAt < 0 || (mine.startedAt === other.startedAt && mine.id < other.id);
}

function scoreOf(one: Standing, now: number): number {
  const seconds = (now - headOf(one).startedAt) / 1000;
  const { priority } = one.line;
  return interactionScore({ skill: one.skill, priority, secondsInQueue: seconds, secondsInSystem: seconds });
}

/** Somebody else than the one who has just let it ring, if there is anybody. */
function bestDesk(fits: readonly Fit[], { lastAttempted }: Waiting, now: number): Desk {
  const others = fits.filter(({ desk }) => desk.agent.user !== lastAttempted);
  const asked = others.length > 0 ? others : fits;
  return asked.reduce((best, one) => (isAskedBefore(one, best, now) ? one : best)).desk;
}

function isAskedBefore(a: Fit, b: Fit, now: number): boolean {
  const more = worth(a, now) - worth(b, now);
  if (more !== 0) return more > 0;
  if (a.desk.turn !== b.desk.turn) return a.desk.turn < b.desk.turn;
  if (a.desk.availableSince !== b.desk.availableSince) return a.desk.availableSince < b.desk.availableSince;
  return orderOf(a.desk.agent) < orderOf(b.desk.agent);
}

function worth({ desk, skill }: Fit, now: number): number {
  return agentScore({ skill, cost: 0, secondsAvailable: (now - desk.availableSince) / 1000, attributes: [0, 0, 0] });
}

function orderOf({ displayName, user }: Candidate): string {
  return `${displayName}\n${user}`;
}
