import { html, printHtml } from './html.ts';
import { type AccountTexts, localeFor } from './texts.ts';
import type { MailTexts } from './transcript.ts';

/** The mails that accounts cause. */
export type AccountMail = keyof AccountTexts['mails'];

/** A mail with a link. Holds nothing but our own words and the link. `language`: an `Accept-Language` header. */
export function accountMail(mail: AccountMail, link: string, language: string): MailTexts {
  const { language: found, direction, account } = localeFor(language);
  const { subject, text, ignore } = account.mails[mail];
  const body = html`<!doctype html>
<html lang="${found}" dir="${direction}">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body>
<p>${text}</p>
<p><a href="${link}">${link}</a></p>
<p>${ignore}</p>
</body>
</html>
`;
  return { subject, text: `${text}\n\n${link}\n\n${ignore}\n`, html: printHtml(body) };
}
