import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { SiteAnswers, TargetType } from '../config-file/answers.ts';
import type { Known } from '../config-file/plan.ts';
import type { Draft, Problems } from './draft.ts';
import { Choice, Choices, TextField } from './fields.tsx';
import { useTexts } from './texts.ts';

interface QuestionsProps {
  readonly draft: Draft;
  readonly computed: Known['computed'];
  readonly problems: Problems;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** Languages that sites of the original are known to have. */
const usual = [
  'ar',
  'da',
  'de',
  'en-us',
  'es',
  'fr',
  'fr-ca',
  'he',
  'it',
  'ja',
  'ko',
  'nl',
  'no',
  'pl',
  'pt-br',
].concat(['ru', 'sv', 'tr', 'zh-hans', 'zh-hant']);

/** The questions of the original's utility, and those of the gateway. */
export function Questions(props: QuestionsProps) {
  const { draft, onChange } = props;
  const texts = useTexts();
  return (
    <>
      <Part title={texts('siteTitle')}>
        <Servers {...props} />
        <Secure {...props} />
        <Language {...props} />
        <Types {...props} />
      </Part>
      {draft.types.includes('Chat') && <Target {...props} title={texts('chatTitle')} name="chatTarget" />}
      {draft.types.includes('Callback') && <Target {...props} title={texts('callbackTitle')} name="callbackTarget" />}
      <Part title={texts('gatewayTitle')} help={texts('gatewayHelp')}>
        <Address {...props} index={0} />
        {draft.servers === 2 && <Address {...props} index={1} />}
        {draft.servers === 2 && <Switchover {...props} />}
        <YesNo id="net" value={draft.net} onChange={(net) => onChange({ net })} />
      </Part>
    </>
  );
}

function Part(props: { readonly title: string; readonly help?: string; readonly children: ComponentChildren }) {
  return (
    <section class="configuration-part">
      <h2>{props.title}</h2>
      {props.help && <p class="configuration-help">{props.help}</p>}
      {props.children}
    </section>
  );
}

/** What the file computes by itself is left to it, unless somebody wants otherwise. */
function Kept({ draft, computed, onChange, name }: QuestionsProps & { readonly name: keyof SiteAnswers }) {
  const texts = useTexts();
  const source = computed[name];
  if (source === undefined) return null;
  return (
    <div class="notice">
      <p>{texts('computed', { source: shortened(source) })}</p>
      <Choice
        type="checkbox"
        name={`keep-${name}`}
        label={texts('computedKeep')}
        checked={draft.kept.has(name)}
        onChange={(keep) => {
          const kept = new Set(draft.kept);
          if (keep) kept.add(name);
          else kept.delete(name);
          onChange({ kept });
        }}
      />
    </div>
  );
}

function shortened(source: string): string {
  const line = source.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

function Servers(props: QuestionsProps) {
  const { draft, onChange } = props;
  const texts = useTexts();
  return (
    <>
      <Choices id="servers" {...texts.question('servers')} disabled={draft.kept.has('servers')}>
        {([1, 2] as const).map((count) => (
          <Choice
            key={count}
            type="radio"
            name="servers"
            label={String(count)}
            checked={draft.servers === count}
            onChange={() => onChange({ servers: count })}
          />
        ))}
      </Choices>
      <Kept {...props} name="servers" />
    </>
  );
}

function Secure(props: QuestionsProps) {
  const { draft, onChange } = props;
  return (
    <>
      <YesNo
        id="secure"
        value={draft.secure}
        disabled={draft.kept.has('secure')}
        onChange={(secure) => onChange({ secure })}
      />
      <Kept {...props} name="secure" />
    </>
  );
}

interface YesNoProps {
  readonly id: 'secure' | 'net';
  readonly value: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: boolean) => void;
}

function YesNo({ id, value, disabled, onChange }: YesNoProps) {
  const texts = useTexts();
  return (
    <Choices id={id} {...texts.question(id)} disabled={disabled}>
      {([true, false] as const).map((answer) => (
        <Choice
          key={String(answer)}
          type="radio"
          name={id}
          label={texts(answer ? 'yes' : 'no')}
          checked={value === answer}
          onChange={() => onChange(answer)}
        />
      ))}
    </Choices>
  );
}

function Language(props: QuestionsProps) {
  const { draft, problems, onChange } = props;
  const texts = useTexts();
  const names = useMemo(() => new Intl.DisplayNames([texts.language], { type: 'language' }), [texts]);
  return (
    <>
      <TextField
        id="language"
        {...texts.question('language')}
        code
        list="languages"
        value={draft.language}
        problem={problems.language}
        disabled={draft.kept.has('language')}
        onInput={(language) => onChange({ language })}
      />
      <datalist id="languages">
        {usual.map((code) => (
          <option key={code} value={code} label={names.of(code)} />
        ))}
      </datalist>
      <Kept {...props} name="language" />
    </>
  );
}

function Types(props: QuestionsProps) {
  const { draft, problems, onChange } = props;
  const texts = useTexts();
  const set = (type: 'Chat' | 'Callback') => (on: boolean) =>
    onChange({
      types: (['Chat', 'Callback'] as const).filter((one) => (one === type ? on : draft.types.includes(one))),
    });
  return (
    <>
      <Choices id="types" {...texts.question('types')} problem={problems.types} disabled={draft.kept.has('types')}>
        <Choice
          type="checkbox"
          name="chat"
          label={texts.choice('chat')}
          checked={draft.types.includes('Chat')}
          onChange={set('Chat')}
        />
        <Choice
          type="checkbox"
          name="callback"
          label={texts.choice('callback')}
          checked={draft.types.includes('Callback')}
          onChange={set('Callback')}
        />
      </Choices>
      <Kept {...props} name="types" />
    </>
  );
}

interface TargetProps extends QuestionsProps {
  readonly title: string;
  readonly name: 'chatTarget' | 'callbackTarget';
}

function Target(props: TargetProps) {
  const { draft, problems, onChange, title, name } = props;
  const texts = useTexts();
  const type = `${name}Type` as const;
  const types: readonly (readonly [TargetType, 'workgroup' | 'user'])[] = [
    ['Workgroup', 'workgroup'],
    ['User', 'user'],
  ];
  return (
    <Part title={title}>
      <TextField
        id={name}
        {...texts.question(name)}
        value={draft[name]}
        problem={problems[name]}
        disabled={draft.kept.has(name)}
        onInput={(target) => onChange({ [name]: target })}
      />
      <Kept {...props} name={name} />
      <Choices id={type} {...texts.question(type)} disabled={draft.kept.has(type)}>
        {types.map(([value, label]) => (
          <Choice
            key={value}
            type="radio"
            name={type}
            label={texts.choice(label)}
            checked={draft[type] === value}
            onChange={() => onChange({ [type]: value })}
          />
        ))}
      </Choices>
      <Kept {...props} name={type} />
    </Part>
  );
}

function Address({ draft, problems, onChange, index }: QuestionsProps & { readonly index: 0 | 1 }) {
  const texts = useTexts();
  return (
    <TextField
      id={index === 0 ? 'url1' : 'url2'}
      {...texts.question('url', { number: index + 1 })}
      optional
      code
      value={draft.urls[index]}
      problem={problems[index === 0 ? 'url1' : 'url2']}
      onInput={(url) => onChange({ urls: index === 0 ? [url, draft.urls[1]] : [draft.urls[0], url] })}
    />
  );
}

function Switchover({ draft, onChange }: QuestionsProps) {
  const texts = useTexts();
  return (
    <Choices id="switchover" label={texts.question('switchover').label}>
      {(['documented', 'transparent'] as const).map((way) => (
        <Choice
          key={way}
          type="radio"
          name="switchover"
          label={texts.choice(way)}
          checked={draft.switchover === way}
          onChange={() => onChange({ switchover: way })}
        />
      ))}
    </Choices>
  );
}
