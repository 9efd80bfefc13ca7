import type { Cancel } from './runtime/clock.ts';
import type { Storage } from './runtime/storage.ts';

/** What an agent chose on this browser. */
export interface Preferences {
  readonly sound: boolean;
  readonly tone: Tone;
  /** 0 to 100 */
  readonly volume: number;
  readonly notifications: boolean;
  readonly theme: 'system' | 'light' | 'dark';
  /** Single letters act as shortcuts outside text fields. */
  readonly letterKeys: boolean;
}

export const tones = ['bell', 'chime', 'knock'] as const;
export type Tone = (typeof tones)[number];

const defaults: Preferences = {
  sound: true,
  tone: 'bell',
  volume: 70,
  notifications: false,
  theme: 'system',
  letterKeys: true,
};

export interface PreferenceStore {
  get(): Preferences;
  set(change: Partial<Preferences>): void;
  subscribe(listener: () => void): Cancel;
}

export function createPreferences(storage: Storage): PreferenceStore {
  let preferences: Preferences = { ...defaults, ...read(storage.get('preferences')) };
  const listeners = new Set<() => void>();
  return {
    get: () => preferences,
    set(change) {
      preferences = { ...preferences, ...change };
      storage.set('preferences', JSON.stringify(preferences));
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Only what this version knows, and only in the right form. */
function read(kept: string | undefined): Partial<Preferences> {
  try {
    const parsed = JSON.parse(kept ?? '{}') as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(defaults).flatMap(([key, otherwise]) => {
        const value = parsed[key];
        if (typeof value !== typeof otherwise) return [];
        if (key === 'tone' && !tones.includes(value as Tone)) return [];
        if (key === 'theme' && !['system', 'light', 'dark'].includes(value as string)) return [];
        return [[key, value]];
      }),
    );
  } catch {
    return {};
  }
}
