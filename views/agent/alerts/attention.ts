import type { Engine } from '../engine.ts';
import type { Environment } from '../environment.ts';
import plainIcon from '../icon.svg';
import unreadIcon from '../icon-unread.svg';
import { alertsOf } from '../state/alerts.ts';
import { alertingOf, unreadTotal } from '../state/list-view.ts';
import { t } from '../texts.ts';
import type { InteractionSummary } from '../wire.ts';
import type { Announcer } from './announcer.ts';
import type { Desktop } from './notify.ts';
import type { Sound } from './sound.ts';

export interface AttentionOptions {
  readonly engine: Engine;
  readonly environment: Environment;
  readonly sound: Sound;
  readonly desktop: Desktop;
  readonly announcer: Announcer;
}

/** Makes the agent look: rings, notifies, announces, and counts in the title. */
export function watchAttention({ engine, environment, sound, desktop, announcer }: AttentionOptions): void {
  const { store } = engine;
  const leads = leadership(sound, () => {
    if (alertingOf(store.get()).length > 0) sound.ring();
  });

  store.subscribe((after, before) => {
    if (after.list === before.list && after.session === before.session && after.connection === before.connection)
      return;
    const { ringing, began, messages } = alertsOf(before, after);
    if (ringing.length > 0 && leads()) sound.ring();
    else sound.stopRinging();
    for (const summary of alertingOf(before)) {
      if (!ringing.some((one) => one.id === summary.id)) desktop.close(summary.id);
    }
    for (const summary of began) {
      const { name, queue, callback } = summary;
      announcer.say(t(callback ? 'announce.callback' : 'announce.alerting', { name, queue: queue.name }), true);
      if (!environment.focused()) notifyOf(desktop, summary, callingOf(summary), true);
    }
    for (const summary of messages) tellMessage(summary, after.open === summary.id && after.atEnd);
    if (after.connection !== before.connection) tellConnection(after.connection);
    showCount(unreadTotal(after), ringing);
  });

  sound.onBlockedChange(() => {
    // Asked for as soon as sound is possible, so that not even the first beep is missed.
    if (leads() && alertingOf(store.get()).length > 0) sound.ring();
  });

  const tellMessage = (summary: InteractionSummary, inSight: boolean) => {
    const text = summary.lastMessage?.text ?? '';
    announcer.say(t('announce.message', { name: summary.name, text }));
    if (inSight && environment.focused()) return;
    if (leads()) sound.ping();
    if (!environment.focused()) notifyOf(desktop, summary, summary.name, false);
  };

  const tellConnection = (connection: string) => {
    if (connection === 'live' && lost) announcer.say(t('connection.back'));
    if (connection === 'offline') announcer.say(t('connection.offline'));
    if (connection === 'waiting') announcer.say(t('connection.waiting'));
    lost = connection === 'offline' || connection === 'waiting';
  };
  let lost = false;
}

function notifyOf(desktop: Desktop, summary: InteractionSummary, title: string, ringing: boolean): void {
  const text = summary.lastMessage?.text ?? (summary.callback?.subject || summary.queue.name);
  desktop.show(summary.id, title, text, ringing);
}

function callingOf({ name, callback }: InteractionSummary): string {
  return t(callback ? 'notify.callback' : 'notify.alerting', { name });
}

/** Of several pages of one agent in a browser only one makes sounds: the first that is allowed to. */
function leadership(sound: Sound, onLead: () => void): () => boolean {
  if (!navigator.locks) return () => true;
  let leads = false;
  let asked = false;
  return () => {
    if (!asked && !sound.blocked()) {
      asked = true;
      void navigator.locks.request(`iwt.agent ${location.pathname} sound`, () => {
        leads = true;
        onLead();
        return new Promise<never>(() => undefined);
      });
    }
    return leads;
  };
}

function showCount(unread: number, ringing: readonly InteractionSummary[]): void {
  const count = unread + ringing.length;
  const first = ringing[0];
  const title = first ? t(first.callback ? 'title.callback' : 'title.alerting', { name: first.name }) : t('title');
  document.title = count > 0 ? `(${count}) ${title}` : title;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const icon = new URL(count > 0 ? unreadIcon : plainIcon, document.baseURI).href;
  if (link && link.href !== icon) link.href = icon;
  const badge = navigator as { setAppBadge?: (count: number) => Promise<void>; clearAppBadge?: () => Promise<void> };
  void (count > 0 ? badge.setAppBadge?.(count) : badge.clearAppBadge?.())?.catch(() => undefined);
}
