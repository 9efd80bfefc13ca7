import { caNotes, comment, type Front, parts, type Scheme, times, type Upstream, type Way } from './front.ts';

const systemCa = '/etc/ssl/certs/ca-certificates.crt';

export function nginx(front: Front): string {
  const head = comment([
    'Interaction Web Tools behind nginx: the reverse proxy to the CIC servers.',
    '',
    'The parts belong to different places; check them with "nginx -t" and reload nginx.',
    ...caNotes(front),
  ]);
  const upstreams = [
    '',
    '# ---- inside http { … }, for example as /etc/nginx/conf.d/iwt.conf ----',
    ...pools(front).flatMap(([name, { host }]) => [
      '',
      `upstream ${name} {`,
      `    server ${host};`,
      '    # Both sides end idle connections; this one first, so that no message is sent into one that just ends.',
      '    keepalive 16;',
      `    keepalive_timeout ${times.idle}s;`,
      '}',
    ]),
  ];
  const locations = parts(front).flatMap(({ scheme, visitors }) => [
    '',
    `# ---- inside server { … }${visitors === '' ? '' : ` for ${visitors}`} ----`,
    ...front.ways.flatMap((way) => ['', ...location(front, way, scheme)]),
  ]);
  return `${[...head, ...upstreams, ...locations].join('\n')}\n`;
}

function pools({ ways }: Front): readonly (readonly [string, Upstream])[] {
  const all = ways.flatMap((way) =>
    [way.upstream.http, way.upstream.https].map((to) => [poolOf(way, to), to] as const),
  );
  return [...new Map(all)];
}

/** The alias shares the connections of what it stands for. */
function poolOf({ id }: Way, { tls }: Upstream): string {
  return `iwt_${id === 'alias' ? 'plugin1' : id}${tls ? '_tls' : ''}`;
}

/** `^~`: no regular expression of the site (for pictures, say) may take a path away. */
function location({ verify }: Front, way: Way, scheme: Scheme): readonly string[] {
  const to = way.upstream[scheme];
  const lines = [
    `proxy_pass ${to.tls ? 'https' : 'http'}://${poolOf(way, to)}${way.target}/;`,
    `proxy_redirect ${to.origin}${way.target}/ ${way.prefix}/;`,
    '# The CIC server expects its own name and port, and the address of the visitor.',
    `proxy_set_header Host ${to.host};`,
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_http_version 1.1;',
    'proxy_set_header Connection "";',
    '# Events are passed on as they come.',
    'proxy_buffering off;',
    `proxy_connect_timeout ${times.connect}s;`,
    `proxy_send_timeout ${times.silence}s;`,
    `proxy_read_timeout ${times.silence}s;`,
    '# A message must never be sent twice, and pages have to see 502 and 503.',
    'proxy_next_upstream off;',
    'proxy_intercept_errors off;',
    ...(to.tls ? secured(way, to, verify) : []),
  ];
  return [`# ${way.title}`, `location ^~ ${way.prefix}/ {`, ...lines.map((line) => `    ${line}`), '}'];
}

function secured({ ca }: Way, { name }: Upstream, verify: boolean): readonly string[] {
  const names = ['proxy_ssl_server_name on;', `proxy_ssl_name ${name};`];
  if (!verify) return [...names, 'proxy_ssl_verify off;'];
  return [
    ...names,
    'proxy_ssl_verify on;',
    'proxy_ssl_verify_depth 5;',
    `proxy_ssl_trusted_certificate "${ca?.path ?? systemCa}";`,
  ];
}
