import type { RoomRow } from './exchange.ts';

export type Health = 'starting' | 'ready' | 'closing' | 'failed';

/** For whoever supervises the process. They answer in every state, and tell nothing else about it. */
export function healthRows(health: () => Promise<Health>): readonly RoomRow[] {
  const head = { kind: 'room', method: 'get', surface: 'api', steps: [] } as const;
  return [
    { ...head, name: 'health.live', path: '/health/live', answer: () => ({ body: { status: 'live' } }) },
    {
      ...head,
      name: 'health.ready',
      path: '/health/ready',
      async answer() {
        const status = await health();
        return { status: status === 'ready' ? 200 : 503, body: { status } };
      },
    },
  ];
}
