/** Somebody whom visitors may find, with what they may know of him. */
export interface ListedAgent {
  /** Names him as the target of a chat or callback. */
  readonly username: string;
  readonly displayName: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly department: string | null;
  readonly extension: string | null;
  readonly email: string | null;
  readonly status: {
    /** Documented name. */
    readonly name: string;
    readonly available: boolean;
    /** Announced end, UTC milliseconds. */
    readonly until: number | null;
    /** What of the end is meant: the day, the time of day. */
    readonly allowDate: boolean;
    readonly allowTime: boolean;
  };
  /** A console of his is open. */
  readonly present: boolean;
  /** Has at least one chat or callback. */
  readonly busy: boolean;
}

/** What is searched for; an empty text asks for nothing. */
export interface Wanted {
  readonly firstName: string;
  readonly lastName: string;
  readonly department: string;
}

/**
 * Those whom everything asked for fits, by display name: beginnings of the names and the whole department, letter case and
 * spaces around aside. Who has no first or last name of his own is found by the words of the display name.
 */
export function findAgents(agents: readonly ListedAgent[], wanted: Wanted, language: string): readonly ListedAgent[] {
  const [first, last, department] = [wanted.firstName, wanted.lastName, wanted.department].map(fold);
  const found = agents.filter((agent) => {
    const names = namesOf(agent);
    return (
      (!first || names.first.startsWith(first)) &&
      (!last || names.last.some((name) => name.startsWith(last))) &&
      (!department || fold(agent.department ?? '') === department)
    );
  });
  const { compare } = new Intl.Collator(language);
  return found.sort((a, b) => compare(a.displayName, b.displayName) || (a.username < b.username ? -1 : 1));
}

/** The different departments, sorted; of spellings that differ in letter case only, the first. */
export function departmentsOf(agents: readonly ListedAgent[], language: string): readonly string[] {
  const found = new Map<string, string>();
  for (const department of agents.map((agent) => agent.department ?? '').sort()) {
    if (department !== '' && !found.has(fold(department))) found.set(fold(department), department);
  }
  return [...found.values()].sort(new Intl.Collator(language).compare);
}

/** A last name may begin at any later word: `van Doe` is found as `van` and as `Doe`. */
function namesOf({ displayName, firstName, lastName }: ListedAgent) {
  const words = fold(displayName).split(/\s+/);
  const first = firstName === null ? words.join(' ') : fold(firstName);
  const last =
    lastName === null ? words.slice(1).map((_, index) => words.slice(index + 1).join(' ')) : [fold(lastName)];
  return { first, last };
}

export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
