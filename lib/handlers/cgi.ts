import type { HandlerRequest } from './request.ts';

/** Labels of the CgiTest page and their variables, in its order (handlers-and-site section 1.4). */
export const cgiLabels = [
  ['Gateway Interface', 'GATEWAY_INTERFACE'],
  ['Request Method', 'REQUEST_METHOD'],
  ['Script Name', 'SCRIPT_NAME'],
  ['Query String', 'QUERY_STRING'],
  ['Server Software', 'SERVER_SOFTWARE'],
  ['Server Name', 'SERVER_NAME'],
  ['Server Protocol', 'SERVER_PROTOCOL'],
  ['Server Port', 'SERVER_PORT'],
  ['HTTP User agent', 'HTTP_USER_AGENT'],
  ['HTTP Accept', 'HTTP_ACCEPT'],
  ['Path Info', 'PATH_INFO'],
  ['Path Translated', 'PATH_TRANSLATED'],
  ['Remote Host', 'REMOTE_HOST'],
  ['Remote Address', 'REMOTE_ADDR'],
  ['Remote User', 'REMOTE_USER'],
  ['Remote Identifier', 'REMOTE_IDENT'],
  ['Authentication Type', 'AUTH_TYPE'],
  ['Content Type', 'CONTENT_TYPE'],
  ['Content Length', 'CONTENT_LENGTH'],
] as const;

export type CgiName = (typeof cgiLabels)[number][1];

/** `''` for what there is not. `QUERY_STRING` is as it was sent, undecoded. */
export type CgiVariables = Readonly<Record<CgiName, string>>;

export function cgiOf(request: HandlerRequest): CgiVariables {
  const { method, query, headers, httpVersion, port } = request;
  const header = (name: string) => String(headers[name] ?? '');
  const address = request.address.replace(/^::ffff:(?=\d+\.)/i, '');
  return {
    GATEWAY_INTERFACE: '',
    REQUEST_METHOD: method,
    SCRIPT_NAME: 'doHTMLRequest',
    QUERY_STRING: query,
    SERVER_SOFTWARE: '',
    SERVER_NAME: header('host').replace(/:\d*$/, ''),
    SERVER_PROTOCOL: `HTTP/${httpVersion}`,
    SERVER_PORT: String(port),
    HTTP_USER_AGENT: header('user-agent'),
    HTTP_ACCEPT: header('accept'),
    PATH_INFO: '',
    PATH_TRANSLATED: '',
    REMOTE_HOST: address,
    REMOTE_ADDR: address,
    REMOTE_USER: '',
    REMOTE_IDENT: '',
    AUTH_TYPE: '',
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
  };
}

/** The first of several cookies of one name counts, which is the one of the longest path (RFC 6265, section 5.4). */
export function cookiesOf(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(0, equals)).trim();
    if (name === '' || cookies.has(name)) continue;
    cookies.set(
      name,
      decoded(
        part
          .slice(equals + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ),
    );
  }
  return cookies;
}

function decoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
