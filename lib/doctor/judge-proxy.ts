import type { Code } from './advice.ts';
import { type Answered, describe, isPage, noAnswer } from './describe.ts';
import { finding, type Judged, type Verdict } from './finding.ts';
import { lacks, type Role } from './judge-bridge.ts';
import type { Answer } from './probe-http.ts';
import { quote } from './quote.ts';
import { readConfiguration, sameConfiguration } from './read-configuration.ts';

/** What is known beside the answer that came through the site. */
export interface ProxyContext {
  /** Path, such as `/I3Root/Server1`. */
  readonly prefix: string;
  /** What the server behind it said when asked directly; undefined: it was not asked, or did not answer. */
  readonly direct: Role | undefined;
  /** Another server said directly that it is the backup. */
  readonly hasBackup: boolean;
  /** The site has no other server. */
  readonly single: boolean;
  /** The gateway sends every prefix to the active server. */
  readonly transparent: boolean;
}

/** What `serverConfiguration` through a prefix of the site means (*Troubleshooting Chats and Callbacks*, step 4). */
export function judgeProxy(answer: Answer, context: ProxyContext): Judged<Role> {
  const facts = { prefix: context.prefix };
  const bad = (code: Code, said: string): Judged<Role> => ({
    verdict: { answer: said, findings: [finding(code, facts)], blocks: `${context.prefix} does not lead to a server` },
    value: undefined,
  });
  const fault = faultOf(answer, isByProxy(answer, context));
  if (answer.kind !== 'answered') return bad(fault ?? 'proxy.error', noAnswer(answer));
  if (fault) return bad(fault, `${describe(answer)}.${whereTo(answer)}`);
  if (answer.status === 503) {
    const said = `${describe(answer)}. This is how the backup of a switchover pair answers.`;
    return { verdict: { answer: said, findings: [] }, value: { kind: 'backup' } };
  }
  const configuration = readConfiguration(answer.body);
  if (!configuration) return bad('proxy.other-answer', `${describe(answer)}.`);
  const role: Role = { kind: 'active', configuration };
  return { verdict: judgeActive(answer, role, context), value: role };
}

/** Apache says 503 too when it cannot reach a server: not the backup's answer where there is no backup. */
function isByProxy(answer: Answer, { direct, hasBackup, single }: ProxyContext): boolean {
  if (direct?.kind === 'backup') return false;
  if (direct === undefined) return single;
  // An active server never says it, but the prefix may lead to its backup.
  return !hasBackup || (answer.kind === 'answered' && isPage(answer));
}

/**
 * What stands in the way, by the status alone, for whatever is proxied; undefined: the body decides, or it is 503.
 * `directWorks`: asked directly, the server does not say 503.
 */
export function faultOf(answer: Answer, directWorks: boolean): Code | undefined {
  if (answer.kind === 'timeout') return 'proxy.gateway-timeout';
  if (answer.kind === 'failed') return 'proxy.error';
  const { status } = answer;
  if (status === 404) return 'proxy.not-found';
  if (status === 502) return 'proxy.bad-gateway';
  if (status === 504) return 'proxy.gateway-timeout';
  if (status === 503) return directWorks ? 'proxy.unavailable' : undefined;
  if (status === 401 || status === 403 || status === 407) return 'proxy.forbidden';
  if (status >= 300 && status < 400) return 'proxy.redirected';
  if (status >= 500) return 'proxy.error';
  return status === 200 ? undefined : 'proxy.other-answer';
}

function whereTo({ headers }: Answered): string {
  return headers.location ? ` It leads to ${quote(headers.location)}.` : '';
}

function judgeActive(answer: Answered, role: Extract<Role, { kind: 'active' }>, context: ProxyContext): Verdict {
  const { prefix, direct, transparent } = context;
  const { configuration } = role;
  const differs = direct?.kind === 'active' && !transparent && !sameConfiguration(direct.configuration, configuration);
  const old = Number(answer.headers.age ?? 0) > 0 || /\bhit\b/i.test(String(answer.headers['x-cache'] ?? ''));
  const own = direct === undefined ? lacks(configuration) : { said: [], findings: [] };
  const said = [
    `An active server answered; its configuration has the version ${configuration.cfgVer ?? '(none)'}.`,
    ...(differs ? ['Asked directly, the server said something else.'] : []),
    ...(old ? ['The answer came out of a cache.'] : []),
    ...own.said,
  ];
  const findings = [
    ...(differs ? [finding('proxy.differs', { prefix })] : []),
    ...(old ? [finding('proxy.cached', { prefix })] : []),
    ...own.findings,
  ];
  return { answer: said.join(' '), findings };
}
