import type { Code } from './advice.ts';
import { describe, noAnswer } from './describe.ts';
import { type Endpoint, factsOf } from './endpoint.ts';
import { finding, type Judged } from './finding.ts';
import type { Role } from './judge-bridge.ts';
import { faultOf } from './judge-proxy.ts';
import type { Answer } from './probe-http.ts';
import { quote } from './quote.ts';
import { type CgiTest, readCgiTest } from './read-cgi-test.ts';

/** What the direct answer to the event CgiTest means (*Troubleshooting the Search page*, step 1). */
export function judgePlugin(
  answer: Answer,
  endpoint: Endpoint,
  speaksTls: boolean,
  role: Role | undefined,
): Judged<CgiTest> {
  const bad = (code: Code, said: string): Judged<CgiTest> => ({
    verdict: {
      answer: said,
      findings: [finding(code, factsOf(endpoint))],
      blocks: 'the plug-in did not show the request',
    },
    value: undefined,
  });
  if (speaksTls) return bad('http.speaks-tls', 'The port speaks TLS.');
  if (answer.kind === 'timeout') return bad('http.no-answer', noAnswer(answer));
  if (answer.kind === 'failed') return bad('http.broken-answer', noAnswer(answer));
  const page = answer.status === 200 ? readCgiTest(answer.body) : undefined;
  if (page) return { verdict: { answer: said(page), findings: [] }, value: page };
  if (answer.status === 503 && role?.kind === 'backup') return resting(answer);
  if (answer.status === 404) return bad('plugin.not-found', `${describe(answer)}.`);
  return bad(answer.status >= 500 ? 'plugin.error' : 'plugin.other-server', `${describe(answer)}.`);
}

/** The same through the site (step 2). `direct`: the plug-in showed the request when it was asked directly. */
export function judgePluginThrough(
  answer: Answer,
  prefix: string,
  direct: boolean,
  role: Role | undefined,
): Judged<CgiTest> {
  const bad = (code: Code, text: string): Judged<CgiTest> => ({
    verdict: { answer: text, findings: [finding(code, { prefix })], blocks: `${prefix} does not lead to the plug-in` },
    value: undefined,
  });
  const fault = faultOf(answer, direct);
  if (answer.kind !== 'answered') return bad(fault ?? 'proxy.error', noAnswer(answer));
  if (answer.status === 503 && role?.kind === 'backup') return resting(answer);
  if (fault) return bad(fault, `${describe(answer)}.`);
  const page = answer.status === 200 ? readCgiTest(answer.body) : undefined;
  if (page) return { verdict: { answer: said(page), findings: [] }, value: page };
  return bad(answer.status === 503 ? 'proxy.unavailable' : 'proxy.other-answer', `${describe(answer)}.`);
}

function resting(answer: Extract<Answer, { kind: 'answered' }>): Judged<CgiTest> {
  const text = `${describe(answer)}. The server is the backup, which shows no handler pages.`;
  return { verdict: { answer: text, findings: [], blocks: 'the server is the backup' }, value: undefined };
}

function said({ serverName, serverPort, remoteAddress }: CgiTest): string {
  return `The plug-in was asked as ${quote(serverName)}, port ${quote(serverPort) || '(none)'}, for a visitor at ${quote(remoteAddress)}.`;
}
