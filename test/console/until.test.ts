import { describe, expect, it } from 'vitest';
import { untilOf } from '../../views/agent/until.ts';

describe('the end of a status', () => {
  const local = (text: string) => new Date(text).toISOString();
  const now = new Date('2026-01-05T14:30:00').getTime();

  it('is the next such time when only a time is given', () => {
    expect(untilOf('', '15:00', now)).toBe(local('2026-01-05T15:00:00'));
    expect(untilOf('', '14:30', now)).toBe(local('2026-01-06T14:30:00'));
    expect(untilOf('', '09:05', now)).toBe(local('2026-01-06T09:05:00'));
  });

  it('begins with the day when only a date is given', () => {
    expect(untilOf('2026-02-28', '', now)).toBe(local('2026-02-28T00:00:00'));
    expect(untilOf('2026-02-28', '08:00', now)).toBe(local('2026-02-28T08:00:00'));
  });

  it('is never over already', () => {
    expect(untilOf('2026-01-05', '', now)).toBe('past');
    expect(untilOf('2026-01-05', '14:00', now)).toBe('past');
    expect(untilOf('', '', now)).toBeUndefined();
  });
});
