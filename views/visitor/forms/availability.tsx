import { useEffect, useState } from 'preact/hooks';
import type { QueueAnswer } from '../client/protocol.ts';
import { usePage } from '../page.ts';
import type { Texts } from '../texts.ts';

/** How often the queue is asked, in milliseconds. The server answers from a cache anyway. */
const EVERY = 20_000;

/** What the queue says, asked while the page is looked at; undefined while nothing is known. */
export function useQueue(server: number, target: string, type: string, wanted: boolean): QueueAnswer | undefined {
  const { api, ports } = usePage();
  const [queue, setQueue] = useState<QueueAnswer>();
  useEffect(() => {
    if (!wanted || target === '') return;
    let cancel = (): void => {};
    let current = true;
    const ask = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        const reply = await api.queue(server, target, type);
        if (!current) return;
        setQueue(reply.ok ? reply.value : undefined);
      }
      cancel = ports.clock.after(EVERY, ask);
    };
    void ask();
    return () => {
      current = false;
      cancel();
    };
  }, [api, ports, server, target, type, wanted]);
  return queue;
}

/** The honest wait in words; undefined when it is not known. */
export function waitText(texts: Texts, wait: number | undefined): string | undefined {
  if (!wait) return undefined;
  return wait < 60 ? texts('waitShort') : texts.count('waitAbout', Math.round(wait / 60));
}

interface AvailabilityProps {
  readonly queue: QueueAnswer | undefined;
  /** The visitor is about to chat, not to ask for something else. */
  readonly chat: boolean;
}

/** Says before a chat whether somebody is there. Its line is reserved, so that nothing moves when the answer comes. */
export function Availability({ queue, chat }: AvailabilityProps) {
  const { texts } = usePage();
  const { agents = 0, wait } = queue ?? {};
  const free = agents > 0 || wait === 0;
  const open = agents > 0 ? texts.count('queueFree', agents) : texts('queueOpen');
  const known = waitText(texts, wait);
  const busy = known ? `${texts('queueBusy')} ${known}` : texts(chat ? 'queueUnknown' : 'queueBusy');
  return (
    <p class={`iwt-availability ${free ? 'iwt-availability-free' : ''}`} role="status">
      {queue && (free ? open : busy)}
    </p>
  );
}
