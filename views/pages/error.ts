import { printPage } from './document.ts';
import { html } from './html.ts';
import { fill, localeFor } from './texts.ts';

export interface FailedPage {
  /** For people; holds no secret. */
  readonly message: string;
  /** Those that have words of their own here: `request.limited`, `gateway.…` and `handler.…`. */
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Number under which the log knows it. */
  readonly reference?: string;
}

/** What a page answers when it cannot answer what it should. */
export function errorPage(
  { message, code, details, reference }: FailedPage,
  reader: { readonly language: string; readonly toRoot: string },
): string {
  const { language, direction, account, system: texts } = localeFor(reader.language);
  const said = sentenceOf(code, details, texts) ?? message;
  const link = isGateway(code) ? texts.errorGatewayLink : account.toChat;
  const body = html`<h1>${texts.errorTitle}</h1>
<p role="alert">${said}</p>
${reference === undefined ? '' : html`<p>${fill(texts.errorReference, { reference })}</p>`}
<p class="account-links"><a href="${reader.toRoot}">${link}</a></p>`;
  return printPage({ language, direction, title: texts.errorTitle, toRoot: reader.toRoot, body });
}

function sentenceOf(
  code: string | undefined,
  details: Readonly<Record<string, unknown>> | undefined,
  texts: ReturnType<typeof localeFor>['system'],
): string | undefined {
  if (code === 'request.limited') return fill(texts.errorLimited, { seconds: String(details?.retryAfter ?? 60) });
  if (code === 'handler.no-event') return fill(texts.errorNoEvent, { parameter: 'event' });
  if (code === 'handler.unknown') return fill(texts.errorNoHandler, { event: String(details?.event ?? '') });
  if (code === 'handler.silent') return texts.errorHandlerSilent;
  if (code === 'handler.failed') return texts.errorHandlerFailed;
  if (code === 'handler.timeout') return texts.errorHandlerTimeout;
  return isGateway(code) ? texts.errorGateway : undefined;
}

/** The documented sentence for visitors who have lost their server (technical reference, *Switchover*). */
function isGateway(code: string | undefined): boolean {
  return code?.startsWith('gateway.') ?? false;
}
