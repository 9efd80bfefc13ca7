import { useLayoutEffect, useState } from 'preact/hooks';
import { fromActive } from '../client/active.ts';
import type { Identity } from '../client/memory.ts';
import type { Capabilities, ChatEvent, Refusal } from '../client/protocol.ts';
import { usePage } from '../page.ts';
import { AccountFields, useAccount } from './account.tsx';
import { Form } from './form.tsx';
import { tellRefusal } from './limits.ts';
import type { Problems } from './problems.ts';
import { TranscriptFields, useTranscript } from './transcript-fields.tsx';

interface ChatFormProps {
  readonly server: number;
  readonly capabilities: Capabilities;
  /** User name of an account made a moment ago. */
  readonly made: string | undefined;
  readonly onRegister: (() => void) | undefined;
  /** With what the server said at once. */
  readonly onStarted: (identity: Identity, events: readonly ChatEvent[]) => void;
  readonly onRefused: (refusal: Refusal) => void;
}

/** Starts a chat, with an account or without (handlers-and-site section 6.8). */
export function ChatForm({ server, capabilities, made, onRegister, onStarted, onRefused }: ChatFormProps) {
  const { api, memory, parameters, ports, texts } = usePage();
  const account = useAccount(capabilities.chat, made);
  const transcript = useTranscript(account);
  const [problems, setProblems] = useState<Problems>({});
  const offered = capabilities.chat.includes('transcript');
  const [busy, setBusy] = useState(false);

  useLayoutEffect(() => {
    if (made) document.getElementById('iwt-password')?.focus();
  }, [made]);

  function refused(refusal: Refusal): Problems {
    const { reason, params } = refusal;
    onRefused(refusal);
    if (reason === 'error.websvc.userdb.badCredentials') return { password: texts.error(reason) };
    if (params.field === 'emailAddress') {
      const missing = reason.endsWith('.missingData');
      return { emailAddress: texts(missing ? 'missingTranscriptAddress' : 'emailRefused') };
    }
    return { form: tellRefusal(texts, texts('startFailed'), reason, params) };
  }

  async function submit(): Promise<void> {
    const found = { ...account.check(), ...(offered && transcript.check()) };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const { target, targetType, customInfo, attributes, routingContexts } = parameters;
    const asked = {
      ...account.participant(),
      ...{ target, targetType, customInfo, attributes, routingContexts },
      language: texts.language,
      transcriptTo: offered ? transcript.to() : undefined,
    };
    const answer = await fromActive(api.servers, server, (at) => api.start(at, asked));
    setBusy(false);
    const { reply } = answer;
    if (reply.ok && reply.value.chatID && reply.value.participantID) {
      for (const field of ['account', 'name', 'username']) memory.setTyped(field, '');
      const { chatID, participantID, resumable, events } = reply.value;
      const seat = { server: answer.server, participantID, resumable, offset: 0 };
      return onStarted({ ...seat, chatID, startedAt: ports.clock.now(), target, targetType }, events);
    }
    setProblems(refused(reply.ok ? { ok: false, reason: 'error.websvc', lost: false, params: {} } : reply));
  }

  return (
    <Form
      name="iwt-chat-form-panel"
      problems={problems}
      busy={busy}
      submit={texts('startChat')}
      submitting={texts('starting')}
      onSubmit={submit}
    >
      <AccountFields account={account} problems={problems} onProblems={setProblems} onRegister={onRegister} />
      {offered && <TranscriptFields transcript={transcript} problems={problems} onProblems={setProblems} />}
    </Form>
  );
}
