import { IwtError } from '../../errors.ts';
import { mediaType } from '../../wire/negotiate.ts';
import type { Exchange } from '../exchange.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Refuses what a page of another site sends in the name of whoever is signed in here. Browsers say where a request comes
 * from in `Sec-Fetch-Site` (on secure pages and on localhost), else in `Origin`; clients that are no browsers carry no
 * foreign cookies. JSON needs no look at `Origin`: a foreign page cannot send it without being asked first.
 */
export function sameSite({ req: { headers } }: Exchange): void {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const { origin } = headers;
  const own =
    origin === undefined || mediaType(headers['content-type']) === 'application/json' || isOwn(origin, headers);
  if (site === undefined && own) return;
  throw new IwtError('request.cross-site', 'Pages of other sites cannot do this.');
}

/**
 * A gateway may have put its own idea of the host into `Host`, and the browser's into another header. That one is believed
 * here whoever sent it, because a page cannot make a browser send it along with a form.
 */
function isOwn(origin: string, headers: Headers): boolean {
  const sent = URL.canParse(origin) ? new URL(origin).host : undefined;
  const hosts = [headers.host, headers['x-forwarded-host'], headers['x-original-host']];
  return hosts.some((host) => host !== undefined && firstOf(host) === sent);
}

function firstOf(host: string | string[]): string | undefined {
  return String(host).split(',', 1)[0]?.trim().toLowerCase();
}
