/** One event as it came over the wire; `data` is parsed. */
export interface StreamedEvent<Data = Record<string, unknown>> {
  readonly event: string;
  /** As a browser keeps it: that of the newest event that had one. */
  readonly id: string;
  readonly data: Data;
}

export interface EventStream {
  /** Everything that came so far. */
  readonly events: readonly StreamedEvent[];
  /** The first event that fits, now or later. Rejects when the stream ends before it comes. */
  until(fits: (event: StreamedEvent) => boolean): Promise<StreamedEvent>;
  lastEventId(): string;
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens server-sent events as a browser would. Rejects unless the answer is a stream. */
export async function openEventStream(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { Accept: 'text/event-stream', ...headers }, signal: abort.signal });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
    abort.abort();
    throw new Error(`${url} answered ${response.status}, and no stream.`);
  }
  const events: StreamedEvent[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  let id = '';

  function take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (name !== '') fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
    }
    id = fields.get('id') ?? id;
    const data = fields.get('data');
    if (data !== undefined) events.push({ event: fields.get('event') ?? 'message', id, data: JSON.parse(data) });
  }

  async function read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block);
      for (const wake of [...waiting]) wake();
    }
  }

  const ended = read(response.body)
    .catch(() => undefined)
    .then(() => {
      over = true;
      for (const wake of [...waiting]) wake();
    });

  return {
    events,
    ended,
    lastEventId: () => id,
    close: () => abort.abort(),
    until(fits) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = events.find(fits);
          if (!found && !over) return;
          waiting.delete(look);
          if (found) resolve(found);
          else reject(new Error(`The stream ended after ${events.map(({ event }) => event).join(', ')}.`));
        };
        waiting.add(look);
        look();
      });
    },
  };
}
