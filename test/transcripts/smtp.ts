import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  /** By name in lower case, unfolded; of a repeated one the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came over the wire. */
  readonly raw: string;
  readonly text: string;
  readonly html: string;
}

export interface TestSmtp {
  readonly url: string;
  readonly mails: readonly Arrived[];
  /** How often somebody tried, taken or not. */
  tries(): number;
  /** What it answers from now on: undefined takes mails, a number refuses the recipient, `silent` never answers. */
  answer: number | 'silent' | undefined;
  /** Resolves with the mail of this place in `mails`, once it is there. */
  mail(index: number): Promise<Arrived>;
  /** Resolves when there have been so many tries. */
  tried(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A real SMTP server on a free port, without TLS. */
export async function openSmtp(options: { readonly password?: string } = {}): Promise<TestSmtp> {
  const mails: Arrived[] = [];
  const waiting = new Set<() => void>();
  let tries = 0;
  const told = () => {
    for (const look of waiting) look();
  };
  const until = (fits: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!fits()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });

  const server = new SMTPServer({
    disabledCommands: options.password === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
    authOptional: options.password === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 10,
    onAuth({ username, password }, _session, done) {
      if (password === options.password) done(null, { user: username });
      else done(new Error('Wrong password'));
    },
    onRcptTo(_address, _session, done) {
      tries++;
      const { answer } = smtp;
      if (typeof answer === 'number')
        done(Object.assign(new Error('Not now\u0007, or never'), { responseCode: answer }));
      else if (answer === undefined) done();
      told();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, ...read(Buffer.concat(chunks).toString('utf8')) });
        done();
        told();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;

  const smtp: TestSmtp = {
    url: `smtp://${options.password === undefined ? '' : `chat:${encodeURIComponent(options.password)}@`}127.0.0.1:${port}`,
    mails,
    tries: () => tries,
    answer: undefined,
    async mail(index) {
      await until(() => mails.length > index);
      return mails[index] as Arrived;
    },
    tried: (count) => until(() => tries >= count),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return smtp;
}

function read(raw: string): Omit<Arrived, 'from' | 'to'> {
  const { headers, body } = part(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1];
  const parts = boundary === undefined ? [raw] : body.split(`--${boundary}`).slice(1, -1);
  const found = parts.map((one) => part(one.replace(/^\r\n/, '')));
  const of = (type: string) => found.find((one) => one.headers['content-type']?.startsWith(type));
  return { headers, raw, text: decoded(of('text/plain')), html: decoded(of('text/html')) };
}

interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function part(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { headers, body: raw.slice(end + 4) };
}

function decoded(found: Part | undefined): string {
  if (!found) return '';
  const encoding = found.headers['content-transfer-encoding'];
  const text =
    encoding === 'base64'
      ? Buffer.from(found.body, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? unquoted(found.body)
        : found.body;
  return text.replaceAll('\r\n', '\n').trimEnd();
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
