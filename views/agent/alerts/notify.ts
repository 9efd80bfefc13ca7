import type { PreferenceStore } from '../preferences.ts';

/** Notifications of the desktop, where the browser has them and the agent allowed them. */
export interface Desktop {
  readonly supported: boolean;
  permission(): NotificationPermission;
  /** Asks the agent; only from a click or key. */
  ask(): Promise<boolean>;
  /** Shows one per interaction; a later one takes the place of the earlier. `ringing` stays until it is closed. */
  show(interaction: string, title: string, body: string, ringing: boolean): void;
  close(interaction: string): void;
}

export function createDesktop(
  preferences: PreferenceStore,
  icon: string,
  onOpen: (interaction: string) => void,
): Desktop {
  // Without TLS browsers hide it or refuse it.
  const supported = typeof Notification === 'function' && window.isSecureContext;
  const shown = new Map<string, Notification>();
  return {
    supported,
    permission: () => (supported ? Notification.permission : 'denied'),
    async ask() {
      if (!supported) return false;
      const allowed = (await Notification.requestPermission()) === 'granted';
      preferences.set({ notifications: allowed });
      return allowed;
    },
    show(interaction, title, body, ringing) {
      if (!supported || !preferences.get().notifications || Notification.permission !== 'granted') return;
      try {
        const notification = new Notification(title, {
          body,
          tag: `${location.pathname} ${interaction}`,
          icon,
          requireInteraction: ringing,
        });
        shown.set(interaction, notification);
        notification.onclick = () => {
          window.focus();
          notification.close();
          onOpen(interaction);
        };
      } catch {
        // Some phones only allow notifications from a service worker.
      }
    },
    close(interaction) {
      shown.get(interaction)?.close();
      shown.delete(interaction);
    },
  };
}
