/** What the limits on visitors cost a chat's start: the same starts with an address, which count, and without, which do not. */
import { startServer } from './processes.ts';
import { fixed, median, table } from './report.ts';

const rounds = 7;
const starts = 2_000;

export async function limits(): Promise<void> {
  const server = await startServer('./servers/iwt.ts', 'create-server');
  const seen = { limited: [] as Measured[], free: [] as Measured[] };
  // The first round of each warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const way of ['limited', 'free'] as const) {
      const measured = (await server.ask('starts', {
        count: starts,
        limited: way === 'limited',
      })) as unknown as Measured;
      if (round > 0) seen[way].push(measured);
    }
  }
  await server.stop();
  const [limited, free] = [middle(seen.limited), middle(seen.free)];
  table(
    `Starts of chats on SQLite, a hundred at a time; with all limits ${fixed(limited.rate / free.rate, 2)} of the rate without`,
    ['starts', 'starts/s', 'CPU µs'],
    [
      ['limited', fixed(limited.rate, 0), fixed(limited.cpu)],
      ['not limited', fixed(free.rate, 0), fixed(free.cpu)],
    ],
  );
}

interface Measured {
  readonly rate: number;
  /** CPU microseconds of the server process for one start. */
  readonly cpu: number;
}

function middle(all: readonly Measured[]): Measured {
  return { rate: median(all.map(({ rate }) => rate)), cpu: median(all.map(({ cpu }) => cpu)) };
}
