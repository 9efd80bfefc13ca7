import type { Operations } from '../operations/operations.ts';
import type { RoomRow } from './exchange.ts';

/**
 * For whoever supervises the process; they answer in every state. `operations` is undefined while the rooms are not
 * there, and `state` says why.
 */
export function healthRows(
  operations: () => Operations | undefined,
  state: () => string,
  /** Whether anybody may read the metrics; their path is the host's otherwise. */
  metrics: boolean,
): readonly RoomRow[] {
  const head = { kind: 'room', method: 'get', surface: 'api', steps: [] } as const;
  const unready = () => ({
    status: 503,
    headers: { 'Retry-After': '5' },
    body: { status: 'unready', problem: state() },
  });
  const rows: RoomRow[] = [
    { ...head, name: 'health.live', path: '/health/live', answer: () => ({ body: { status: 'up' } }) },
    { ...head, name: 'health.ready', path: '/health/ready', answer: () => operations()?.ready() ?? unready() },
  ];
  if (metrics) {
    const answer: RoomRow['answer'] = ({ address }) => operations()?.metrics.show(address) ?? unready();
    rows.push({ ...head, name: 'metrics', path: '/metrics', answer });
  }
  return rows;
}
