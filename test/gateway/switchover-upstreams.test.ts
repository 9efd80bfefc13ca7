import { describe, expect, it } from 'vitest';
import { answered, pairOf, refused, settled, timeOut } from './upstream-servers.ts';

const active = answered(200);
const backup = answered(503);

describe('health checks', () => {
  it('ask at once, then every 2 s, and every second while a server is gone', async () => {
    const { upstreams, checks, says, pass } = pairOf([active, refused]);
    await pass(1_000);
    expect(checks).toEqual([0, 0]);
    upstreams.start();
    await settled();
    expect(checks).toEqual([1, 1]);
    await pass(6_000);
    expect(checks).toEqual([4, 7]);
    says[1] = active;
    await pass(1_000);
    expect(upstreams.states()[1]).toMatchObject({ circuit: 'closed', role: 'active' });
  });

  it('give up after 2 s, ask once more, and then know', async () => {
    const { upstreams, checks, aborted, pass } = pairOf(['silent']);
    upstreams.start();
    await pass(1_900);
    expect([checks, aborted]).toEqual([[1], [0]]);
    await pass(200);
    expect([checks, aborted]).toEqual([[2], [1]]);
    expect(upstreams.states()[0]?.circuit).toBe('closed');
    await pass(2_000);
    expect(upstreams.states()[0]).toMatchObject({ circuit: 'open', reason: 'PROBE_TIMEOUT' });
  });

  it('follow at once when a request fails, one at a time', async () => {
    const { upstreams, checks, pass } = pairOf([active]);
    upstreams.start();
    await pass(500);
    for (let i = 0; i < 20; i++) upstreams.heard(0, timeOut);
    await settled();
    expect(checks).toEqual([2]);
  });

  it('stop with close, also those under way', async () => {
    const { upstreams, checks, aborted, pass } = pairOf([active, 'silent']);
    upstreams.start();
    await settled();
    await upstreams.close();
    expect(aborted).toEqual([0, 1]);
    await pass(10_000);
    expect(checks).toEqual([1, 1]);
    await upstreams.close();
  });

  it('take a check that breaks for a failure', async () => {
    const { upstreams, says, pass } = pairOf([active]);
    says.splice(0, 1, Promise.reject(Object.assign(new Error('no'), { code: 'ERR_BROKEN' })) as never);
    upstreams.start();
    await pass(100);
    expect(upstreams.states()[0]).toMatchObject({ circuit: 'open', reason: 'ERR_BROKEN' });
  });
});

describe('each prefix leads to its own server (documented)', () => {
  const documented = { switchover: 'documented' } as const;

  it('also to the backup, because clients want to hear 503 from it', async () => {
    const { upstreams } = pairOf([active, backup], documented);
    upstreams.start();
    await settled();
    expect([upstreams.candidates(0), upstreams.candidates(1)]).toEqual([[0], [1]]);
  });

  it('but nowhere while that is known to be gone', async () => {
    const { upstreams, says, pass } = pairOf([active, backup], documented);
    upstreams.start();
    await settled();
    says[0] = refused;
    upstreams.heard(0, refused);
    expect([upstreams.candidates(0), upstreams.candidates(1)]).toEqual([[], [1]]);
    says[0] = active;
    await pass(1_000);
    expect(upstreams.candidates(0)).toEqual([0]);
  });

  it('one request finds out whether it is there again, the others need not wait', async () => {
    const { upstreams, says, pass } = pairOf([active], documented);
    upstreams.start();
    await settled();
    says[0] = 'silent';
    upstreams.heard(0, timeOut);
    upstreams.heard(0, timeOut);
    expect(upstreams.candidates(0)).toEqual([]);
    let broken = 0;
    await pass(3_000);
    upstreams.onOpen(0, () => broken++);
    expect(upstreams.states()[0]?.circuit).toBe('half-open');
    expect([upstreams.candidates(0), upstreams.candidates(0)]).toEqual([[0], []]);
    // It gives up when the health check does.
    await pass(2_000);
    expect([upstreams.states()[0]?.circuit, broken]).toEqual(['open', 1]);
  });
});

