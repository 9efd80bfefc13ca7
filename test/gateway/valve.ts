import net, { type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { reservedPort } from '../support/reserved-port.ts';

/** Stands before a server and lets connections through, refuses them, or takes them and never answers. */
export interface Valve {
  readonly port: number;
  /** `http://127.0.0.1:34567`. */
  readonly origin: string;
  pass(): Promise<void>;
  refuse(): Promise<void>;
  hang(): Promise<void>;
  /** Lets requests through; the answers to those with this text in them are lost, and the connection with them. */
  loseAnswers(text?: string): void;
}

/** Open to `target` (a port of this machine) until the test is over. */
export async function openValve(target: number): Promise<Valve> {
  const sockets = new Set<Socket>();
  let hangs = false;
  let loses: string | undefined;
  let server: net.Server | undefined;
  const port = await reservedPort();

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  }

  function connect(visitor: Socket): void {
    keep(visitor);
    if (hangs) return;
    const behind = net.connect(target, '127.0.0.1');
    keep(behind);
    let lost = false;
    visitor.on('data', (bytes: Buffer) => {
      lost ||= loses !== undefined && bytes.includes(loses);
    });
    visitor.pipe(behind);
    behind.on('data', (bytes: Buffer) => {
      if (lost) visitor.destroy();
      else if (!hangs) visitor.write(bytes);
    });
    visitor.on('close', () => behind.destroy());
    behind.on('close', () => visitor.destroy());
  }

  async function listen(): Promise<void> {
    if (server) return;
    server = net.createServer(connect);
    await new Promise<void>((resolve, reject) =>
      server?.once('error', reject).listen(port, '127.0.0.1', () => resolve()),
    );
  }

  async function refuse(): Promise<void> {
    const closing = server;
    server = undefined;
    const closed = new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await listen();
  onTestFinished(refuse);
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    refuse,
    async pass() {
      if (hangs) for (const socket of sockets) socket.destroy();
      hangs = false;
      loses = undefined;
      await listen();
    },
    loseAnswers(text = '') {
      loses = text;
    },
    async hang() {
      hangs = true;
      for (const socket of sockets) socket.unpipe().pause();
      await listen();
    },
  };
}
