import { expect, it } from 'vitest';
import { createOwnVisitors } from '../../lib/proxy/own-visitors.ts';
import { testClock } from '../support/clock.ts';
import { silentLog } from '../support/databases.ts';
import { settled } from './upstream-servers.ts';

const ours = '6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10';
const theirs = '0e3f7f0a-3b0b-4f0e-8c8e-3b5a2f3d9b11';

function visitors(lookUp: (id: string) => Promise<boolean> = async (id) => id === ours) {
  const clock = testClock();
  const asked: string[] = [];
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, says: string) => void warnings.push(says) };
  const counted = (id: string) => {
    asked.push(id);
    return lookUp(id);
  };
  return { own: createOwnVisitors({ lookUp: counted, clock, log }), clock, asked, warnings };
}

it('each visitor is looked up once, in any letter case, and known at once from then on', async () => {
  const { own, asked } = visitors();
  expect(await Promise.all([own.has(ours), own.has(theirs), own.has(ours.toUpperCase())])).toEqual([true, false, true]);
  expect([own.has(ours.toUpperCase()), own.has(theirs)]).toEqual([true, false]);
  expect(asked).toEqual([ours, theirs]);
});

it('what is no id of ours is not looked up', () => {
  const { own, asked } = visitors();
  for (const id of ['', '1000123456', 'x'.repeat(5_000), `${ours}0`, `{${ours}}`]) expect(own.has(id)).toBe(false);
  expect(asked).toEqual([]);
});

it('a database that fails or does not answer keeps no visitor of the CIC servers waiting', async () => {
  const { own, clock, asked, warnings } = visitors((id) =>
    id === theirs ? new Promise(() => {}) : Promise.reject(new Error('away')),
  );
  const waiting = own.has(theirs);
  clock.advance(1_000);
  expect(await waiting).toBe(false);
  expect(own.has(ours)).toBe(false);
  clock.advance(1_000);
  expect(await own.has(ours)).toBe(false);
  expect([own.has(ours), own.has(theirs)]).toEqual([false, false]);
  expect(asked).toEqual([theirs, ours]);
  expect(warnings).toHaveLength(2);
});

it('nothing that failed is remembered', async () => {
  let works = false;
  const { own, clock } = visitors(async () => {
    if (works) return true;
    throw new Error('away');
  });
  expect(await own.has(ours)).toBe(false);
  works = true;
  clock.advance(1_000);
  expect(await own.has(ours)).toBe(true);
});

it('memory stays bounded', async () => {
  const { own, asked } = visitors(async () => false);
  const id = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
  for (let i = 0; i < 100_001; i++) void own.has(id(i));
  await settled();
  expect(own.has(id(100_000))).toBe(false);
  expect(asked).toHaveLength(100_001);
  await own.has(id(0));
  expect(asked).toHaveLength(100_002);
});
