import '../styles/callback.css';
import { useEffect, useState } from 'preact/hooks';
import { fromActive } from '../client/active.ts';
import { type CallbackInput, createCallbackApi } from '../client/callback-api.ts';
import type { KeptCallback } from '../client/callback-memory.ts';
import type { Opening } from '../client/opening.ts';
import type { Capabilities, Refusal } from '../client/protocol.ts';
import { AccountFields, useAccount } from '../forms/account.tsx';
import { Choices } from '../forms/choices.tsx';
import { Field } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { type Problems, without } from '../forms/problems.ts';
import { usePage } from '../page.ts';
import { checkRequest, type RequestFields, refusedRequest } from './check.ts';
import { SubjectField } from './subject-field.tsx';
import { TimeFields } from './time-fields.tsx';

export interface CallbackFormProps {
  readonly server: number;
  readonly capabilities: Capabilities;
  /** Undefined: the server knows nothing beyond the protocol, so there is no time to choose and no e-mail. */
  readonly opening: Opening | undefined;
  /** The visitor wants to leave a message. */
  readonly byEmail: boolean;
  readonly onRegister: (() => void) | undefined;
  /** What the page knows of opening hours is out of date. */
  readonly onStale: () => void;
  readonly onRefused: (refusal: Refusal) => void;
  readonly onCreated: (kept: KeptCallback) => void;
}

/** Asks for a callback, or leaves a message that is answered by e-mail. */
export function CallbackForm(props: CallbackFormProps) {
  const { server, capabilities, opening, onStale, onRefused, onCreated } = props;
  const { api, memory, parameters, ports, texts, times } = usePage();
  const account = useAccount(capabilities.callback);
  const [fields, setFields] = useState<RequestFields>(() => ({
    byEmail: opening !== undefined && (props.byEmail || memory.typed('how') === 'email'),
    telephone: memory.typed('telephone'),
    email: memory.typed('email'),
    subject: memory.typed('subject'),
    chosen: false,
    preferredAt: undefined,
  }));
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const { byEmail } = fields;

  useEffect(() => {
    // Needed as soon as the request is made, when the network may be slow.
    import('./callback-page.tsx').catch(() => {});
  }, []);

  function change(next: Partial<RequestFields>, ...corrected: readonly string[]): void {
    setFields((known) => ({ ...known, ...next }));
    setProblems((known) => without(known, 'form', ...corrected));
  }

  function input(field: 'telephone' | 'email' | 'subject') {
    return (value: string): void => {
      memory.setTyped(field, value);
      change({ [field]: value }, field);
    };
  }

  function request(): CallbackInput {
    const { callbackTarget: target, callbackTargetType: targetType, customInfo } = parameters;
    const { callbackAttributes: attributes, callbackRoutingContexts: routingContexts } = parameters;
    return {
      ...account.participant(),
      ...{ target, targetType, customInfo, attributes, routingContexts },
      telephone: byEmail ? '' : fields.telephone.trim(),
      emailAddress: byEmail ? fields.email.trim() : undefined,
      subject: fields.subject.trim(),
      preferredAt: fields.chosen && !byEmail ? fields.preferredAt : undefined,
      timeZone: times.zone,
      language: texts.language,
    };
  }

  async function submit(): Promise<void> {
    const found = { ...account.check(), ...checkRequest(texts, fields) };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const asked = request();
    const calls = createCallbackApi(api);
    const { reply, server: taker } = await fromActive(api.servers, server, (at) => calls.create(at, asked));
    setBusy(false);
    if (!reply.ok) {
      onRefused(reply);
      const refused = refusedRequest(texts, fields, reply);
      if (refused.preferredAt !== undefined || refused.form !== undefined) onStale();
      return setProblems(refused);
    }
    for (const field of ['account', 'name', 'username', 'how', 'telephone', 'email', 'subject']) {
      memory.setTyped(field, '');
    }
    const { subject, telephone, preferredAt } = asked;
    const email = asked.emailAddress ?? '';
    onCreated({ ...reply.value, server: taker, createdAt: ports.clock.now(), subject, telephone, email, preferredAt });
  }

  return (
    <Form
      name="iwt-callback-form-panel"
      problems={problems}
      busy={busy}
      submit={texts(byEmail ? 'submitMessage' : 'submitCallback')}
      submitting={texts(byEmail ? 'submittingMessage' : 'submittingCallback')}
      onSubmit={submit}
    >
      {opening && (
        <Choices
          name="iwt-callback-how"
          legend={texts('callbackHow')}
          choices={[
            { value: 'phone', label: texts('callbackByPhone') },
            { value: 'email', label: texts('callbackByEmail') },
          ]}
          chosen={byEmail ? 'email' : 'phone'}
          onChange={(value) => {
            memory.setTyped('how', value === 'email' ? value : '');
            change({ byEmail: value === 'email' }, 'telephone', 'email', 'subject', 'preferredAt');
          }}
        />
      )}
      <AccountFields account={account} problems={problems} onProblems={setProblems} onRegister={props.onRegister} />
      {byEmail ? (
        <Field
          id="iwt-email"
          type="email"
          label={texts('email')}
          value={fields.email}
          onInput={input('email')}
          error={problems.email}
          autocomplete="email"
        />
      ) : (
        <Field
          id="iwt-telephone"
          type="tel"
          label={texts('telephone')}
          value={fields.telephone}
          onInput={input('telephone')}
          error={problems.telephone}
          hint={texts('telephoneHint')}
          autocomplete="tel"
        />
      )}
      <SubjectField
        label={texts(byEmail ? 'messageText' : 'callbackSubject')}
        value={fields.subject}
        onInput={input('subject')}
        error={problems.subject}
      />
      {!byEmail && opening && opening.slots.length > 0 && (
        <TimeFields
          opening={opening}
          chosen={fields.chosen}
          preferredAt={fields.preferredAt}
          onChange={(chosen, preferredAt) => change({ chosen, preferredAt }, 'preferredAt')}
          error={problems.preferredAt}
        />
      )}
    </Form>
  );
}
