import { expect, it } from 'vitest';
import { answered, pairOf, refused, settled } from './upstream-servers.ts';

const net = { net: true };
const active = answered(200);
const backup = answered(503);

it('never takes anything without the option', async () => {
  const { upstreams, pass } = pairOf([refused, refused]);
  upstreams.start();
  await pass(60_000);
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([false, false]);
});

it('takes nothing before it is known that no server answers, and then everything, when none ever has', async () => {
  const { upstreams } = pairOf([refused, refused], net);
  expect(upstreams.netIsOut()).toBe(false);
  upstreams.start();
  await settled();
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([true, true]);
});

it('takes new chats at once when the last server is gone, and answers for the configuration 5 s later', async () => {
  const { upstreams, says, pass } = pairOf([active, refused], net);
  upstreams.start();
  await settled();
  says[0] = refused;
  upstreams.heard(0, refused);
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([true, false]);
  await pass(4_900);
  expect(upstreams.netAnswersConfiguration()).toBe(false);
  await pass(100);
  expect(upstreams.netAnswersConfiguration()).toBe(true);
  says[1] = active;
  await pass(1_000);
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([false, false]);
});

it('leaves a backup 30 s to take over', async () => {
  const { upstreams, says, pass } = pairOf([active, backup], net);
  upstreams.start();
  await settled();
  says[0] = refused;
  upstreams.heard(0, refused);
  await pass(29_900);
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([false, false]);
  await pass(100);
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([true, true]);
  says[1] = active;
  await pass(2_000);
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([false, false]);
});

it('does not wait longer because the backup is lost as well', async () => {
  const { upstreams, says, pass } = pairOf([active, backup], net);
  upstreams.start();
  await settled();
  says[0] = refused;
  upstreams.heard(0, refused);
  await pass(28_000);
  says[1] = refused;
  upstreams.heard(1, refused);
  expect([upstreams.netIsOut(), upstreams.netAnswersConfiguration()]).toEqual([true, false]);
  await pass(2_000);
  expect(upstreams.netAnswersConfiguration()).toBe(true);
});

it('stays out while a server is only being tried', async () => {
  const { upstreams, says, pass } = pairOf([active], net);
  upstreams.start();
  await settled();
  says[0] = 'silent';
  let away = 0;
  for (let second = 0; second < 30; second++) {
    await pass(1_000);
    if (second >= 6 && !upstreams.netIsOut()) away++;
  }
  expect(away).toBe(0);
});
