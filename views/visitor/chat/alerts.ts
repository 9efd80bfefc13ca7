import type { Memory } from '../client/memory.ts';
import type { Entry } from '../client/transcript.ts';
import type { Texts } from '../texts.ts';

/** Sound and desktop notifications for messages of others while the page is not looked at. Off until the visitor asks. */
export interface Alerts {
  readonly sound: boolean;
  readonly notify: boolean;
  /** Whether this browser and page can show notifications at all. */
  readonly canNotify: boolean;
  /** Returns what holds now. To be called from a gesture. */
  setSound(on: boolean): boolean;
  setNotify(on: boolean): Promise<boolean>;
  arrived(entries: readonly Entry[]): void;
}

export function createAlerts(memory: Memory, texts: Texts): Alerts {
  let audio: AudioContext | undefined;
  const canNotify = 'Notification' in window && window.isSecureContext;
  const alerts = {
    sound: memory.preference('sound') === 'yes',
    notify: canNotify && Notification.permission === 'granted' && memory.preference('notify') === 'yes',
  };

  function beep(): void {
    audio ??= new AudioContext();
    const { currentTime: now } = audio;
    const gain = audio.createGain();
    gain.connect(audio.destination);
    gain.gain.setValueAtTime(0.0001, now);
    gain.gain.exponentialRampToValueAtTime(0.2, now + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + 0.4);
    const tone = audio.createOscillator();
    tone.frequency.setValueAtTime(660, now);
    tone.frequency.setValueAtTime(880, now + 0.12);
    tone.connect(gain);
    tone.start(now);
    tone.stop(now + 0.4);
  }

  return {
    get sound() {
      return alerts.sound;
    },
    get notify() {
      return alerts.notify;
    },
    canNotify,
    setSound(on) {
      alerts.sound = on;
      memory.setPreference('sound', on ? 'yes' : 'no');
      // Heard at once, and the browser remembers that a gesture allowed it.
      if (on) beep();
      return on;
    },
    async setNotify(on) {
      alerts.notify = on && canNotify && (await Notification.requestPermission()) === 'granted';
      memory.setPreference('notify', alerts.notify ? 'yes' : 'no');
      return alerts.notify;
    },
    arrived(entries) {
      const spoken = entries.filter((entry) => entry.kind !== 'system');
      const last = spoken.at(-1);
      if (!last || (document.visibilityState === 'visible' && document.hasFocus())) return;
      if (alerts.sound) beep();
      if (!alerts.notify) return;
      try {
        const note = new Notification(texts('notification', { name: last.name || texts('agent') }), {
          body: last.value.slice(0, 200),
          tag: 'iwt-chat',
        });
        note.addEventListener('click', () => {
          window.focus();
          note.close();
        });
      } catch {
        // Phones want a service worker for this; there the sound must do.
      }
    },
  };
}
