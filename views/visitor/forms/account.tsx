import { useState } from 'preact/hooks';
import { usePage } from '../page.ts';
import { Choices } from './choices.tsx';
import { Field } from './field.tsx';
import { collect, complaint, longest } from './limits.ts';
import { type Problems, without } from './problems.ts';

/** Who asks: with an account or without, as the server lets them. */
export interface Account {
  readonly registered: boolean;
  /** Whether both ways are open. */
  readonly choice: boolean;
  readonly name: string;
  readonly username: string;
  readonly password: string;
  setRegistered(registered: boolean): void;
  setName(name: string): void;
  setUsername(username: string): void;
  setPassword(password: string): void;
  check(): Problems;
  /** Name and password as the protocol wants them. */
  participant(): { readonly name: string; readonly password: string };
}

/** `capabilities`: of the kind of interaction. `made`: user name of an account made a moment ago. */
export function useAccount(capabilities: readonly string[], made?: string): Account {
  const { memory, parameters, texts } = usePage();
  const withAccount = capabilities.includes('supportAuthenticationTracker');
  const anonymous = capabilities.includes('supportAuthenticationAnonymous');
  const [wanted, setRegistered] = useState(made !== undefined || memory.typed('account') !== 'no');
  const registered = withAccount && (wanted || !anonymous);
  const [name, setName] = useState(memory.typed('name') || parameters.name);
  const [username, setUsername] = useState(made ?? memory.typed('username'));
  const [password, setPassword] = useState('');
  const kept = (field: string, set: (value: string) => void) => (value: string) => {
    set(value);
    memory.setTyped(field, value);
  };
  return {
    ...{ registered, choice: withAccount && anonymous, name, username, password },
    setRegistered(value) {
      setRegistered(value);
      memory.setTyped('account', value ? '' : 'no');
    },
    setName: kept('name', setName),
    setUsername: kept('username', setUsername),
    setPassword,
    check() {
      if (!registered) return collect({ name: complaint(texts, name, longest.name) });
      return collect({
        username: complaint(texts, username, longest.username, texts('missingUsername')),
        password: complaint(texts, password, longest.password, texts('missingPassword')),
      });
    },
    participant: () => ({
      name: registered ? username.trim() : name.trim() || texts('anonymous'),
      password: registered ? password : '',
    }),
  };
}

interface AccountFieldsProps {
  readonly account: Account;
  readonly problems: Problems;
  readonly onProblems: (change: (known: Problems) => Problems) => void;
  readonly onRegister: (() => void) | undefined;
}

/** "I have an account" or not, and what then is asked for (handlers-and-site section 6.8). */
export function AccountFields({ account, problems, onProblems, onRegister }: AccountFieldsProps) {
  const { texts } = usePage();
  const input = (field: string, set: (value: string) => void) => (value: string) => {
    set(value);
    onProblems((known) => without(known, field, 'form'));
  };
  return (
    <>
      {account.choice && <AccountChoice registered={account.registered} onChange={account.setRegistered} />}
      <div class="iwt-account-indented-panel">
        {account.registered ? (
          <>
            <Field
              id="iwt-username"
              label={texts('username')}
              value={account.username}
              onInput={input('username', account.setUsername)}
              error={problems.username}
              autocomplete="username"
            />
            <Field
              id="iwt-password"
              type="password"
              label={texts('password')}
              value={account.password}
              onInput={input('password', account.setPassword)}
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
            value={account.name}
            onInput={input('name', account.setName)}
            error={problems.name}
            autocomplete="name"
            optional
          />
        )}
      </div>
    </>
  );
}

function AccountChoice(props: { readonly registered: boolean; readonly onChange: (registered: boolean) => void }) {
  const { texts } = usePage();
  return (
    <Choices
      name="iwt-account"
      legend={texts('accountQuestion')}
      choices={[
        { value: 'yes', label: texts('haveAccount') },
        { value: 'no', label: texts('noAccount') },
      ]}
      chosen={props.registered ? 'yes' : 'no'}
      onChange={(value) => props.onChange(value === 'yes')}
    />
  );
}
