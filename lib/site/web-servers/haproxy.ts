import { caNotes, comment, type Front, times, type Upstream, type Way } from './front.ts';

export function haproxy(front: Front): string {
  const head = comment([
    'Interaction Web Tools behind HAProxy (2.6 and later): the reverse proxy to the CIC servers.',
    '',
    'The parts belong to different places; check them with "haproxy -c -f /etc/haproxy/haproxy.cfg" and reload HAProxy.',
    ...caNotes(front),
  ]);
  const rules = [
    '',
    '# ---- inside the frontend of the site, which has "mode http" ----',
    '',
    ...front.ways.flatMap(choices),
  ];
  const backends = ['', '# ---- at the end ----', ...front.ways.flatMap((way) => backendsOf(front, way))];
  return `${[...head, ...rules, ...backends].join('\n')}\n`;
}

function choices(way: Way): readonly string[] {
  const { http, https } = way.upstream;
  const place = `path_beg -i ${way.prefix}/`;
  const plain = `    use_backend ${nameOf(way, http)} if { ${place} }`;
  if (http.origin === https.origin) return [plain];
  return [`    use_backend ${nameOf(way, https)} if { ${place} } { ssl_fc }`, plain];
}

function nameOf({ id }: Way, { tls }: Upstream): string {
  return `iwt_${id}${tls ? '_tls' : ''}`;
}

function backendsOf(front: Front, way: Way): readonly string[] {
  const { http, https } = way.upstream;
  return [...new Map([http, https].map((to) => [to.origin, to])).values()].flatMap((to) => backend(front, way, to));
}

function backend({ verify }: Front, way: Way, to: Upstream): readonly string[] {
  const known = '{ req.fhdr(X-Forwarded-For) -m found }';
  return [
    '',
    `# ${way.title}`,
    `backend ${nameOf(way, to)}`,
    '    mode http',
    '    # The prefix is removed; the CIC server expects its own name and port.',
    `    http-request set-path ${way.target}%[path,bytes(${way.prefix.length})]`,
    `    http-request set-header Host ${to.host}`,
    '    # The address of the visitor is added to X-Forwarded-For, in one line.',
    `    http-request set-header X-Forwarded-For "%[req.fhdr(X-Forwarded-For)], %[src]" if ${known}`,
    `    http-request set-header X-Forwarded-For %[src] unless ${known}`,
    `    timeout connect ${times.connect}s`,
    `    timeout server ${times.silence}s`,
    '    # A message must never be sent twice: only what reached nobody is tried again.',
    '    retry-on conn-failure',
    `    server cic ${to.host} pool-purge-delay ${times.idle}s${to.tls ? secured(way, to, verify) : ''}`,
  ];
}

function secured({ ca }: Way, { name }: Upstream, verify: boolean): string {
  const sni = ` ssl sni str(${name})`;
  if (!verify) return `${sni} verify none`;
  return `${sni} verify required verifyhost ${name} ca-file ${ca ? `"${ca.path}"` : '@system-ca'}`;
}
