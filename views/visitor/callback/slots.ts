import type { Times } from '../times.ts';

export interface SlotDay {
  readonly key: string;
  /** Any time of that day. */
  readonly at: number;
  readonly slots: readonly Slot[];
}

export interface Slot {
  readonly at: number;
  /** `9:30 AM`, with the zone where a clock that is set back shows the same time twice. */
  readonly label: string;
}

/** Slots by the reader's days; those that are over are left out. `slots` are in order. */
export function slotDays(slots: readonly number[], now: number, times: Times): readonly SlotDay[] {
  const days = new Map<string, number[]>();
  for (const at of slots) {
    if (at <= now) continue;
    const key = times.dayKey(at);
    const day = days.get(key);
    if (day) day.push(at);
    else days.set(key, [at]);
  }
  return [...days].map(([key, ats]) => ({ key, at: ats[0] ?? 0, slots: ats.map((at) => labelled(at, ats, times)) }));
}

function labelled(at: number, day: readonly number[], times: Times): Slot {
  const clock = times.clock(at);
  const twice = day.some((other) => other !== at && times.clock(other) === clock);
  return { at, label: twice ? `${clock} (${times.zoneName(at, 'short')})` : clock };
}