describe('every prefix leads to the active server (transparent)', () => {
  it('the first before anything is known, then the one that says so', async () => {
    const { upstreams } = pairOf([backup, active]);
    expect(upstreams.candidates(0)).toEqual([0, 1]);
    upstreams.start();
    await settled();
    expect([upstreams.candidates(0), upstreams.candidates(1)]).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('the first of two that say so, whichever answers sooner', () => {
    const { upstreams, lines } = pairOf([active, active]);
    upstreams.heard(1, active);
    expect(upstreams.candidates(0)).toEqual([1, 0]);
    upstreams.heard(0, active);
    expect(upstreams.candidates(1)).toEqual([0, 1]);
    expect(lines).toEqual(['cic.active Server1']);
    expect(upstreams.figures().switchovers).toBe(0);
  });

  it('the other one when the first was tried', async () => {
    const { upstreams } = pairOf([active, active]);
    upstreams.start();
    await settled();
    expect([upstreams.candidates(0, 0b1), upstreams.candidates(0, 0b11)]).toEqual([[1], []]);
  });

  it('the same as before when both say so', async () => {
    const { upstreams, says, pass } = pairOf([active, active]);
    upstreams.start();
    await settled();
    expect(upstreams.candidates(1)).toEqual([0, 1]);
    upstreams.heard(0, refused);
    says[0] = refused;
    expect(upstreams.candidates(1)).toEqual([1]);
    await pass(1_000);
    says[0] = active;
    await pass(1_000);
    expect(upstreams.candidates(1)).toEqual([1, 0]);
    expect(upstreams.figures().switchovers).toBe(1);
  });

  it('changes with the first answer that says so, without waiting for a health check', () => {
    const { upstreams } = pairOf([active, backup]);
    upstreams.heard(0, active);
    upstreams.heard(1, backup);
    upstreams.heard(0, backup);
    upstreams.heard(1, active);
    expect(upstreams.candidates(0)).toEqual([1, 0]);
    expect(upstreams.figures().switchovers).toBe(1);
  });

  it('while one is being taken over, the backup first and one request to the other', async () => {
    const { upstreams, says } = pairOf([active, backup]);
    upstreams.start();
    await settled();
    says[0] = refused;
    upstreams.heard(0, refused);
    expect(upstreams.candidates(0)).toEqual([1]);
    expect([upstreams.candidates(0, 0b10), upstreams.candidates(0, 0b10)]).toEqual([[0], []]);
  });

  it('with none left, one request finds a server that has just come back', async () => {
    const { upstreams, says, pass } = pairOf([refused, refused]);
    upstreams.start();
    await settled();
    expect(upstreams.states().map(({ circuit }) => circuit)).toEqual(['open', 'open']);
    expect([upstreams.candidates(0), upstreams.candidates(0, 0b1)]).toEqual([[0], [1]]);
    expect(upstreams.candidates(0)).toEqual([]);
    upstreams.heard(0, refused);
    upstreams.heard(1, active);
    expect(upstreams.candidates(0)).toEqual([1]);
    // A server that lets people wait is not tried like that.
    says.splice(0, 2, 'silent', 'silent');
    for (const server of [1, 1]) upstreams.heard(server, timeOut);
    upstreams.heard(0, timeOut);
    await pass(100);
    expect(upstreams.candidates(0)).toEqual([]);
  });
});

describe('what is told', () => {
  it('requests that wait for a server hear that it is gone, once', () => {
    const { upstreams } = pairOf([active, active]);
    const heard: string[] = [];
    upstreams.onOpen(0, () => {
      heard.push('first');
      throw new Error('a request that fails must not keep the others waiting');
    });
    upstreams.onOpen(0, () => heard.push('second'));
    upstreams.onOpen(0, () => heard.push('stopped'))();
    upstreams.onOpen(1, () => heard.push('other'));
    upstreams.heard(0, timeOut);
    expect(heard).toEqual([]);
    upstreams.heard(0, timeOut);
    upstreams.heard(0, timeOut);
    expect(heard).toEqual(['first', 'second']);
  });

  it('the log hears what happened, with codes that stay', async () => {
    const { upstreams, says, lines, pass } = pairOf([active, backup], { net: true });
    upstreams.start();
    await settled();
    says[0] = refused;
    await pass(2_000);
    says[1] = active;
    await pass(2_000);
    says[1] = refused;
    await pass(2_000);
    says[0] = active;
    await pass(1_000);
    says[1] = backup;
    await pass(1_000);
    await pass(60_000);
    expect(lines).toEqual([
      'cic.active Server1',
      'cic.server-lost Server1',
      'cic.switchover Server2',
      'cic.server-lost Server2',
      'cic.none',
      'cic.net-out',
      'cic.server-back Server1',
      'cic.switchover Server1',
      'cic.some',
      'cic.net-in',
      'cic.server-back Server2',
    ]);
  });

  it('figures count requests and what became of them, not health checks', async () => {
    const { upstreams, pass } = pairOf([active, backup]);
    upstreams.start();
    await pass(10_000);
    upstreams.heard(0, active);
    upstreams.heard(0, active);
    upstreams.heard(1, backup);
    upstreams.heard(1, refused);
    upstreams.heard(0, timeOut);
    upstreams.retried();
    expect(upstreams.figures()).toEqual({
      switchovers: 0,
      retries: 1,
      requests: [
        { answered: 2, backup: 0, unreachable: 0, failed: 1 },
        { answered: 0, backup: 1, unreachable: 1, failed: 0 },
      ],
    });
  });

  it('states name no host', () => {
    const { upstreams, clock } = pairOf([active]);
    upstreams.heard(0, refused);
    expect(upstreams.states()).toEqual([
      { name: 'Server1', circuit: 'open', role: 'unknown', since: clock.now(), reason: 'ECONNREFUSED' },
    ]);
  });
});
