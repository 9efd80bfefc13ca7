import type { ComponentChildren, JSX } from 'preact';
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import { useEngine, useSelect } from '../hooks.ts';
import { isEnded, isLater } from '../state/list-view.ts';
import { type Conversation, peopleOf } from '../state/transcript.ts';
import { t, textOf } from '../texts.ts';
import { elapsed, exactTimeOf, momentOf, timeOf } from '../time.ts';
import type { Entry, InteractionSummary } from '../wire.ts';
import { AttributeList, Fact } from './attributes.tsx';
import { Elapsed } from './elapsed.tsx';
import { Icon } from './icons.tsx';
import { Timeline } from './timeline/timeline.tsx';

const tabs = ['overview', 'timeline'] as const;
type Tab = (typeof tabs)[number];

/** The side: who the visitor is, what the page said about them, who takes part, and what happened when; or the timeline. */
export function Details(): JSX.Element | null {
  const engine = useEngine();
  const conversation = useSelect((state) =>
    state.open === undefined ? undefined : state.conversations.get(state.open),
  );
  const listed = useSelect((state) =>
    state.open === undefined ? undefined : state.list.items.get(state.open)?.summary,
  );
  const summary = listed ?? conversation?.summary;
  const [tab, setTab] = useState<Tab>('overview');
  const id = useId();
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
      <Tabs id={id} tab={tab} onTab={setTab} />
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        {tab === 'timeline' ? (
          <div class="details-section">
            <Timeline key={summary.id} summary={summary} />
          </div>
        ) : (
          <Overview summary={summary} conversation={conversation} />
        )}
      </div>
    </div>
  );
}

interface OverviewProps {
  readonly summary: InteractionSummary;
  readonly conversation: Conversation;
}

function Overview({ summary, conversation }: OverviewProps): JSX.Element {
  const { attributes } = conversation;
  return (
    <>
      <Section title={t('details.visitor')}>
        <Visitor summary={summary} conversation={conversation} />
      </Section>
      <Section title={t('details.attributes')}>
        {Object.keys(attributes).length === 0 ? (
          <p class="details-none">{t('details.noAttributes')}</p>
        ) : (
          <AttributeList attributes={attributes} />
        )}
      </Section>
      <Section title={t('details.parties')}>
        <Parties conversation={conversation} callback={summary.callback !== null} />
      </Section>
      <Section title={t('details.history')}>
        <History conversation={conversation} />
      </Section>
    </>
  );
}

/** One Tab stop; the arrows change the tab. */
function Tabs({ id, tab, onTab }: { id: string; tab: Tab; onTab: (tab: Tab) => void }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent) => {
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key) || event.altKey) return;
    event.preventDefault();
    const next = tab === 'overview' ? 'timeline' : 'overview';
    onTab(next);
    list.current?.querySelectorAll<HTMLElement>('button')[tabs.indexOf(next)]?.focus();
  };
  return (
    <div class="details-tabs" role="tablist" aria-label={t('details')} ref={list} onKeyDown={walk}>
      {tabs.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`${id}-${one}`}
          class="details-tab"
          aria-selected={one === tab}
          aria-controls={`${id}-panel`}
          tabIndex={one === tab ? 0 : -1}
          onClick={() => onTab(one)}
        >
          {t(one === 'overview' ? 'details.overview' : 'timeline')}
        </button>
      ))}
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

function Visitor({ summary, conversation }: OverviewProps): JSX.Element {
  const { clock } = useEngine();
  const until = isLater(summary) ? summary.callback?.until : undefined;
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
      {until && (
        <Fact name={t(summary.state === 'Snoozed' ? 'details.next' : 'callback.preferred')}>
          <time dateTime={until} title={exactTimeOf(until)}>
            {momentOf(until, clock.now())}
          </time>
        </Fact>
      )}
      {summary.state === 'Snoozed' && (
        <Fact name={t('details.snoozed')}>
          <Elapsed since={summary.stateSince} />
        </Fact>
      )}
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

function Parties({ conversation, callback }: { conversation: Conversation; callback: boolean }): JSX.Element {
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
            {callback && party.state === 'active'
              ? t('party.callback')
              : textOf(`party.${party.state}`, {}, party.state)}
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
  if (entry.until) return textOf(`history.${entry.state}.until`, { time: momentOf(entry.until, Date.parse(entry.at)) });
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
