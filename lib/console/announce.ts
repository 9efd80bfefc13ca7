import type { InteractionEvent } from '../interactions/events.ts';
import type { Interaction } from '../interactions/interaction.ts';
import type { Told, View } from './audience.ts';
import type { Message } from './connection.ts';
import { entryOf, isVisitorText } from './entries.ts';
import type { Facts } from './known.ts';
import { isListed, sees } from './rights.ts';
import { summarize } from './summary.ts';

/** Events of one interaction that are news, with the interaction as it stands now (possibly further on). */
export interface News {
  readonly interaction: Interaction;
  readonly events: readonly (InteractionEvent & { readonly position?: number })[];
  /** Everything up to here has been announced before or with these events. */
  readonly safe: number;
}

/**
 * What a user's consoles are told about news: the summary first (or the removal, or both: whoever looked over a shoulder
 * sees it end), and the entries after it, each with its own place in the journal, so that a stream that is cut in
 * between is resumed with exactly what is missing. Remembers in the view what was told.
 */
export function messagesFor(view: View, news: News, facts: Facts): Message[] {
  const { interaction } = news;
  const visible = sees(view.user, interaction);
  const told = view.told.get(interaction.id);
  const messages = visible ? shown(view, news, told, facts) : gone(news, told);
  if (interaction.state === 'Disconnected') view.told.delete(interaction.id);
  else if (!visible && messages.length > 0) view.told.set(interaction.id, { ...nothing, visible: false });
  return messages;
}

const nothing: Told = { visible: true, version: 0, mark: 0, unread: 0, counted: 0 };

function shown(view: View, { interaction, events, safe }: News, before: Told | undefined, facts: Facts): Message[] {
  const told = before ?? nothing;
  const added = events.filter((event) => event.seq > told.counted && event.seq > told.mark && isVisitorText(event));
  const unread = told.unread + added.length;
  const counted = Math.max(told.counted, events.at(-1)?.seq ?? 0);
  view.told.set(interaction.id, { visible: true, version: interaction.version, mark: told.mark, unread, counted });
  const messages: Message[] = [];
  if (!told.visible || told.version !== interaction.version || told.unread !== unread) {
    messages.push({ event: 'interaction', data: summarize(interaction, view.user, unread, facts) });
  }
  if (!isListed(view.user, interaction)) messages.push(removedMessage(interaction.id));
  for (const event of events) {
    const message = entryMessage(interaction, event, { reader: view.user.id, safe, facts });
    if (message) messages.push(message);
  }
  return messages;
}

/** Only a change of state takes an interaction out of anybody's sight. */
function gone({ interaction, events, safe }: News, told: Told | undefined): Message[] {
  if (told?.visible === false || !events.some((event) => event.type === 'state')) return [];
  return [removedMessage(interaction.id, idOf(events.at(-1), safe))];
}

export function removedMessage(id: string, position?: number): Message {
  return { event: 'interaction', data: { id, removed: true }, ...(position === undefined ? {} : { id: position }) };
}

export function entryMessage(
  interaction: Interaction,
  event: News['events'][number],
  { reader, safe, facts }: { readonly reader: string; readonly safe: number; readonly facts: Facts },
): Message | undefined {
  const entry = entryOf(event, interaction, reader, facts.nameOf);
  if (!entry) return undefined;
  const id = idOf(event, safe);
  const seq = { interaction: interaction.id, seq: event.seq };
  return { event: 'entry', data: { interaction: interaction.id, entry }, seq, ...(id === undefined ? {} : { id }) };
}

/** On MySQL an event may become known before one with a lower position: then its place is not yet one to resume from. */
function idOf(event: News['events'][number] | undefined, safe: number): number | undefined {
  return event?.position === undefined ? undefined : Math.min(event.position, safe);
}
