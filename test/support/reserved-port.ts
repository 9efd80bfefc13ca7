import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * A port of 127.0.0.1 that nobody else is given until the test is over. Connections to it are refused; whoever is told of
 * it may listen there and stop, again and again, also from another process.
 *
 * The near end of a connection holds it: the system hands such a port to nobody who asks for any, and lets those listen
 * who ask for this one. A port that was only looked up and let go belongs to the next test that needs one.
 */
export async function reservedPort(): Promise<number> {
  const far = net.createServer((socket) => void socket.on('error', () => {}));
  await listening(far, 0);
  const near = await held(portOf(far));
  onTestFinished(() => {
    near.destroy();
    far.close();
  });
  return near.localPort as number;
}

async function held(to: number): Promise<net.Socket> {
  for (;;) {
    const finder = net.createServer();
    await listening(finder, 0);
    const localPort = portOf(finder);
    finder.close();
    await once(finder, 'close');
    const near = net.connect({ host: '127.0.0.1', port: to, localAddress: '127.0.0.1', localPort });
    try {
      await once(near, 'connect');
      return near.on('error', () => {});
    } catch (error) {
      // Somebody else has got it in between.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

async function listening(server: net.Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function portOf(server: net.Server): number {
  return (server.address() as net.AddressInfo).port;
}
