import { describe, noAnswer } from './describe.ts';
import { type Endpoint, factsOf } from './endpoint.ts';
import { type Finding, finding, type Judged } from './finding.ts';
import type { Answer } from './probe-http.ts';
import { type Configuration, readConfiguration } from './read-configuration.ts';

/** What a server is, as its `serverConfiguration` shows. */
export type Role = { readonly kind: 'active'; readonly configuration: Configuration } | { readonly kind: 'backup' };

/**
 * What the direct answer to `serverConfiguration` means (*Troubleshooting Chats and Callbacks*, step 3).
 * `speaksTls`: the port of a plain URL shakes hands. `servers`: how many there are.
 */
export function judgeBridge(answer: Answer, endpoint: Endpoint, speaksTls: boolean, servers: number): Judged<Role> {
  const facts = factsOf(endpoint);
  const blocks = 'it is not known what this server is';
  const bad = (code: Parameters<typeof finding>[0], said: string): Judged<Role> => ({
    verdict: { answer: said, findings: [finding(code, facts)], blocks },
    value: undefined,
  });
  if (speaksTls) return bad('http.speaks-tls', 'The port speaks TLS.');
  if (answer.kind === 'timeout') return bad('http.no-answer', noAnswer(answer));
  if (answer.kind === 'failed') return bad('http.broken-answer', noAnswer(answer));
  const configuration = answer.status === 200 ? readConfiguration(answer.body) : undefined;
  if (configuration) return judgeActive(configuration);
  if (answer.status === 503) return judgeBackup(describe(answer), servers);
  const code = answer.status >= 500 ? 'bridge.error' : 'bridge.other-server';
  return bad(code, `${describe(answer)}.`);
}

function judgeActive(configuration: Configuration): Judged<Role> {
  const { cfgVer } = configuration;
  const answer = `This server is active; its configuration has the version ${cfgVer ?? '(none)'}.`;
  const { said, findings } = lacks(configuration);
  return {
    verdict: { answer: [answer, ...said].join(' '), findings },
    value: { kind: 'active', configuration },
  };
}

function judgeBackup(said: string, servers: number): Judged<Role> {
  const answer = `${said}. This is how the backup of a switchover pair answers.`;
  const findings = servers > 1 ? [] : [finding('bridge.only-backup')];
  return { verdict: { answer, findings }, value: { kind: 'backup' } };
}

/** What pages miss in a configuration. */
export function lacks({ cfgVer, capabilities }: Configuration): {
  readonly said: readonly string[];
  readonly findings: readonly Finding[];
} {
  const { chat, callback } = capabilities;
  const missing = [
    ...(chat.includes('reconnect') ? [] : ['chat']),
    ...(callback.includes('reconnect') ? [] : ['callback']),
  ];
  const said: string[] = [];
  const findings: Finding[] = [];
  if (missing.length > 0) {
    said.push(`It lacks "reconnect" for ${missing.join(' and ')}.`);
    findings.push(finding('bridge.no-reconnect'));
  }
  if (!Number.isInteger(cfgVer) || cfgVer === 0) findings.push(finding('bridge.no-version'));
  if (!chat.includes('start') && !callback.includes('create')) {
    said.push('It offers neither chats nor callbacks.');
    findings.push(finding('bridge.nothing-offered'));
  }
  return { said, findings };
}
