import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { isEnded } from '../state/list-view.ts';
import { type Conversation, peopleOf } from '../state/transcript.ts';
import { t, textOf } from '../texts.ts';
import { elapsed, exactTimeOf, timeOf } from '../time.ts';
import type { Entry, InteractionSummary } from '../wire.ts';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icons.tsx';
import { Text } from './text.tsx';

/** The side: who the visitor is, what the page said about them, who takes part, and what happened when. */
export function Details(): JSX.Element | null {
  const engine = useEngine();
  const conversation = useSelect((state) =>
    state.open === undefined ? undefined : state.conversations.get(state.open),
  );
  const listed = useSelect((state) =>
    state.open === undefined ? undefined : state.list.items.get(state.open)?.summary,
  );
  const summary = listed ?? conversation?.summary;
  if (!conversation || !summary) return null;
  return (
    <div class="details">
      <header class="details-head">
        <button
          type="button"
          class="button button-quiet button-icon small details-close"
          aria-label={t('details.close')}
          title={t('details.close')}
          onClick={() => engine.open(summary.id)}
        >
          <Icon name="close" />
        </button>
        <h2>{t('details')}</h2>
      </header>
      <Section title={t('details.visitor')}>
        <Visitor summary={summary} conversation={conversation} />
      </Section>
      <Section title={t('details.attributes')}>
        <Attributes attributes={conversation.attributes} />
      </Section>
      <Section title={t('details.parties')}>
        <Parties conversation={conversation} />
      </Section>
      <Section title={t('details.history')}>
        <History conversation={conversation} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="details-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Visitor({ summary, conversation }: { summary: InteractionSummary; conversation: Conversation }): JSX.Element {
  const answered = conversation.entries.find((entry) => entry.kind === 'state' && entry.state === 'Connected');
  const waited = answered && Date.parse(answered.at) - Date.parse(summary.startedAt);
  return (
    <dl class="facts">
      <Fact name={t('details.name')}>
        <bdi>{summary.name}</bdi>
      </Fact>
      {summary.language && <Fact name={t('details.language')}>{languageName(summary.language)}</Fact>}
      <Fact name={t('details.queue')}>
        <bdi>{summary.queue.name}</bdi>
      </Fact>
      <Fact name={t('details.state')}>{summary.stateString}</Fact>
      <Fact name={t('details.started')}>
        <time dateTime={summary.startedAt} title={exactTimeOf(summary.startedAt)}>
          {timeOf(summary.startedAt)}
        </time>
      </Fact>
      {waited !== undefined && <Fact name={t('details.waited')}>{elapsed(waited)}</Fact>}
      <Fact name={t('details.duration')}>
        {isEnded(summary) ? (
          elapsed(Date.parse(summary.stateSince) - Date.parse(summary.startedAt))
        ) : (
          <Elapsed since={summary.startedAt} />
        )}
      </Fact>
      <Fact name={t('details.id')}>
        <span class="reference">{summary.id}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Attributes({ attributes }: { attributes: Readonly<Record<string, string>> }): JSX.Element {
  const all = Object.entries(attributes);
  if (all.length === 0) return <p class="details-none">{t('details.noAttributes')}</p>;
  return (
    <dl class="facts facts-long">
      {all.map(([name, value]) => (
        <Fact key={name} name={name}>
          <span dir="auto">
            <Text text={value} />
          </span>
        </Fact>
      ))}
    </dl>
  );
}

function Parties({ conversation }: { conversation: Conversation }): JSX.Element {
  const people = peopleOf(conversation).filter((party) => party.kind !== 'system');
  if (people.length === 0) return <p class="details-none">{t('details.noParties')}</p>;
  return (
    <ul class="parties">
      {people.map((party, index) => (
        <li key={party.participantId || index} class={party.state === 'disconnected' ? 'party party-left' : 'party'}>
          <span class="party-name">
            <bdi>{party.name}</bdi>
          </span>
          <span class="party-state">
            {t(party.kind === 'visitor' ? 'party.visitor' : 'party.agent')} ·{' '}
            {textOf(`party.${party.state}`, {}, party.state)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function History({ conversation }: { conversation: Conversation }): JSX.Element {
  const steps = useMemo(() => conversation.entries.filter(isStep), [conversation.entries]);
  if (steps.length === 0) return <p class="details-none">{t('details.noHistory')}</p>;
  return (
    <ol class="history">
      {steps.map((entry) => (
        <li key={entry.seq}>
          <time dateTime={entry.at} title={exactTimeOf(entry.at)}>
            {timeOf(entry.at)}
          </time>
          <span>{stepText(entry)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Agents' comings and goings show in the states already. */
function isStep(entry: Entry): boolean {
  return (
    entry.kind === 'state' ||
    (entry.kind === 'party' && entry.from?.kind === 'visitor' && entry.state === 'disconnected')
  );
}

function stepText(entry: Entry): string {
  const { name } = entry.from ?? { name: '' };
  if (entry.kind === 'party') return t('history.left', { name });
  const withName = name ? textOf(`history.${entry.state}.by`, { name }, '') : '';
  return withName || textOf(`history.${entry.state}`, {}, entry.state ?? '');
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
