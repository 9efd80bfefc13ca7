import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMoved, movedBody, pack, unpack } from '../../lib/journal/history.ts';

const body = fc.record({ party: fc.nat(50), text: fc.string({ unit: 'binary' }) });
const deflated = (value: unknown) => deflateSync(JSON.stringify(value));

describe('packed texts', () => {
  it('come out as they went in', async () => {
    const entries = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 1e6 }), body), { selector: ([seq]) => seq });
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        const packed = await pack(new Map(all));
        expect([...(await unpack(packed as Buffer))]).toEqual(all);
      }),
    );
  });

  it('are recognised by the body of their row, which no text can have', () => {
    fc.assert(
      fc.property(body, ({ party, text }) => {
        expect(isMoved('text', movedBody(party))).toBe(true);
        expect(JSON.parse(movedBody(party)).party).toBe(party);
        expect(isMoved('text', JSON.stringify({ party, text }))).toBe(false);
        expect(isMoved('text', JSON.stringify({ party, text: movedBody(party) }))).toBe(false);
        expect(isMoved('note', movedBody(party))).toBe(false);
      }),
    );
  });

  it('are not packed when they are too many', async () => {
    const text = 'x'.repeat(1024 * 1024);
    const texts = (count: number) =>
      new Map(Array.from({ length: count }, (_, index) => [index + 1, { party: 0, text }]));
    expect(await pack(texts(15))).toBeInstanceOf(Buffer);
    expect(await pack(texts(16))).toBeUndefined();
  });

  it.each([
    ['no list', {}],
    ['no pairs', [1]],
    ['no number', [['1', { party: 0, text: '' }]]],
    ['no such event', [[0, { party: 0, text: '' }]]],
    ['no text', [[1, { party: 0 }]]],
    ['no party', [[1, { text: '' }]]],
    ['nothing', [[1, null]]],
  ])('are refused when there is %s', async (_what, value) => {
    await expect(unpack(deflated(value))).rejects.toThrow('something else than texts');
  });

  it('are refused when they are damaged, or swell beyond measure', async () => {
    await expect(unpack(Buffer.from('nonsense'))).rejects.toThrow();
    await expect(unpack(deflated([[1, { party: 0, text: 'x' }]]).subarray(0, 8))).rejects.toThrow();
    await expect(unpack(deflateSync(Buffer.alloc(17 * 1024 * 1024, 0x20)))).rejects.toThrow(/larger than/);
  });
});
