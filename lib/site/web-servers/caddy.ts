import { caNotes, comment, type Front, parts, type Scheme, times, type Way } from './front.ts';

export function caddy(front: Front): string {
  const head = comment([
    'Interaction Web Tools behind Caddy 2: the reverse proxy to the CIC servers.',
    '',
    'Check it with "caddy validate" and reload Caddy. Another proxy in front has to be named among the trusted_proxies of',
    'the global options; otherwise what it says in X-Forwarded-For is dropped.',
    ...caNotes(front),
  ]);
  const blocks = parts(front).flatMap(({ scheme, visitors }) => [
    '',
    `# ---- inside the block of the site${visitors === '' ? '' : ` for ${visitors} (${scheme}://…)`} ----`,
    ...front.ways.flatMap((way) => ['', ...handle(front, way, scheme)]),
  ]);
  return `${[...head, ...blocks].join('\n')}\n`;
}

function handle({ verify }: Front, way: Way, scheme: Scheme): readonly string[] {
  const to = way.upstream[scheme];
  const trust = verify ? way.ca && `tls_trusted_ca_certs "${way.ca.path}"` : 'tls_insecure_skip_verify';
  return [
    `# ${way.title}`,
    `handle_path ${way.prefix}/* {`,
    ...(way.target === '' ? [] : [`\trewrite * ${way.target}{uri}`]),
    `\treverse_proxy ${to.origin} {`,
    '\t\t# The CIC server expects its own name and port.',
    `\t\theader_up Host ${to.host}`,
    '\t\t# Events are passed on as they come.',
    '\t\tflush_interval -1',
    '\t\ttransport http {',
    `\t\t\tdial_timeout ${times.connect}s`,
    `\t\t\tresponse_header_timeout ${times.silence}s`,
    `\t\t\tkeepalive ${times.idle}s`,
    ...(to.tls && trust ? [`\t\t\t${trust}`] : []),
    '\t\t}',
    '\t}',
    '}',
  ];
}
