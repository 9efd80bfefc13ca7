import type { IncomingMessage } from 'node:http';

interface ExpressRequest extends IncomingMessage {
  readonly ip?: string | undefined;
  readonly secure?: boolean;
}

/** The client's address, as the host's `trust proxy` setting sees it. */
export function addressOf(req: ExpressRequest): string {
  return req.ip ?? req.socket.remoteAddress ?? '';
}

/** Whether the client reached the site over TLS, as `trust proxy` sees it. */
export function isSecure(req: ExpressRequest): boolean {
  return req.secure ?? false;
}
