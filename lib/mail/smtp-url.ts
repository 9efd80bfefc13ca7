/** A server that takes our mails. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise it is begun with STARTTLS where the server offers it. */
  readonly secure: boolean;
  /** Undefined: it takes mails without. */
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

/** `smtp://user:password@host:587` or `smtps://…`, with name and password percent-encoded; undefined: something else. */
export function readSmtpUrl(text: string): SmtpServer | undefined {
  if (!/^smtps?:\/\/\S+$/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, hostname, pathname, search, hash, username, password } = url;
  if (hostname === '' || !['', '/'].includes(pathname) || search !== '' || hash !== '') return undefined;
  if (url.port === '0' || (username === '') !== (password === '')) return undefined;
  const secure = protocol === 'smtps:';
  try {
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      login: username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    };
  } catch {
    return undefined;
  }
}

/** A password may travel without TLS to a server on this machine only. */
export function needsTls({ host, login, secure }: SmtpServer): boolean {
  return !secure && login !== undefined && !/^(localhost|127(\.\d+){3}|::1)$/i.test(host);
}
