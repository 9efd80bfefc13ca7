import { expect, it } from 'vitest';
import { runChild } from '../support/children.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { interactionId, stored } from './made.ts';

const writers = 40;
const last = interactionId(writers);

describeEachDatabase('kill -9 in a burst of commits', (open, dialect) => {
  it('leaves on disk what was answered, in order and once, and nothing half', async () => {
    const database = await open({ file: true });
    const child = runChild('test/journal/writing-child.ts', [database.url, String(writers)]);
    await child.printed(`${last} 20\n`);
    child.process.kill('SIGKILL');
    const { out, signal, err } = await child.ended;
    expect({ signal, err }).toEqual({ signal: 'SIGKILL', err: '' });

    const answered = new Map<string, number>();
    // The last line may be cut.
    for (const line of out.split('\n').slice(0, -1)) {
      const [interaction = '', seq] = line.split(' ');
      expect(Number(seq)).toBe((answered.get(interaction) ?? 0) + 1);
      answered.set(interaction, Number(seq));
    }
    // MariaDB may still be at the last commit: both tables at one moment.
    const moment = dialect === 'mysql' ? ({ isolationLevel: 'repeatable read' } as const) : {};
    const [found, cursors] = await database.knex.transaction(async (knex) => {
      const rows: { participant_digest: string; delivered: number }[] = await knex('iwt_cursor');
      return [await stored({ knex }), rows] as const;
    }, moment);
    const delivered = new Map(cursors.map((row) => [row.participant_digest, row.delivered]));
    for (const [interaction, seq] of answered) {
      const texts = found.get(interaction) ?? [];
      expect(texts).toEqual(texts.map((_, index) => `${index + 1} ${interaction} text ${index + 1}`));
      // Beyond what was answered there is at most what was on its way.
      expect(texts.length - seq).toBeGreaterThanOrEqual(0);
      expect(texts.length - seq).toBeLessThanOrEqual(1);
      // The rest of a change is there exactly when its event is.
      expect(delivered.get(interaction)).toBe(texts.length);
    }
    expect(answered.size).toBe(writers);
  });
});
