import net from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A connection on which a test sends exactly the bytes it means to. */
export interface RawConnection {
  readonly socket: net.Socket;
  write(bytes: string | Uint8Array): void;
  /** The next whole answer. Rejects when the connection ends before it. */
  answer(): Promise<RawAnswer>;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = net.connect(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  let received = Buffer.alloc(0);
  let ended = false;
  let wake: () => void = () => {};
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      ended = true;
      wake();
      resolve();
    });
  });
  socket.on('error', () => {});
  return {
    socket,
    closed,
    write: (bytes) => void socket.write(bytes),
    async answer() {
      for (;;) {
        const found = take(received);
        if (found) {
          received = received.subarray(found.length) as Buffer<ArrayBuffer>;
          return found.answer;
        }
        if (ended) throw new Error(`The connection ended after ${JSON.stringify(received.toString('latin1'))}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Sends one request and reads its answer. */
export async function rawRequest(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const connection = await rawConnection(port);
  try {
    connection.write(bytes);
    return await connection.answer();
  } finally {
    connection.socket.destroy();
  }
}

function take(received: Buffer): { answer: RawAnswer; length: number } | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  if (status === 100) {
    const next = take(received.subarray(end + 4));
    return next && { ...next, length: next.length + end + 4 };
  }
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const length = Number(headers['content-length'] ?? 0);
  if (received.length < end + 4 + length) return undefined;
  const body = received.subarray(end + 4, end + 4 + length).toString('utf8');
  return { answer: { status, headers, body }, length: end + 4 + length };
}
