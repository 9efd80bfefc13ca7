import type { PreferenceStore, Tone } from '../preferences.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';

/** Sounds made by the page itself; no file is loaded. */
export interface Sound {
  /** Rings until stopped. */
  ring(): void;
  stopRinging(): void;
  /** One short sound for a message. */
  ping(): void;
  /** Plays the chosen tone once. */
  sample(): void;
  /** The browser lets no sound out before the first click or key on the page. */
  blocked(): boolean;
  onBlockedChange(listener: () => void): Cancel;
}

interface Note {
  readonly at: number;
  readonly frequency: number;
  readonly length: number;
  readonly shape: OscillatorType;
}

const pause = 2_600;
const rings: Readonly<Record<Tone, readonly Note[]>> = {
  bell: [
    { at: 0, frequency: 880, length: 0.7, shape: 'sine' },
    { at: 0, frequency: 1320, length: 0.5, shape: 'sine' },
    { at: 0.35, frequency: 880, length: 0.9, shape: 'sine' },
    { at: 0.35, frequency: 1320, length: 0.6, shape: 'sine' },
  ],
  chime: [
    { at: 0, frequency: 659, length: 0.6, shape: 'triangle' },
    { at: 0.22, frequency: 784, length: 0.6, shape: 'triangle' },
    { at: 0.44, frequency: 988, length: 0.9, shape: 'triangle' },
  ],
  knock: [
    { at: 0, frequency: 170, length: 0.12, shape: 'square' },
    { at: 0.18, frequency: 170, length: 0.12, shape: 'square' },
    { at: 0.55, frequency: 140, length: 0.16, shape: 'square' },
  ],
};
const message: readonly Note[] = [
  { at: 0, frequency: 1175, length: 0.14, shape: 'sine' },
  { at: 0.09, frequency: 1568, length: 0.22, shape: 'sine' },
];

export function createSound(preferences: PreferenceStore, clock: Clock): Sound {
  let context: AudioContext | undefined;
  let ringing: Cancel | undefined;
  let wanted = false;
  const listeners = new Set<() => void>();

  const unlock = () => {
    try {
      context ??= new AudioContext();
    } catch {
      return;
    }
    context.onstatechange = () => {
      for (const listener of listeners) listener();
      if (context?.state === 'running' && wanted && !ringing) next();
    };
    if (context.state !== 'running') void context.resume().catch(() => undefined);
  };
  for (const name of ['pointerdown', 'keydown']) {
    window.addEventListener(name, unlock, { capture: true, passive: true });
  }

  const play = (notes: readonly Note[]) => {
    if (context?.state !== 'running') return;
    const loudness = (preferences.get().volume / 100) ** 2 * 0.6;
    for (const note of notes) sound(context, note, loudness);
  };
  const next = () => {
    if (preferences.get().sound) play(rings[preferences.get().tone]);
    ringing = clock.after(pause, next);
  };

  return {
    ring() {
      wanted = true;
      if (!ringing) next();
    },
    stopRinging() {
      wanted = false;
      ringing?.();
      ringing = undefined;
    },
    ping() {
      if (preferences.get().sound) play(message);
    },
    sample() {
      unlock();
      play(rings[preferences.get().tone]);
    },
    blocked: () => preferences.get().sound && context?.state !== 'running',
    onBlockedChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A note that dies away, so that it does not click. */
function sound(context: AudioContext, note: Note, loudness: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const start = context.currentTime + note.at;
  oscillator.type = note.shape;
  oscillator.frequency.value = note.frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness, start + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + note.length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + note.length + 0.05);
}
