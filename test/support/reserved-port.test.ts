import { once } from 'node:events';
import net from 'node:net';
import { expect, it } from 'vitest';
import { reservedPort } from './reserved-port.ts';

const connects = (port: number) =>
  new Promise<string>((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve('yes');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });

it('a reserved port refuses connections but while somebody listens there, and is given to nobody else', async () => {
  const port = await reservedPort();
  for (let times = 0; times < 3; times++) {
    expect(await connects(port)).toBe('ECONNREFUSED');
    const server = net.createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await connects(port)).toBe('yes');
    server.close();
    await once(server, 'close');
  }
  const others = Array.from({ length: 200 }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(others.map((server) => once(server, 'listening')));
  expect(others.map((server) => (server.address() as net.AddressInfo).port)).not.toContain(port);
  for (const server of others) server.close();
});
