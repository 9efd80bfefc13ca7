/** What the page's configuration file says (visitor-protocol section 14.1, handlers-and-site section 6.2). */
export interface SiteConfig {
  readonly ChatTarget: string;
  readonly CallbackTarget: string;
  readonly ChatTargetType: 'Workgroup' | 'User';
  readonly CallbackTargetType: 'Workgroup' | 'User';
  readonly InteractionTypes: readonly ('Chat' | 'Callback')[];
  readonly UseEncryption: boolean;
  readonly ICServerCount: 1 | 2;
  readonly DefaultLanguageCode: string;
}

/** `config.js` with the documented keys. It makes the namespace itself, so that it can be loaded before anything else. */
export function configJs(config: SiteConfig): string {
  // A target's name comes from people; "<" and the line separators must not end the script or its string.
  const json = JSON.stringify({ ConfigVersion: 0, ...config }, null, 2).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    'var ININ = window.ININ || {};',
    'ININ.Web = ININ.Web || {};',
    'ININ.Web.Chat = ININ.Web.Chat || {};',
    `ININ.Web.Chat.Config = ${json};`,
    '',
  ].join('\n');
}
