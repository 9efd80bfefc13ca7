import type { Code } from './advice.ts';
import { type Endpoint, factsOf } from './endpoint.ts';
import { finding, type Verdict, well } from './finding.ts';
import type { Names } from './probe-name.ts';
import type { Knock } from './probe-port.ts';

/** What the resolution of the place's host means. */
export function judgeName(names: Names, endpoint: Endpoint): Verdict {
  const facts = factsOf(endpoint);
  if (names.kind === 'address') return well('This is an address already.');
  if (names.kind === 'found') return well(`${names.addresses.join(', ')}.`);
  const blocks = `${facts.host} has no address`;
  if (names.kind === 'timeout') {
    return { answer: 'No name server answered in time.', findings: [finding('name.timeout', facts)], blocks };
  }
  const answer =
    names.code === 'EAI_AGAIN'
      ? 'The name servers cannot be asked at the moment (EAI_AGAIN).'
      : `Nobody knows this name (${names.code}).`;
  const code = names.code === 'EAI_AGAIN' ? 'name.timeout' : 'name.not-found';
  return { answer, findings: [finding(code, facts)], blocks };
}

const words: Readonly<Record<Knock['result'], string>> = {
  open: 'is open',
  refused: 'refused the connection: nothing listens there',
  timeout: 'did not answer at all, as behind a firewall',
  unreachable: 'cannot be reached from this network',
  failed: 'failed',
};

/** The one that says most about the host stands first. */
const codes: readonly (readonly [Knock['result'], Code])[] = [
  ['refused', 'port.refused'],
  ['timeout', 'port.timeout'],
  ['failed', 'port.failed'],
  ['unreachable', 'port.unreachable'],
];

/** What the connections to the addresses of the place mean. */
export function judgePort(knocks: readonly Knock[], endpoint: Endpoint): Verdict {
  const facts = factsOf(endpoint);
  const open = knocks.filter(({ result }) => result === 'open');
  if (open.length === 0) {
    const [, code] = codes.find(([result]) => knocks.some((one) => one.result === result)) ?? codes[2] ?? [];
    return {
      answer: said(knocks),
      findings: [finding(code ?? 'port.failed', facts)],
      blocks: `port ${facts.port} of ${facts.host} is not open`,
    };
  }
  const dead = knocks.filter(isDead);
  if (dead.length === 0)
    return well(`${open.map(({ address }) => address).join(' and ')} ${open.length > 1 ? 'are' : 'is'} open.`);
  return { answer: said([...open, ...dead]), findings: [finding('port.some-addresses', facts)] };
}

/** Machines without IPv6 cannot reach such addresses, and programs go on to the next of this machine's own at once. */
function isDead({ address, result }: Knock): boolean {
  if (result === 'refused') return address !== '::1' && !address.startsWith('127.');
  return result === 'timeout' || result === 'failed';
}

function said(knocks: readonly Knock[]): string {
  const parts = knocks.map(({ address, result, code }) => `${address} ${words[result]}${code && ` (${code})`}`);
  return `${parts.join('; ')}.`;
}
