import { IwtError } from '../errors.ts';
import {
  isOpen,
  isZone,
  nextClosing,
  nextOpening,
  type OpeningHours,
  printInstant,
  type ReadHours,
  slots,
} from '../hours/hours.ts';
import type { QueueRef } from '../interactions/events.ts';
import type { Queues } from '../queues/queues.ts';
import { createKept } from '../runtime/kept.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Answer, RoomRequest } from '../wire/room.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';

/** A queue that nobody serves at the moment. */
export interface Closed {
  /** UTC milliseconds; null: not within a year. */
  readonly opensAt: number | null;
  /** IANA name of the workgroup's zone. */
  readonly zone: string;
}

/** When workgroups are there. Without opening hours they always are; so are users. */
export interface Opening {
  /** Null: open. */
  closed(queue: QueueRef): Promise<Closed | null>;
  /**
   * Times (UTC milliseconds) that can be chosen for a callback, and the zone of the opening hours. Undefined: no hours are
   * set there, or no callbacks are taken.
   */
  times(target: string, targetType: string): Promise<{ times: readonly number[]; zone: string } | undefined>;
  /** Whether callbacks can be requested there; true also for what names no queue. */
  takesCallbacks(target: string, targetType: string): Promise<boolean>;
  /** `GET opening`, for pages (docs/opening-hours.md). */
  show(request: RoomRequest): Promise<Answer>;
}

interface State {
  /** Of the opening hours; null: there are none. */
  readonly zone: string | null;
  readonly open: boolean;
  /** UTC milliseconds, as are the others. */
  readonly opensAt: number | null;
  readonly closesAt: number | null;
  readonly callbacks: boolean;
  readonly slots: readonly number[];
}

const bookable = { days: 7, minutes: 30, most: 200 };
const longestTarget = 100;
const kept = { ageMs: () => 5_000, most: 1_000 };
const allDay = [['00:00', '24:00']] as const;
const always: OpeningHours = {
  zone: 'UTC',
  week: { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay, sun: allDay },
  exceptions: [],
};

export function createOpening(parts: {
  readonly queues: Pick<Queues, 'resolveTarget'>;
  readonly workgroups: Pick<Workgroups, 'settings'>;
  readonly readHours: ReadHours;
  readonly runtime: Pick<Runtime, 'clock'>;
}): Opening {
  const { queues, workgroups, readHours: read, runtime } = parts;
  const states = createKept<State | undefined>(runtime.clock, kept);

  async function stateOf(target: string, type: string): Promise<State | undefined> {
    const queue = await queues.resolveTarget(target, type);
    if (!queue) return undefined;
    const { callbacksEnabled, openingHours } = await workgroups.settings(queue.id);
    return describe(read(openingHours), callbacksEnabled, runtime.clock.now());
  }

  async function known(target: string, targetType: string): Promise<State | undefined> {
    if (target.length > longestTarget || targetType.length > longestTarget) return undefined;
    return states.ask(`${targetType} ${target}`.toLowerCase(), () => stateOf(target, targetType));
  }

  return {
    async closed(queue) {
      const hours = read((await workgroups.settings(queue.id)).openingHours);
      const now = runtime.clock.now();
      return !hours || isOpen(hours, now) ? null : { opensAt: nextOpening(hours, now), zone: hours.zone };
    },
    async times(target, targetType) {
      const state = await known(target, targetType);
      return state?.callbacks && state.zone !== null ? { times: state.slots, zone: state.zone } : undefined;
    },
    takesCallbacks: async (target, targetType) => (await known(target, targetType))?.callbacks ?? true,
    async show({ query: { target = '', ...query } }) {
      // Some browsers do not know their zone and send nothing.
      const targetType = query.targetType || 'Workgroup';
      const timeZone = query.timeZone || 'UTC';
      if (target === '') throw new IwtError('request.missing-data', 'Name the target.', { field: 'target' });
      if (!isZone(timeZone)) {
        throw new IwtError('request.invalid', 'timeZone is a name such as Europe/Berlin.', { field: 'timeZone' });
      }
      const state = await known(target, targetType);
      return state ? { body: print(state, timeZone) } : unknownTarget;
    },
  };
}

/** To a page, an address that names no queue is one that does not exist. */
const unknownTarget: Answer = {
  status: 404,
  body: { error: { code: 'target.unknown', message: 'There is no such workgroup or user.' } },
};

function describe(hours: OpeningHours | null, callbacks: boolean, now: number): State {
  const open = !hours || isOpen(hours, now);
  const { days, minutes, most } = bookable;
  return {
    zone: hours?.zone ?? null,
    open,
    opensAt: open ? null : nextOpening(hours, now),
    closesAt: open && hours ? nextClosing(hours, now) : null,
    callbacks,
    slots: callbacks ? slots(hours ?? always, now, days, minutes).slice(0, most) : [],
  };
}

function print(state: State, zone: string) {
  const moment = (at: number | null) => (at === null ? null : printInstant(at, zone));
  return {
    open: state.open,
    opensAt: moment(state.opensAt),
    closesAt: moment(state.closesAt),
    callbacks: state.callbacks,
    slots: state.slots.map(moment),
  };
}
