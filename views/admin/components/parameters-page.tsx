import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../agent/components/icons.tsx';
import { everything, fits, groupsOf } from '../filter.ts';
import { errorText, t, tn } from '../texts.ts';
import type { Parameter } from '../wire.ts';
import { useDesk, usePage } from './hooks.ts';
import { ParameterTable } from './parameter-table.tsx';
import { Skeleton } from './skeleton.tsx';
import { Toolbar } from './toolbar.tsx';

export function ParametersPage(): JSX.Element {
  const parameters = useDesk((state) => state.parameters);
  const failure = useDesk((state) => state.listFailure);
  return (
    <main class="page">
      <div class="page-head">
        <h1>{t('parameters')}</h1>
        <p class="page-intro">{t('parameters.intro')}</p>
      </div>
      {parameters ? (
        <Found parameters={parameters} />
      ) : failure ? (
        <Failed code={failure.code} />
      ) : (
        <Skeleton rows={8} />
      )}
    </main>
  );
}

function Failed({ code }: { code: string }): JSX.Element {
  const { desk } = usePage();
  return (
    <div class="empty" role="alert">
      <Icon name="warning" />
      <p class="empty-title">{t('parameters.failed')}</p>
      <p>{errorText(code)}</p>
      <button type="button" class="button" onClick={() => void desk.load()}>
        {t('retry')}
      </button>
    </div>
  );
}

/** The part of the table that is looked for; what is being changed, or was just now, stays in sight. */
function Found({ parameters }: { parameters: readonly Parameter[] }): JSX.Element {
  const view = useDesk((state) => state.view);
  const drafts = useDesk((state) => state.drafts);
  const notes = useDesk((state) => state.notes);
  const found = parameters.filter((parameter) => fits(parameter, view));
  const listed = parameters.filter(
    (parameter) => found.includes(parameter) || drafts.has(parameter.name) || notes.has(parameter.name),
  );
  useCount(found.length);
  return (
    <>
      <Toolbar groups={groupsOf(parameters)} found={found.length} all={parameters.length} />
      {found.length === 0 && <Nothing />}
      {listed.length > 0 && <ParameterTable groups={groupsOf(listed)} all={parameters} />}
    </>
  );
}

function Nothing(): JSX.Element {
  const { desk } = usePage();
  return (
    <div class="empty">
      <p class="empty-title">{t('nothing')}</p>
      <p>{t('nothing.text')}</p>
      <button type="button" class="button" onClick={() => desk.look(everything)}>
        {t('showAll')}
      </button>
    </div>
  );
}

/** Screen readers hear how many there are, once the number has settled. */
function useCount(count: number): void {
  const { announcer } = usePage();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return undefined;
    }
    const timer = setTimeout(() => announcer.say(tn('found', count)), 600);
    return () => clearTimeout(timer);
  }, [count]);
}
