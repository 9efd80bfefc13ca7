import type { Declarations } from '../declaration.ts';

/** "Web Processor Bridge Parameters", ports. */
export const ports = {
  AdditionalHTTPPorts: additional('HTTP', 'Ports with semicolons between them'),
  AdditionalHTTPSPorts: additional('HTTPS', 'Ports with semicolons between them, opened when there is a certificate'),
} as const satisfies Declarations;

const most = 20;

/** The ports that a value names. */
export function portsOf(text: string): readonly number[] {
  return entriesOf(text).map(Number);
}

function additional(protocol: string, what: string) {
  return {
    kind: 'text',
    default: '',
    longest: 200,
    empty: true,
    check: wrongPorts,
    usedBy: 'Web Processor Bridge',
    group: 'Ports',
    since: '4.0 SU 3',
    restart: true,
    help: `${what}, on which \`iwt serve --cic\` answers the visitor protocol over ${protocol} beside its own; 0 picks a free one.`,
  } as const;
}

function wrongPorts(text: string): string | undefined {
  const entries = entriesOf(text);
  const wrong = entries.find((entry) => !/^\d{1,5}$/.test(entry) || Number(entry) > 65_535);
  if (wrong !== undefined) {
    return `must be ports from 0 to 65535 with semicolons between them, and "${wrong.slice(0, 60)}" is none`;
  }
  const named = portsOf(text).filter((port) => port !== 0);
  if (new Set(named).size < named.length) return 'must name each port once';
  return entries.length > most ? `may name at most ${most} ports` : undefined;
}

function entriesOf(text: string): string[] {
  return text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
