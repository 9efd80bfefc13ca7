import { type CaFile, caNotes, comment, type Front, parts, type Scheme, times, type Way } from './front.ts';

/** Where Debian has the authorities that the world trusts. */
const systemCa = '/etc/ssl/certs/ca-certificates.crt';

/** For Apache 2.4 (*Installation and Configuration for Apache*). */
export function apache(front: Front): string {
  const head = comment([
    'Interaction Web Tools behind Apache 2.4: the reverse proxy to the CIC servers.',
    '',
    ...(front.split
      ? ['Each part belongs into the <VirtualHost> that it names.']
      : [
          'Put this into the <VirtualHost> of the site; or save it as /etc/apache2/conf-available/iwt.conf',
          'and run "a2enconf iwt".',
        ]),
    `Modules: a2enmod proxy proxy_http${tls(front) ? ' ssl' : ''}`,
    'Then check it with "apachectl configtest", and reload Apache.',
    ...caNotes(front),
  ]);
  const bodies = parts(front).map(({ scheme, visitors }) => part(front, scheme, visitors));
  return `${[...head, ...bodies.flat()].join('\n')}\n`;
}

function tls({ ways }: Front): boolean {
  return ways.some(({ upstream }) => upstream.http.tls || upstream.https.tls);
}

function part(front: Front, scheme: Scheme, visitors: string): readonly string[] {
  const port = scheme === 'http' ? 80 : 443;
  const ways = front.ways.map((way) => ({ way, to: way.upstream[scheme] }));
  const secured = ways.filter(({ to }) => to.tls);
  return [
    '',
    ...(visitors === '' ? [] : [`# ---- ${visitors}: inside <VirtualHost *:${port}> ----`, '']),
    'ProxyRequests Off',
    '# The CIC server expects its own name and port as the Host.',
    'ProxyPreserveHost Off',
    '# The address of the visitor is added to X-Forwarded-For.',
    'ProxyAddHeaders On',
    '# Pages have to see 502 and 503 to change over to the other server.',
    'ProxyErrorOverride Off',
    '<Proxy "*">',
    '    Require all granted',
    '</Proxy>',
    ...(secured.length === 0 ? [] : ['', 'SSLProxyEngine On', ...checks(front)]),
    ...authorities(
      secured.map(({ way, to }) => ({ origin: to.origin, ca: way.ca })),
      front.verify,
    ),
    ...ways.flatMap(({ way, to }) => rules(way, `${to.origin}${way.target}/`)),
  ];
}

/** Both sides end idle connections; this one first, so that no message is sent into one that just ends. */
function rules({ title, prefix }: Way, to: string): readonly string[] {
  const options = `connectiontimeout=${times.connect} timeout=${times.silence} ttl=${times.idle} retry=0 flushpackets=on`;
  return ['', `# ${title}`, `ProxyPass "${prefix}/" "${to}" ${options}`, `ProxyPassReverse "${prefix}/" "${to}"`];
}

function checks({ verify }: Front): readonly string[] {
  if (!verify) return ['SSLProxyVerify none', 'SSLProxyCheckPeerName off', 'SSLProxyCheckPeerExpire off'];
  return ['SSLProxyVerify require', 'SSLProxyVerifyDepth 5', 'SSLProxyCheckPeerName on', 'SSLProxyCheckPeerExpire on'];
}

function authorities(
  upstreams: readonly { readonly origin: string; readonly ca: CaFile | undefined }[],
  verify: boolean,
): readonly string[] {
  if (!verify) return [];
  const byOrigin = new Map(upstreams.map(({ origin, ca }) => [origin, ca?.path ?? systemCa]));
  const files = new Set(byOrigin.values());
  if (files.size === 1) return [`SSLProxyCACertificateFile "${[...files][0]}"`];
  return [...byOrigin].flatMap(([origin, file]) => [
    `<Proxy "${origin}/">`,
    `    SSLProxyCACertificateFile "${file}"`,
    '</Proxy>',
  ]);
}
