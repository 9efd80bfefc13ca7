import { useEffect, useState } from 'preact/hooks';
import type { Identity } from '../client/memory.ts';
import type { Capabilities, Refusal } from '../client/protocol.ts';
import { usePage } from '../page.ts';
import { Field } from './field.tsx';
import { Form, type Problems, without } from './form.tsx';
import { collect, complaint, longest, tellRefusal } from './limits.ts';

interface ChatFormProps {
  readonly server: number;
  readonly capabilities: Capabilities;
  /** User name of an account made a moment ago. */
  readonly account: string | undefined;
  readonly onRegister: (() => void) | undefined;
  readonly onStarted: (identity: Identity) => void;
}

/** Starts a chat, with an account or without (handlers-and-site section 6.8). */
export function ChatForm({ server, capabilities, account, onRegister, onStarted }: ChatFormProps) {
  const { api, memory, parameters, ports, texts } = usePage();
  const withAccount = capabilities.chat.includes('supportAuthenticationTracker');
  const anonymous = capabilities.chat.includes('supportAuthenticationAnonymous');
  const [registered, setRegistered] = useState(withAccount);
  const [name, setName] = useState(memory.typed('name') || parameters.name);
  const [username, setUsername] = useState(account ?? memory.typed('username'));
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (account) document.getElementById('iwt-password')?.focus();
  }, [account]);

  function check(): Problems {
    if (!registered) return collect({ name: complaint(texts, name, longest.name) });
    return collect({
      username: complaint(texts, username, longest.username, texts('missingUsername')),
      password: complaint(texts, password, longest.password, texts('missingPassword')),
    });
  }

  function refused({ reason, params }: Refusal): Problems {
    if (reason === 'error.websvc.userdb.badCredentials') return { password: texts.error(reason) };
    return { form: tellRefusal(texts, texts('startFailed'), reason, params) };
  }

  async function submit(): Promise<void> {
    const found = check();
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const { target, targetType, customInfo, attributes, routingContexts } = parameters;
    const reply = await api.start(server, {
      name: registered ? username.trim() : name.trim() || texts('anonymous'),
      password: registered ? password : '',
      ...{ target, targetType, customInfo, attributes, routingContexts },
      language: texts.language,
    });
    setBusy(false);
    const { chatID, participantID } = reply.ok ? reply.value : {};
    if (chatID && participantID) {
      for (const field of ['name', 'username']) memory.setTyped(field, '');
      return onStarted({ chatID, participantID, server, startedAt: ports.clock.now(), target, targetType });
    }
    setProblems(refused(reply.ok ? { ok: false, reason: 'error.websvc', lost: false, params: {} } : reply));
  }

  const clear = (field: string) => setProblems((known) => without(known, field, 'form'));
  return (
    <Form
      name="iwt-chat-form-panel"
      problems={problems}
      busy={busy}
      submit={texts('startChat')}
      submitting={texts('starting')}
      onSubmit={submit}
    >
      {withAccount && anonymous && <AccountChoice registered={registered} onChange={setRegistered} />}
      <div class="iwt-account-indented-panel">
        {registered ? (
          <>
            <Field
              id="iwt-username"
              label={texts('username')}
              value={username}
              onInput={(value) => {
                setUsername(value);
                memory.setTyped('username', value);
                clear('username');
              }}
              error={problems.username}
              autocomplete="username"
            />
            <Field
              id="iwt-password"
              type="password"
              label={texts('password')}
              value={password}
              onInput={(value) => {
                setPassword(value);
                clear('password');
              }}
              error={problems.password}
              autocomplete="current-password"
            />
            {onRegister && (
              <button type="button" class="iwt-link-button" onClick={onRegister}>
                {texts('needAccount')}
              </button>
            )}
          </>
        ) : (
          <Field
            id="iwt-name"
            label={texts('name')}
            value={name}
            onInput={(value) => {
              setName(value);
              memory.setTyped('name', value);
              clear('name');
            }}
            error={problems.name}
            autocomplete="name"
            optional
          />
        )}
      </div>
    </Form>
  );
}

function AccountChoice(props: { readonly registered: boolean; readonly onChange: (registered: boolean) => void }) {
  const { texts } = usePage();
  return (
    <fieldset class="iwt-account-choice">
      <legend class="field-label">{texts('accountQuestion')}</legend>
      {([true, false] as const).map((value) => (
        <label class="choice iwt-radio-button-checkbox-label" key={String(value)}>
          <input
            class="iwt-radio"
            type="radio"
            name="iwt-account"
            checked={props.registered === value}
            onChange={() => props.onChange(value)}
          />
          {texts(value ? 'haveAccount' : 'noAccount')}
        </label>
      ))}
    </fieldset>
  );
}
