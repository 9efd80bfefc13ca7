import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitText } from '../../views/pages/callback-texts.ts';
import { waitRange } from '../../views/pages/callback-wait.ts';
import { localeFor } from '../../views/pages/texts.ts';

const unitSeconds = { minute: 60, hour: 3600 };

test.each([
  [1, 'less than a minute'],
  [30, 'less than a minute'],
  [59, 'less than 2 minutes'],
  [120, 'about 1 to 3 minutes'],
  [180, 'about 2 to 5 minutes'],
  [240, 'about 3 to 6 minutes'],
  [400, 'about 5 to 10 minutes'],
  [600, 'about 5 to 15 minutes'],
  [1800, 'about 20 to 45 minutes'],
  [3600, 'about 45 to 90 minutes'],
  [7200, 'about 1 to 3 hours'],
  [36_000, 'about 7 to 15 hours'],
])('%i seconds are %s', (seconds, text) => {
  expect(waitText(seconds, localeFor('en').callback, 'en-us')).toBe(text);
});

test('a range holds the expected wait, grows with it, and is in whole units', () => {
  const seconds = fc.integer({ min: 1, max: 200_000 });
  fc.assert(
    fc.property(seconds, seconds, (one, other) => {
      const [short, long] = [Math.min(one, other), Math.max(one, other)].map((wait) => {
        const { unit, from, to } = waitRange(wait);
        const ends = { from: from * unitSeconds[unit], to: to * unitSeconds[unit] };
        expect(Number.isInteger(from) && Number.isInteger(to)).toBe(true);
        expect(ends.from).toBeLessThanOrEqual(wait);
        expect(ends.to).toBeGreaterThanOrEqual(wait);
        expect(from).toBeLessThan(to);
        return ends;
      });
      expect(short?.to).toBeLessThanOrEqual(long?.to ?? 0);
    }),
    { numRuns: 2_000 },
  );
});
