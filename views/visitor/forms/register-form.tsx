import { useState } from 'preact/hooks';
import { fromActive } from '../client/active.ts';
import type { Refusal } from '../client/protocol.ts';
import { usePage } from '../page.ts';
import type { Texts } from '../texts.ts';
import { Field } from './field.tsx';
import { Form } from './form.tsx';
import { collect, complaint, longest, shortestPassword, tellRefusal } from './limits.ts';
import { type Problems, without } from './problems.ts';

interface RegisterFormProps {
  readonly server: number;
  readonly onRegistered: (username: string) => void;
}

/** Creates an account (handlers-and-site section 6.8); the confirmation of the password stays here. */
export function RegisterForm({ server, onRegistered }: RegisterFormProps) {
  const { api, texts } = usePage();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [confirm, setConfirm] = useState('');
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    const found = check(texts, username, password, confirm);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const asked = fromActive(api.servers, server, (at) => api.register(at, username.trim(), password));
    const { reply } = await asked;
    setBusy(false);
    if (reply.ok) onRegistered(username.trim());
    else setProblems(refused(texts, reply));
  }

  const input = (field: string, set: (value: string) => void) => (value: string) => {
    set(value);
    setProblems((known) => without(known, field, 'form'));
  };
  return (
    <Form
      name="iwt-register-form-panel"
      problems={problems}
      busy={busy}
      submit={texts('createAccount')}
      submitting={texts('creating')}
      onSubmit={submit}
    >
      <Field
        id="iwt-new-username"
        label={texts('username')}
        value={username}
        onInput={input('username', setUsername)}
        error={problems.username}
        autocomplete="username"
      />
      <Field
        id="iwt-new-password"
        type="password"
        label={texts('password')}
        value={password}
        onInput={input('password', setPassword)}
        error={problems.password}
        hint={texts('passwordHint')}
        autocomplete="new-password"
      />
      <Field
        id="iwt-confirm-password"
        type="password"
        label={texts('confirmPassword')}
        value={confirm}
        onInput={input('confirm', setConfirm)}
        error={problems.confirm}
        autocomplete="new-password"
      />
    </Form>
  );
}

function check(texts: Texts, username: string, password: string, confirm: string): Problems {
  const short = password !== '' && [...password].length < shortestPassword;
  return collect({
    username: complaint(texts, username, longest.username, texts('missingNewUsername')),
    password: short
      ? texts.count('passwordShort', shortestPassword)
      : complaint(texts, password, longest.password, texts('missingNewPassword')),
    confirm: confirm === '' ? texts('missingConfirm') : confirm === password ? undefined : texts('passwordsDiffer'),
  });
}

/** The server says which field it refused, and why, in the parameters of its answer. */
function refused(texts: Texts, { reason, params }: Refusal): Problems {
  if (reason === 'error.websvc.userdb.accountExists') return { username: texts.error(reason) };
  const { field, problem } = params;
  if (field === 'username') return { username: texts('fieldRefused') };
  if (field === 'password') {
    if (problem === 'short') return { password: texts.count('passwordShort', shortestPassword) };
    if (problem === 'long') return { password: texts.count('tooLong', longest.password) };
    return { password: texts(problem === 'name' ? 'passwordName' : 'passwordCommon') };
  }
  return { form: tellRefusal(texts, texts('registerFailed'), reason, params) };
}
