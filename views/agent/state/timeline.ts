import type { Segment } from '../wire.ts';

/** One segment as the picture draws it, from the beginning of the bar; pixels. */
export interface Bar {
  readonly segment: Segment;
  readonly from: number;
  readonly width: number;
}

/** A time written under the bar; it stands exactly where that time is. */
export interface Tick {
  readonly at: number;
  readonly from: number;
}

/** A bubble over the end of a segment that ended in a snooze. */
export interface SnoozeBubble {
  /** Of the segment that ended so. */
  readonly index: number;
  /** Where it points to. */
  readonly from: number;
  /** Where its left side is. */
  readonly left: number;
  /** 0 next to the bar; 1 over that, where two would touch. */
  readonly level: 0 | 1;
}

export interface Picture {
  readonly width: number;
  readonly bars: readonly Bar[];
  readonly ticks: readonly Tick[];
  readonly bubbles: readonly SnoozeBubble[];
  /** False: some segments are drawn wider than they lasted, so that they can be seen and pressed. */
  readonly toScale: boolean;
}

export interface Measures {
  /** Room there is; a bar that needs more is drawn wider, and scrolls. */
  readonly room: number;
  /** Width of the shortest segment. */
  readonly least: number;
  /** Room for one written time. */
  readonly tick: number;
  readonly bubble: number;
}

export function isSnoozed({ endCode }: Segment): boolean {
  return endCode === 'Snoozed';
}

/** In the order in which they happened. */
export function inOrder(segments: readonly Segment[]): readonly Segment[] {
  return [...segments].sort((a, b) => Date.parse(a.start) - Date.parse(b.start) || a.sequence - b.sequence);
}

/** Lays out segments in their order. Widths follow the durations, but none is below `least`. */
export function pictureOf(segments: readonly Segment[], { room, least, tick, bubble }: Measures): Picture {
  const width = Math.max(room, segments.length * least);
  const { widths, toScale } = widthsOf(
    segments.map(({ durationMs }) => Math.max(0, durationMs)),
    width,
    least,
  );
  let from = 0;
  const bars = segments.map((segment, index) => {
    const bar = { segment, from, width: widths[index] as number };
    from += bar.width;
    return bar;
  });
  return { width, bars, ticks: ticksOf(bars, tick), bubbles: bubblesOf(bars, width, bubble), toScale };
}

/** Shares the width by duration; whoever would get less than the least gets that, and the others share what is left. */
function widthsOf(durations: readonly number[], width: number, least: number): { widths: number[]; toScale: boolean } {
  const fixed = new Set<number>();
  for (;;) {
    const left = width - fixed.size * least;
    const total = durations.reduce((sum, duration, index) => sum + (fixed.has(index) ? 0 : duration), 0);
    const free = durations.length - fixed.size;
    const share = (duration: number) => (total > 0 ? (duration / total) * left : left / free);
    const narrow = durations.flatMap((duration, index) =>
      !fixed.has(index) && share(duration) < least - 1e-6 ? [index] : [],
    );
    if (narrow.length === 0 || free === narrow.length) {
      const even = free > 0 && free === narrow.length;
      const widths = durations.map((duration, index) =>
        fixed.has(index) ? least : even ? left / free : share(duration),
      );
      return { widths, toScale: fixed.size === 0 && !even };
    }
    for (const index of narrow) fixed.add(index);
  }
}

/** The first and the last moment always; between them as many beginnings as there is room for. */
function ticksOf(bars: readonly Bar[], gap: number): readonly Tick[] {
  const last = bars.at(-1);
  if (!last) return [];
  const end: Tick = { at: Date.parse(last.segment.start) + last.segment.durationMs, from: last.from + last.width };
  const ticks: Tick[] = [];
  // The first and the last are written inside the drawing, not around where they are.
  const wide = gap * 1.5;
  for (const { segment, from } of bars) {
    const before = ticks.at(-1);
    const room = !before || (from - before.from >= (ticks.length === 1 ? wide : gap) && end.from - from >= wide);
    if (room) ticks.push({ at: Date.parse(segment.start), from });
  }
  return [...ticks, end];
}

function bubblesOf(bars: readonly Bar[], width: number, size: number): readonly SnoozeBubble[] {
  const bubbles: SnoozeBubble[] = [];
  for (const [index, bar] of bars.entries()) {
    if (!isSnoozed(bar.segment)) continue;
    const from = bar.from + bar.width;
    const left = Math.max(0, Math.min(width - size, from - size / 2));
    const before = bubbles.at(-1);
    const touches = before !== undefined && before.level === 0 && left < before.left + size;
    bubbles.push({ index, from, left, level: touches ? 1 : 0 });
  }
  return bubbles;
}
