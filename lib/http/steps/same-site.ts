import { IwtError } from '../../errors.ts';
import type { Exchange } from '../exchange.ts';

/**
 * Refuses what a page of another site sends in the name of whoever is signed in here. Browsers say where a request comes
 * from in `Sec-Fetch-Site` (on secure pages) or in `Origin`; clients that are no browsers carry no foreign cookies.
 */
export function sameSite({ req }: Exchange): void {
  const site = req.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const origin = req.headers.origin;
  if (site === undefined && (origin === undefined || isOwn(origin, req))) return;
  throw new IwtError('request.cross-site', 'Pages of other sites cannot do this.');
}

/** Express's view of the host honours `trust proxy`. It comes with the port in Express 5, without it in 4. */
type Addressed = Exchange['req'] & { readonly host?: string; readonly hostname?: string };

function isOwn(origin: string, req: Addressed): boolean {
  const sent = URL.canParse(origin) ? new URL(origin) : undefined;
  if (sent === undefined) return false;
  const hosts = [req.headers.host, req.host].map((host) => host?.toLowerCase());
  return hosts.includes(sent.host) || (sent.port === '' && sent.hostname === req.hostname?.toLowerCase());
}
