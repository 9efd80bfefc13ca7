import type { Section } from './list-view.ts';

/** What the list shows while the pointer is on it. */
export interface Layout {
  readonly sections: readonly Section[];
  /** Shown, but not in the list any more. */
  readonly gone: ReadonlySet<string>;
  /** In the list, but not shown yet. */
  readonly heldBack: number;
}

/**
 * The layout to show. While `hold` is true every row stays where it is: rows that left are kept as ghosts, and new ones wait
 * until the pointer leaves, except in a list that showed nothing.
 */
export function layoutOf(shown: readonly Section[], wanted: readonly Section[], hold: boolean): Layout {
  if (!hold || shown.length === 0) return { sections: wanted, gone: new Set(), heldBack: 0 };
  const there = new Set(shown.flatMap((section) => section.ids));
  const present = new Set(wanted.flatMap((section) => section.ids));
  const gone = new Set([...there].filter((id) => !present.has(id)));
  const heldBack = [...present].filter((id) => !there.has(id)).length;
  return { sections: shown, gone, heldBack };
}
