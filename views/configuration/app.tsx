import { useMemo, useState } from 'preact/hooks';
import type { Decoded, Encoding } from '../config-file/encoding.ts';
import {
  type FileRead,
  knownFrom,
  type Plan,
  type Present,
  planFor,
  readConfig,
  readOptionsFile,
} from '../config-file/plan.ts';
import { type Draft, decide, draftOf, type FieldId, type Problems } from './draft.ts';
import { type FileName, Load } from './load.tsx';
import { Questions } from './questions.tsx';
import { Result } from './result.tsx';
import { useTexts } from './texts.ts';

interface Loaded extends Present {
  readonly encoding: Encoding;
}

const nothing: Loaded = { config: undefined, options: undefined, encoding: 'utf-8' };
const fieldIds: readonly FieldId[] = ['language', 'types', 'chatTarget', 'callbackTarget', 'url1', 'url2'];

/** Makes the files of a site from the answers, and from the files that are there. */
export function App() {
  const texts = useTexts();
  const [loaded, setLoaded] = useState(nothing);
  const [wrong, setWrong] = useState<Partial<Record<FileName, string>>>({});
  const known = useMemo(() => knownFrom(loaded), [loaded]);
  const [draft, setDraft] = useState<Draft>(() => draftOf(known));
  const [problems, setProblems] = useState<Problems>({});
  const [made, setMade] = useState<{ readonly plan: Plan; readonly of: Draft }>();

  function take(name: FileName, file: Decoded | undefined): void {
    const read: FileRead<Partial<Loaded>> = file ? parse(name, file) : { ok: false, problem: { code: 'encoding' } };
    setWrong({ ...wrong, [name]: read.ok ? undefined : texts.fileProblem(read.problem, name) });
    if (!read.ok) return;
    const next = { ...loaded, ...read.value };
    setLoaded(next);
    setDraft(draftOf(knownFrom(next)));
    setProblems({});
    setMade(undefined);
  }

  function generate(): void {
    const outcome = decide(draft);
    if ('problems' in outcome) {
      setProblems(outcome.problems);
      setMade(undefined);
      const first = fieldIds.find((id) => outcome.problems[id]);
      // The field shows its error first, so that it is read with it.
      requestAnimationFrame(() => focusOn(first));
      return;
    }
    setProblems({});
    const plan = planFor(loaded, outcome.decided);
    setWrong({ ...wrong, 'config.js': plan.ok ? undefined : texts.fileProblem(plan.problem, 'config.js') });
    setMade(plan.ok ? { plan: plan.value, of: draft } : undefined);
  }

  const count = Object.keys(problems).length;
  return (
    <>
      <header>
        <h1>{texts('title')}</h1>
        <p class="configuration-help">{texts('intro')}</p>
      </header>
      <Load
        wrong={wrong}
        loaded={[...(loaded.config ? ['config.js' as const] : []), ...(loaded.options ? ['iwt.json' as const] : [])]}
        onFile={take}
      />
      <form
        class="configuration-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          generate();
        }}
      >
        <Questions
          draft={draft}
          computed={known.computed}
          problems={problems}
          onChange={(change) => {
            setDraft((before) => ({ ...before, ...change }));
            setProblems((before) => without(before, change));
          }}
        />
        <div class="configuration-submit">
          <div role="alert">{count > 0 && <p class="notice notice-danger">{texts.errors(count)}</p>}</div>
          <button type="submit" class="button button-primary">
            {texts('generate')}
          </button>
        </div>
      </form>
      {made && <Result plan={made.plan} encoding={loaded.encoding} stale={made.of !== draft} />}
    </>
  );
}

function parse(name: FileName, { text, encoding }: Decoded): FileRead<Partial<Loaded>> {
  if (name === 'config.js') {
    const read = readConfig(text);
    return read.ok ? { ok: true, value: { config: read.value, encoding } } : read;
  }
  const read = readOptionsFile(text);
  return read.ok ? { ok: true, value: { options: read.value } } : read;
}

/** A complaint is over as soon as its answer is changed. */
function without(problems: Problems, change: Partial<Draft>): Problems {
  const changed = new Set<string>(Object.keys(change));
  const about = (id: string): boolean => changed.has(id) || (id.startsWith('url') && changed.has('urls'));
  return Object.fromEntries(Object.entries(problems).filter(([id]) => !about(id)));
}

function focusOn(id: FieldId | undefined): void {
  const field = id && document.getElementById(id);
  const target = field instanceof HTMLFieldSetElement ? field.querySelector('input') : field;
  if (target instanceof HTMLElement) target.focus();
}
