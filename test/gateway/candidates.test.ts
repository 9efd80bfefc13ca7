import { describe, expect, test } from 'vitest';
import { testClock } from '../support/clock.ts';
import { reservedPort } from '../support/reserved-port.ts';
import { type Answer, ok, rawUpstream, type Upstream, upstream } from '../support/upstream.ts';
import { ask, openGateway } from './gateway.ts';

const calls = '/I3Root/Server1/websvcs/chat';
const backup: Answer = (_request, response) => response.writeHead(503, { 'X-Said': 'backup' }).end();

const standingBy = () => upstream(backup, { answersChecks: true });

/** Reads the whole request, so that it has surely arrived, and breaks off. */
const breakingOff = () => rawUpstream((socket) => socket.destroy());

describe('two servers of which each prefix may have either (transparent)', () => {
  const open = (...servers: readonly { readonly origin: string }[]) =>
    openGateway({ servers: servers.map(({ origin }) => origin), switchover: 'transparent' });

  test.each(['GET', 'POST'])('%s: one that is not there is left out', async (method) => {
    const there = await upstream();
    const gone = { origin: `http://127.0.0.1:${await reservedPort()}` };
    for (const pair of [
      [gone, there],
      [there, gone],
    ]) {
      const { url } = await open(...pair);
      for (const prefix of ['Server1', 'Server2']) {
        const answer = await ask(`${url}/I3Root/${prefix}/websvcs/chat/sendMessage/x`, {
          method,
          ...(method === 'POST' && { body: '{}' }),
        });
        expect(answer.status).toBe(200);
      }
    }
    expect(there.requests).toHaveLength(4);
  });

  test.each(['GET', 'POST'])('%s: the backup is not taken for the active one', async (method) => {
    const [active, standby] = [await upstream(), await standingBy()];
    for (const pair of [
      [standby, active],
      [active, standby],
    ]) {
      const { url } = await open(...pair);
      expect((await ask(`${url}${calls}/start`, { method, ...(method === 'POST' && { body: '{}' }) })).status).toBe(
        200,
      );
    }
    expect(active.requests).toHaveLength(2);
  });

  test('a question is asked again when its answer is lost; a message is not sent again', async () => {
    const [broken, sound] = [await breakingOff(), await upstream()];
    const { url } = await open(broken, sound);
    expect((await ask(`${url}${calls}/poll/x`)).status).toBe(200);
    expect(sound.requests).toHaveLength(1);
    // The first server still answers health checks, and so is still the first.
    const other = await open(broken, sound);
    expect((await ask(`${other.url}${calls}/sendMessage/x`, { method: 'POST', body: '{}' })).status).toBe(502);
    expect(sound.requests).toHaveLength(1);
  });

  test('both backups: 503, as the servers say it', async () => {
    const { url } = await open(await standingBy(), await standingBy());
    const answer = await ask(`${url}${calls}/poll/x`);
    expect([answer.status, answer.headers['x-said']]).toEqual([503, 'backup']);
  });

  test('one backup and one that is gone: 503', async () => {
    const gone = { origin: `http://127.0.0.1:${await reservedPort()}` };
    const { url } = await open(gone, await standingBy());
    expect((await ask(`${url}${calls}/poll/x`)).status).toBe(503);
  });

  test('what is streamed goes to the other server, too', async () => {
    const there = await upstream();
    const gone = { origin: `http://127.0.0.1:${await reservedPort()}` };
    const { url } = await openGateway({
      servers: [
        { http: gone.origin, pluginHttp: gone.origin },
        { http: there.origin, pluginHttp: there.origin },
      ],
      switchover: 'transparent',
    });
    expect((await ask(`${url}/I3Root/Server1/websvcs/photos/x`)).status).toBe(200);
    const form = {
      method: 'POST',
      body: 'event=Search',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    };
    expect((await ask(`${url}/I3Root/WebServices/Server1/doHTMLRequest`, form)).status).toBe(200);
    expect(there.requests.map(({ body }) => String(body))).toEqual(['', 'event=Search']);
  });
});

