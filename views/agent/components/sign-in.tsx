import type { JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useEngine } from '../hooks.ts';
import { ApiError } from '../sync/api.ts';
import { t, textOf, tn } from '../texts.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icons.tsx';

/** The page before anybody is signed in. */
export function SignInPage(): JSX.Element {
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <div class="sign-in-mark">
          <Icon name="chat" />
        </div>
        <h1>{t('signIn.title')}</h1>
        <SignInForm signIn={useEngine().signIn} />
      </div>
    </main>
  );
}

/** Over everything when the session ended; what lies under it stays as it is. */
export function SignInAgain({ username }: { username: string }): JSX.Element {
  return (
    <Dialog title={t('signIn.again.title')} onClose={() => undefined} closable={false} class="dialog-narrow">
      <p>{t('signIn.again.text')}</p>
      <SignInForm username={username} signIn={useEngine().signIn} />
    </Dialog>
  );
}

interface Failure {
  readonly text: string;
  readonly reference?: string;
}

interface SignInFormProps {
  /** @throws ApiError */
  readonly signIn: (username: string, password: string) => Promise<void>;
  readonly username?: string;
}

export function SignInForm({ signIn, username = '' }: SignInFormProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const alive = useRef(true);
  const id = useId();

  useLayoutEffect(() => {
    (username ? password : name).current?.focus();
    return () => {
      alive.current = false;
    };
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !name.current || !password.current) return;
    const missing = [name.current, password.current].find((input) => input.value === '');
    if (missing) {
      setFailure({ text: t(missing === name.current ? 'signIn.noName' : 'signIn.noPassword') });
      return missing.focus();
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await signIn(name.current.value, password.current.value);
    } catch (error) {
      if (!alive.current) return;
      setFailure(failureOf(error));
      if (password.current) {
        password.current.focus();
        password.current.select();
      }
    }
    if (alive.current) setBusy(false);
  };

  const invalid = failure !== undefined;
  return (
    <form class="sign-in-form" onSubmit={submit} noValidate>
      <div class="field">
        <label class="field-label" for={`${id}-name`}>
          {t('signIn.name')}
        </label>
        <input
          id={`${id}-name`}
          ref={name}
          class="input"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          defaultValue={username}
          data-autofocus={username ? undefined : ''}
          required
          maxLength={100}
          aria-invalid={invalid}
          aria-describedby={invalid ? `${id}-error` : undefined}
        />
      </div>
      <div class="field">
        <label class="field-label" for={`${id}-password`}>
          {t('signIn.password')}
        </label>
        <div class="input-with-button">
          <input
            id={`${id}-password`}
            ref={password}
            class="input"
            name="password"
            data-autofocus={username ? '' : undefined}
            type={shown ? 'text' : 'password'}
            autocomplete="current-password"
            autocapitalize="none"
            spellcheck={false}
            required
            aria-invalid={invalid}
            aria-describedby={invalid ? `${id}-error` : undefined}
          />
          <button
            type="button"
            class="button button-quiet button-icon"
            aria-pressed={shown}
            aria-label={t('signIn.show')}
            title={t('signIn.show')}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        </div>
      </div>
      <div class="sign-in-error" id={`${id}-error`} role="alert">
        {failure && (
          <p class="field-error">
            <span>
              {failure.text} {failure.reference && <span class="reference">{failure.reference}</span>}
            </span>
          </p>
        )}
      </div>
      <button type="submit" class="button button-primary" aria-disabled={busy}>
        {busy ? t('signIn.busy') : t('signIn.action')}
      </button>
    </form>
  );
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { text: t('error.internal') };
  if (error.status === 429) {
    const minutes = Math.ceil((error.retryAfter ?? 0) / 60);
    return { text: minutes > 0 ? tn('signIn.limitedFor', minutes) : t('signIn.limited') };
  }
  if (error.status === 401) return { text: t('signIn.bad') };
  return { text: textOf(`error.${error.code}`, {}, t('error.internal')), reference: error.reference };
}
