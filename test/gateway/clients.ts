import type { ChatEvent } from '../../lib/wire/messages.ts';
import type { ChatAnswer } from '../support/visitor.ts';
import { textsOf } from '../support/visitor.ts';

/** What became of the requests of one or more clients. */
export interface Tally {
  requests: number;
  /** Answered with another status than 200, or not at all. */
  failed: number;
  /** Milliseconds that the slowest took. */
  slowest: number;
}

export const tally = (): Tally => ({ requests: 0, failed: 0, slowest: 0 });

/** Answers undefined for what clients take for a lost server: any status but 200, or none. */
type Ask = (path: string, body?: unknown) => Promise<ChatAnswer | undefined>;

/** After so long clients give up a request (visitor-protocol section 2.9). */
const GIVE_UP_MS = 12_000;

function asker(base: () => string, count: Tally): Ask {
  return async (path, body) => {
    const begun = performance.now();
    count.requests++;
    try {
      const response = await fetch(`${base()}/${path}`, {
        signal: AbortSignal.timeout(GIVE_UP_MS),
        ...(body === undefined
          ? {}
          : { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      });
      const answer = (await response.json()) as { chat: ChatAnswer } | readonly unknown[];
      if (response.status === 200) return 'chat' in answer ? answer.chat : (answer as never);
    } catch {
      // As good as no answer.
    } finally {
      count.slowest = Math.max(count.slowest, performance.now() - begun);
    }
    count.failed++;
    return undefined;
  };
}

/** Between two attempts, so that a server that is away is not asked thousands of times a second. */
const breath = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

export interface PairVisitor {
  readonly name: string;
  readonly chatID: string;
  readonly participantID: string;
  /** Resolves when it is known to have arrived. */
  say(text: string): Promise<void>;
  /** Polls once. */
  poll(): Promise<void>;
  /** Polls until all these texts have come, whoever said them. */
  until(...texts: readonly string[]): Promise<void>;
  /** Everything said, in the order it came: `Agent: hello`. */
  texts(): string[];
}

async function begin(ask: Ask, name: string, target: string) {
  const participant = { name, credentials: '' };
  const started = await ask('chat/start', { participant, target, targetType: 'Workgroup', language: 'en-us' });
  if (started?.status.type !== 'success') throw new Error(`No chat began: ${started?.status.reason ?? 'no answer'}.`);
  return { participantID: started.participantID as string, chatID: started.chatID as string };
}

function refused(answer: ChatAnswer): Error {
  return new Error(`The chat was refused: ${answer.status.reason}.`);
}

async function untilAll(visitor: Pick<PairVisitor, 'poll' | 'texts'>, texts: readonly string[]): Promise<void> {
  const has = () => texts.every((text) => visitor.texts().some((said) => said.endsWith(`: ${text}`)));
  while (!has()) {
    await visitor.poll();
    if (!has()) await breath();
  }
}

/**
 * A visitor with our own page: sends what got no answer again under the same `clientMessageId`, and says with each poll
 * what it has.
 */
export async function pageVisitor(
  base: string,
  name: string,
  count = tally(),
  target = 'Support',
): Promise<PairVisitor> {
  const ask = asker(() => base, count);
  const ids = await begin(ask, name, target);
  const events: ChatEvent[] = [];
  let said = 0;

  const visitor: PairVisitor = {
    name,
    ...ids,
    async say(message) {
      const clientMessageId = `${name}-${said++}`;
      for (;;) {
        const answer = await ask(`chat/sendMessage/${ids.participantID}`, { message, clientMessageId });
        if (answer?.status.type === 'success') return;
        if (answer) throw refused(answer);
        await breath();
      }
    },
    async poll() {
      // A typing event carries the number of the event that comes next.
      const numbers = events.filter(({ type }) => type !== 'typingIndicator').map((event) => event.sequenceNumber);
      const answer = await ask(`chat/poll/${ids.participantID}?after=${Math.max(-1, ...numbers)}`);
      if (answer && answer.status.type !== 'success') throw refused(answer);
      events.push(...(answer?.events ?? []));
    },
    until: (...texts) => untilAll(visitor, texts),
    texts: () => textsOf(events),
  };
  return visitor;
}

/**
 * A visitor with the page that came with the original (visitor-protocol section 13.6): any lost request makes it ask
 * both servers in turn for their configuration and reconnect at the first that answers. It has no number for a message;
 * the person in front of it sends a text again that has not come back.
 */
export async function genuineVisitor(
  root: string,
  name: string,
  count = tally(),
  target = 'Support',
): Promise<PairVisitor & { readonly failovers: () => number; readonly blocked: () => boolean }> {
  const fragments = ['Server1', 'Server2'];
  let current = 0;
  let failovers = 0;
  let blocked = false;
  const ask = asker(() => `${root}/${fragments[current]}/websvcs`, count);
  let { participantID, chatID } = await begin(ask, name, target);
  const events: ChatEvent[] = [];

  async function failOver(): Promise<void> {
    failovers++;
    for (;;) {
      const configuration = (await ask('serverConfiguration')) as unknown as Configuration | undefined;
      const can = configuration?.[0]?.serverConfiguration.capabilities;
      if (can?.chat.includes('reconnect') && can.callback.includes('reconnect')) break;
      current = 1 - current;
      await breath(100);
    }
    const answer = await ask('chat/reconnect', { chatID });
    if (answer?.status.type !== 'success') {
      blocked = true;
      throw new Error(`The window is blocked: ${answer?.status.reason ?? 'no answer'}.`);
    }
    participantID = answer.participantID as string;
    events.push(...(answer.events ?? []));
  }

  const visitor = {
    name,
    chatID,
    participantID,
    failovers: () => failovers,
    blocked: () => blocked,
    async say(message: string) {
      const came = () => visitor.texts().filter((text) => text === `WebUser: ${message}`).length;
      const before = came();
      for (;;) {
        const answer = await ask(`chat/sendMessage/${participantID}`, { message, contentType: 'text/plain' });
        if (answer?.status.type === 'success') return;
        if (answer) throw refused(answer);
        await failOver();
        await visitor.poll();
        if (came() > before) return;
      }
    },
    async poll() {
      const answer = await ask(`chat/poll/${participantID}`);
      if (answer === undefined) return failOver();
      if (answer.status.type !== 'success') throw refused(answer);
      events.push(...(answer.events ?? []));
    },
    until: (...texts: readonly string[]) => untilAll(visitor, texts),
    texts: () => textsOf(events),
  };
  return visitor;
}

type Configuration = readonly [
  { readonly serverConfiguration: { readonly capabilities: { readonly chat: string[]; readonly callback: string[] } } },
];