describe('a server that has just come back, when the other one is lost', () => {
  test.each(['websvcs/chat/x', 'page'])('is found by the request that hears of the loss (%s)', async (path) => {
    const [one, two] = [await upstream(), await upstream()];
    await two.close();
    // Time stands still, so that no health check finds it sooner.
    const { url } = await openGateway(
      { servers: [one.origin, two.origin], switchover: 'transparent' },
      { clock: testClock() },
    );
    const circuits = async () => {
      const { cic } = JSON.parse(String((await ask(`${url}/I3Root/health/ready`)).body)) as Health;
      return cic.map(({ circuit }) => circuit);
    };
    await expect.poll(circuits).toEqual(['closed', 'open']);
    await two.reopen();
    await one.close();
    expect((await ask(`${url}/I3Root/Server1/${path}`)).status).toBe(200);
    expect(two.requests).toHaveLength(1);
  });
});

interface Health {
  readonly cic: readonly { readonly circuit: string }[];
}

describe('two servers of which each has its prefix (documented)', () => {
  test('the pages find the other one by themselves', async () => {
    const [one, two] = [await standingBy(), await upstream()];
    const { url } = await openGateway({ servers: [one.origin, two.origin] });
    expect((await ask(`${url}/I3Root/Server1/websvcs/serverConfiguration`)).status).toBe(503);
    expect((await ask(`${url}/I3Root/Server2/websvcs/serverConfiguration`)).status).toBe(200);
    await one.close();
    expect((await ask(`${url}/I3Root/Server1/websvcs/serverConfiguration`)).status).toBe(502);
    await one.reopen();
    await expect.poll(async () => (await ask(`${url}/I3Root/Server1/websvcs/x`)).status).toBe(503);
  });

  test('handler pages whose address names no server go to any', async () => {
    const there = await upstream();
    const gone = `http://127.0.0.1:${await reservedPort()}`;
    const { url } = await openGateway({
      servers: [
        { http: gone, pluginHttp: gone },
        { http: there.origin, pluginHttp: there.origin },
      ],
    });
    expect((await ask(`${url}/I3Root/WebServices/WebHTMLService/doHTMLRequest`)).status).toBe(200);
    expect((await ask(`${url}/I3Root/WebServices/Server1/doHTMLRequest`)).status).toBe(502);
  });

  test('handler pages do not need WebProcessorBridge', async () => {
    const plugin = await upstream();
    const { url } = await openGateway({
      servers: [{ http: `http://127.0.0.1:${await reservedPort()}`, pluginHttp: plugin.origin }],
    });
    expect((await ask(`${url}${calls}/poll/x`)).status).toBe(502);
    expect((await ask(`${url}/I3Root/WebServices/Server1/doHTMLRequest`)).status).toBe(200);
  });
});

describe('when no server answers', () => {
  const none = async () => openGateway({ servers: [`http://127.0.0.1:${await reservedPort()}`] });

  test('the site starts, and says 502: clients leave the server then, and do not hammer it', async () => {
    const { url } = await none();
    expect((await ask(`${url}/I3Root/agent/api/me`)).status).toBe(401);
    for (const path of ['/websvcs/chat/poll/x', '/page']) {
      const answer = await ask(`${url}/I3Root/Server1${path}`, { headers: { Accept: 'application/json' } });
      expect([answer.status, answer.headers['cache-control'], answer.headers['content-type']]).toEqual([
        502,
        'no-store',
        'application/json; charset=utf-8',
      ]);
      expect(JSON.parse(String(answer.body))).toMatchObject({ error: { code: 'gateway.unreachable' } });
    }
  });

  test('in XML for those who read it', async () => {
    const { url } = await none();
    const answer = await ask(`${url}${calls}/poll/x`, { headers: { Accept: 'application/xml' } });
    expect([answer.status, answer.headers['content-type']]).toEqual([502, 'application/xml; charset=utf-8']);
    expect(String(answer.body)).toContain('<code>gateway.unreachable</code>');
  });

  const sentence =
    'Sorry for the inconvenience, but we have encountered a system failure that will require you to start a new chat.';

  test.each(['/websvcs/chat/getFile/x/y/z.pdf', '/websvcs/x', '/page'])('as a page for people (%s)', async (path) => {
    const { url } = await none();
    const answer = await ask(`${url}/I3Root/Server1${path}`, { headers: { Accept: 'text/html,*/*;q=0.8' } });
    expect([answer.status, answer.headers['content-type']]).toEqual([502, 'text/html; charset=utf-8']);
    expect(String(answer.body)).toContain(sentence);
    const link = /<a href="([^"]+)"/.exec(String(answer.body))?.[1] ?? '';
    expect(link).toMatch(/^\.\.\//);
    expect(new URL(link, `${url}/I3Root/Server1${path}`).pathname).toBe('/I3Root/');
    const script = { Accept: 'text/html', 'X-Requested-With': 'XMLHttpRequest' };
    expect(String((await ask(`${url}/I3Root/Server1${path}`, { headers: script })).body)).not.toContain('<');
  });

  test('and people get that page from a backup, too', async () => {
    const { url } = await openGateway({ servers: [(await standingBy()).origin] });
    const answer = await ask(`${url}${calls}/poll/x`, { headers: { Accept: 'text/html' } });
    expect([answer.status, String(answer.body).includes(sentence)]).toEqual([503, true]);
  });

  test('until one is back', async () => {
    const cic = await upstream();
    const { url } = await openGateway({ servers: [cic.origin] });
    const status = async () => (await ask(`${url}${calls}/poll/x`)).status;
    expect(await status()).toBe(200);
    await cic.close();
    expect(await status()).toBe(502);
    await cic.reopen();
    await expect.poll(status).toBe(200);
  });
});

