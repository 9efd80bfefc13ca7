import { describe, noAnswer } from './describe.ts';
import { finding, type Verdict, well } from './finding.ts';
import type { Answer } from './probe-http.ts';

/**
 * The origin that the genuine page calls (visitor-protocol section 2.2): the scheme comes from `UseEncryption`, the port
 * from the page's own address.
 */
export function calledOrigin(page: URL, useEncryption: boolean): URL {
  const port = page.port || (page.protocol === 'https:' ? '443' : '80');
  return new URL(`${useEncryption ? 'https' : 'http'}://${page.hostname}:${port}`);
}

/**
 * A page that calls another origin than its own: what its browser's first question (OPTIONS) gets
 * (*Troubleshooting Chats and Callbacks*, step 5).
 */
export function judgeOrigin(page: URL, called: URL, answer: Answer | undefined): Verdict {
  if (called.origin === page.origin)
    return well('The page calls the address it comes from, so browsers send no OPTIONS.');
  const facts = { scheme: page.protocol === 'https:' ? 'HTTPS' : 'HTTP' };
  const got =
    answer === undefined
      ? ''
      : answer.kind === 'answered'
        ? ` OPTIONS there: ${describe(answer)}.`
        : ` ${noAnswer(answer)}`;
  const mixed = page.protocol === 'https:' ? ' Browsers refuse that without asking.' : '';
  return {
    answer: `A page from ${page.origin} calls ${called.origin}.${mixed}${got}`,
    findings: [finding('cross-origin.other-scheme', facts)],
  };
}
