/** Variants of one server measured in turn: what a request costs each of them. */
import { load } from './processes.ts';
import { fixed, median, table } from './report.ts';

const rounds = 3;
const seconds = 4;
const connections = 64;
const browser = [
  'Host: 127.0.0.1',
  'Connection: keep-alive',
  'Accept: application/json; charset=utf-8',
  'X-Requested-With: XMLHttpRequest',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  'Accept-Language: en-US,en;q=0.9',
].join('\r\n');

export interface Variant {
  readonly name: string;
  readonly server: {
    readonly port: number;
    /** CPU time so far, in microseconds. */
    usage(): Promise<{ readonly cpu: number }>;
  };
  readonly requests: readonly string[];
}

export interface Measured {
  readonly name: string;
  /** CPU microseconds of the server process for one request. */
  readonly cpu: number;
  readonly rate: number;
}

/** Variants in turn, several rounds, medians: what disturbs the machine disturbs all of them. */
export async function measure(variants: readonly Variant[]): Promise<Measured[]> {
  const seen = variants.map(() => ({ cpu: [] as number[], rate: [] as number[] }));
  for (const { server, requests } of variants) await load({ port: server.port, connections, seconds: 1, requests });
  for (let round = 0; round < rounds; round++) {
    for (const [index, { name, server, requests }] of variants.entries()) {
      const before = await server.usage();
      const result = await load({ port: server.port, connections, seconds, requests });
      const after = await server.usage();
      if (result.errors > 0) throw new Error(`${name}: ${result.errors} answers were not 200`);
      seen[index]?.cpu.push((after.cpu - before.cpu) / result.requests);
      seen[index]?.rate.push(result.requests / result.seconds);
    }
  }
  return variants.map(({ name }, index) => ({
    name,
    cpu: median(seen[index]?.cpu ?? []),
    rate: median(seen[index]?.rate ?? []),
  }));
}

export function show(title: string, measured: readonly Measured[], against: string): void {
  const peer = measured.find(({ name }) => name === against) as Measured;
  table(
    title,
    ['server', 'CPU µs', 'req/s', 'CPU ratio', 'rate ratio'],
    measured.map(({ name, cpu, rate }) => [
      name,
      fixed(cpu),
      fixed(rate, 0),
      fixed(cpu / peer.cpu, 2),
      fixed(rate / peer.rate, 2),
    ]),
  );
}

export const get = (path: string) => `GET ${path} HTTP/1.1\r\n${browser}\r\n\r\n`;

export function post(path: string): string {
  const body = JSON.stringify({
    message: 'Where is my parcel? It should have come on Monday.',
    contentType: 'text/plain',
  });
  const type = 'Content-Type: application/json; charset=utf-8; charset=UTF-8';
  return `POST ${path} HTTP/1.1\r\n${browser}\r\n${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