describe('connections', () => {
  const requests = async (url: string, many: number, method = 'GET') => {
    const body = method === 'POST' ? '{}' : undefined;
    const all = Array.from({ length: many }, () => ask(`${url}${calls}/poll/x`, { method, body }));
    return (await Promise.all(all)).map(({ status }) => status);
  };

  test('are kept and used again', async () => {
    const cic = await upstream();
    const { url } = await openGateway({ servers: [cic.origin] });
    for (let n = 0; n < 20; n++) await requests(url, 1, n % 2 === 0 ? 'GET' : 'POST');
    // One for visitors and one for health checks.
    expect(cic.opened()).toBeLessThanOrEqual(2);
  });

  test('are bounded, and what is too much waits', async () => {
    const held: (() => void)[] = [];
    const cic = await upstream((request, response) => void held.push(() => ok(request, response, {} as never)));
    // However long that takes, nobody is given up meanwhile.
    const { url } = await openGateway({ servers: [cic.origin] }, { clock: testClock() });
    const all = requests(url, 300);
    await expect.poll(() => held.length).toBe(256);
    expect(cic.sockets.size).toBeLessThanOrEqual(257);
    held.splice(0).forEach((answer) => void answer());
    await expect.poll(() => held.length).toBe(44);
    held.splice(0).forEach((answer) => void answer());
    expect(await all).toEqual(Array(300).fill(200));
  });

  test('that a server closes just when it is asked are opened again', async () => {
    const seen = new WeakSet<object>();
    const cic = await rawUpstream((socket) => {
      // The first request on a connection is answered, the second finds it closing.
      if (seen.has(socket)) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
      seen.add(socket);
    });
    const { url } = await openGateway({ servers: [cic.origin] });
    for (let n = 0; n < 5; n++) expect(await requests(url, 1)).toEqual([200]);
  });

  test('are all closed with the site', async () => {
    const servers: Upstream[] = [await upstream(), await upstream()];
    const { url, site } = await openGateway({
      servers: servers.map(({ origin }) => ({ http: origin, pluginHttp: origin })),
    });
    for (const server of ['Server1', 'Server2']) {
      for (const path of [`${server}/websvcs/x`, `WebServices/${server}/x`, `${server}/page`]) {
        expect((await ask(`${url}/I3Root/${path}`)).status).toBe(200);
      }
    }
    await site.close();
    await expect.poll(() => servers.map(({ sockets }) => sockets.size)).toEqual([0, 0]);
    const late = await ask(`${url}/I3Root/Server1/websvcs/x`);
    expect([late.status, late.headers['retry-after']]).toEqual([503, '2']);
  });

  test('are left to calls under way for a moment, while what is streamed ends at once', async () => {
    const held: (() => void)[] = [];
    const cic = await upstream((request, response) => {
      held.push(() => ok(request, response, {} as never));
    });
    const { url, site } = await openGateway({ servers: [cic.origin] });
    const call = ask(`${url}${calls}/sendMessage/x`, { method: 'POST', body: '{}' });
    await expect.poll(() => held.length).toBe(1);
    const streams = [1, 2, 3].map(() => ask(`${url}/I3Root/Server1/page`).catch(({ code }) => code));
    await expect.poll(() => held.length).toBe(4);
    const closed = site.close();
    expect(await Promise.all(streams)).toEqual(Array(3).fill('ECONNRESET'));
    held[0]?.();
    expect((await call).status).toBe(200);
    await closed;
  });
});
