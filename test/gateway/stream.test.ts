import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { testClock } from '../support/clock.ts';
import { rawConnection } from '../support/raw.ts';
import { type Answer, rawUpstream, upstream } from '../support/upstream.ts';
import { ask, openGateway } from './gateway.ts';

const stream = '/I3Root/Server1/websvcs/chat/stream/6d1c3f0e-52c7-4a51-9d7e-0c2f6c1b7a10';

/** An event stream that a test writes to. */
async function eventServer() {
  const open: http.ServerResponse[] = [];
  const answer: Answer = (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform' });
    response.flushHeaders();
    open.push(response);
  };
  return { ...(await upstream(answer)), open };
}

/** Reads an answer as it comes. */
function follow(url: string) {
  const seen = { status: 0, text: '', ended: false, broken: false };
  const broken = () => {
    seen.broken = true;
  };
  const request = http.get(url, { agent: false }, (answer) => {
    seen.status = answer.statusCode ?? 0;
    answer.setEncoding('latin1').on('data', (text: string) => {
      seen.text += text;
    });
    answer.on('end', () => {
      seen.ended = true;
    });
    answer.on('error', broken);
  });
  request.on('error', broken);
  return { seen, leave: () => request.destroy() };
}

describe('event streams', () => {
  test('arrive byte by byte, as they are sent', async () => {
    const cic = await eventServer();
    const { url } = await openGateway({ servers: [cic.origin] });
    const { seen } = follow(url + stream);
    await expect.poll(() => seen.status).toBe(200);
    for (const byte of 'event: x\n') {
      const before = seen.text;
      cic.open[0]?.write(byte);
      await expect.poll(() => seen.text).toBe(before + byte);
    }
    cic.open[0]?.end();
    await expect.poll(() => seen.ended).toBe(true);
  });

  test('end at the server when the visitor leaves', async () => {
    const cic = await eventServer();
    const { url } = await openGateway({ servers: [cic.origin] });
    const { seen, leave } = follow(url + stream);
    await expect.poll(() => seen.status).toBe(200);
    let gone = false;
    cic.open[0]?.on('close', () => {
      gone = true;
    });
    leave();
    await expect.poll(() => gone).toBe(true);
    await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(1);
  });

  test('end for the visitor when the server breaks off, and not as if that were all', async () => {
    const cic = await eventServer();
    const { url } = await openGateway({ servers: [cic.origin] });
    const { seen } = follow(url + stream);
    await expect.poll(() => seen.status).toBe(200);
    cic.open[0]?.destroy();
    await expect.poll(() => seen.broken).toBe(true);
    expect(seen.ended).toBe(false);
  });

  test('end politely with the site', async () => {
    const cic = await eventServer();
    const { url, site } = await openGateway({ servers: [cic.origin] });
    const { seen } = follow(url + stream);
    await expect.poll(() => seen.status).toBe(200);
    await site.close();
    await expect.poll(() => seen.ended).toBe(true);
    await expect.poll(() => cic.sockets.size).toBe(0);
  });

  test('may be silent for longer than an answer, but not for ever', async () => {
    const cic = await eventServer();
    const clock = testClock();
    const { url } = await openGateway({ servers: [cic.origin] }, { clock });
    const { seen } = follow(url + stream);
    await expect.poll(() => seen.status).toBe(200);
    for (let n = 0; n < 4; n++) clock.advance(14_000);
    cic.open[0]?.write('ping');
    await expect.poll(() => seen.text).toBe('ping');
    for (let n = 0; n < 4; n++) clock.advance(14_000);
    expect(seen.broken).toBe(false);
    clock.advance(14_000);
    await expect.poll(() => seen.broken).toBe(true);
  });

  test('of a server that is gone begin at the other one', async () => {
    const [first, second] = [await eventServer(), await eventServer()];
    const { url } = await openGateway({ servers: [first.origin, second.origin], switchover: 'transparent' });
    const before = follow(url + stream);
    await expect.poll(() => before.seen.status).toBe(200);
    expect([first.open.length, second.open.length]).toEqual([1, 0]);
    await first.close();
    await expect.poll(() => before.seen.broken).toBe(true);
    const after = follow(url + stream);
    await expect.poll(() => after.seen.status).toBe(200);
    expect(second.open).toHaveLength(1);
  });
});

describe('files and handler pages', () => {
  test('of any size, with the length they name', async () => {
    const bytes = Buffer.alloc(9_000_000, 'abcdefghij');
    const cic = await upstream((_request, response) => {
      response.writeHead(200, { 'Content-Length': bytes.length, 'Content-Type': 'application/pdf' }).end(bytes);
    });
    const { url } = await openGateway({ servers: [cic.origin] });
    const answer = await ask(`${url}/I3Root/Server1/websvcs/chat/getFile/x/y/z.pdf`);
    expect([answer.headers['content-length'], answer.body.equals(bytes)]).toEqual(['9000000', true]);
  });

  test('uploads of any size up to the limit', async () => {
    const cic = await upstream();
    const { url, port } = await openGateway({ servers: [{ http: cic.origin, pluginHttp: cic.origin }] });
    const path = '/I3Root/WebServices/Server1/doHTMLRequest';
    const body = Buffer.alloc(9_000_000, 'abcdefghij');
    expect((await ask(url + path, { method: 'POST', body })).status).toBe(200);
    expect(cic.requests[0]?.body.equals(body)).toBe(true);
    const client = await rawConnection(port);
    client.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n`);
    expect((await client.answer()).status).toBe(413);
    client.socket.destroy();
    expect(cic.requests).toHaveLength(1);
  });

  test('a handler may think for minutes', async () => {
    const held: http.ServerResponse[] = [];
    const plugin = await upstream((_request, response) => void held.push(response));
    const bridge = await upstream();
    const clock = testClock();
    const { url } = await openGateway({ servers: [{ http: bridge.origin, pluginHttp: plugin.origin }] }, { clock });
    const asked = ask(`${url}/I3Root/WebServices/Server1/doHTMLRequest`);
    await expect.poll(() => held.length).toBe(1);
    for (let n = 0; n < 200; n++) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    held[0]?.end('done');
    expect(String((await asked).body)).toBe('done');
  });

  test('an answer that comes before the upload has ended is given at once', async () => {
    const cic = await rawUpstream((socket) => {
      socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\nConnection: close\r\n\r\nstop');
    });
    const { port } = await openGateway({ servers: [{ http: cic.origin, pluginHttp: cic.origin }] });
    const client = await rawConnection(port);
    client.write('POST /I3Root/WebServices/Server1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nbegin');
    const answer = await client.answer();
    expect([answer.status, answer.body, answer.headers.connection]).toEqual([403, 'stop', 'close']);
    await client.closed;
    await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(1);
  });

  test('a visitor who leaves ends the request at the server, and so does one who leaves in the middle of his upload', async () => {
    const cic = await upstream(() => {});
    const { port, url } = await openGateway({ servers: [{ http: cic.origin, pluginHttp: cic.origin }] });
    const { leave } = follow(`${url}/I3Root/WebServices/Server1/x`);
    await expect.poll(() => cic.requests.length).toBe(1);
    leave();
    await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(1);
    const before = cic.opened();
    const client = await rawConnection(port);
    client.write('POST /I3Root/WebServices/Server1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nbegin');
    await expect.poll(() => cic.opened()).toBeGreaterThan(before);
    client.socket.destroy();
    await expect.poll(() => cic.sockets.size).toBeLessThanOrEqual(1);
    expect(cic.requests).toHaveLength(1);
  });
});
