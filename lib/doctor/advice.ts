/** A warning tells of something that works now or for some; a fault keeps visitors from being served. */
export type Level = 'warning' | 'fault';

/** What an advice is put together from, such as `{ host: 'icserver', port: '8114' }`. */
export type Facts = Readonly<Record<string, string>>;

interface Row {
  readonly level: Level;
  readonly advice: (facts: Facts) => string;
}

/** Whose name and port is at fault: `part` is `bridge` (WebProcessorBridge), `plugin` (Web HTML plug-in) or `site`. */
const service = ({ part }: Facts): string =>
  ({ bridge: 'WebProcessorBridge', plugin: 'the Web HTML plug-in', site: 'the web server' })[part ?? ''] ??
  'the server';

const fault = (sentence: (facts: Facts) => string): Row => ({ level: 'fault', advice: sentence });
const warning = (sentence: (facts: Facts) => string): Row => ({ level: 'warning', advice: sentence });

/** What to do about each finding. The codes stay the same between releases; docs/doctor.md explains them. */
export const advice = {
  'name.not-found': fault(
    ({ host }) => `Correct the name ${host}, or make it known to this machine by DNS or in its hosts file.`,
  ),
  'name.timeout': fault(() => 'Check the name servers of this machine; none of them answered in time.'),

  'port.refused': fault(({ part, port, scheme }) => {
    if (part === 'site') return `Start the web server, or correct the port ${port} in its URL.`;
    if (part === 'plugin') {
      return `Check that the Web HTML plug-in runs and listens on port ${port}, or leave it out with --no-search if the site has no search page.`;
    }
    return `Start WebProcessorBridge on the CIC server, and check that Web Services Configuration enables ${scheme} on port ${port}.`;
  }),
  'port.timeout': fault(
    ({ host, port }) =>
      `Let the firewall pass connections from the web server to port ${port} of ${host}, from nowhere else.`,
  ),
  'port.unreachable': fault(({ host }) => `Check the network: this machine knows no way to ${host}.`),
  'port.failed': fault(
    ({ host, port }) => `Find out what keeps this machine from connecting to port ${port} of ${host}.`,
  ),
  'port.some-addresses': warning(
    ({ host }) => `Take the addresses that do not answer out of the name ${host}, or let the server listen on them.`,
  ),

  'tls.plain-http': fault(
    (facts) =>
      `Write http:// instead of https:// for port ${facts.port}, or name the port on which ${service(facts)} speaks HTTPS.`,
  ),
  'tls.not-tls': fault(({ port }) => `Find out what listens on port ${port}: it does not speak TLS.`),
  'tls.legacy-protocol': fault((facts) => `Turn on TLS 1.2 for ${service(facts)}; nothing older is accepted any more.`),
  'tls.handshake': fault((facts) => `Check the TLS settings of ${service(facts)}: protocols, ciphers, its key.`),
  'tls.timeout': fault(
    (facts) =>
      `Restart ${service(facts)}, or look for a firewall that lets the connection through and swallows the rest.`,
  ),
  'tls.expired': fault((facts) => `Renew the certificate of ${service(facts)}.`),
  'tls.not-yet-valid': fault(
    (facts) => `Check the clocks of this machine and of ${service(facts)}, then its certificate.`,
  ),
  'tls.expires-soon': warning((facts) => `Renew the certificate of ${service(facts)} in time.`),
  'tls.self-signed': fault((facts) =>
    facts.part === 'site'
      ? 'Get a certificate from an authority that browsers trust.'
      : `Give this certificate itself as an authority (${authorityFlag(facts)}), or one from the server group's authority.`,
  ),
  'tls.unknown-authority': fault((facts) => {
    if (facts.part === 'site')
      return 'Get a certificate from an authority that browsers trust (or give yours with --site-ca).';
    if (facts.part === 'plugin') {
      return 'Copy the authority of the certificate in <Root>\\Certificates\\HTTPS from the CIC server and give it with --plugin-ca.';
    }
    return 'Copy ServerGroupCertificate.cer from the CIC server and give it with --ca.';
  }),
  'tls.old-authority': fault(
    (facts) =>
      `Copy the authority's file from the CIC server again (${authorityFlag(facts)}): the certificates were made anew since.`,
  ),
  'tls.incomplete-chain': fault(
    (facts) => `Let ${service(facts)} send the authority's intermediate certificate along with its own.`,
  ),
  'tls.weak-certificate': fault(
    (facts) => `Make a new certificate for ${service(facts)} with a key of 2048 bits or more and SHA-256.`,
  ),
  'tls.name-mismatch': fault((facts) => `Use a name that the certificate has, or get one for ${facts.host}.`),
  'tls.short-name': fault(({ full }) => `Use the full host name, ${full}, wherever this server is named.`),
  'tls.ip-address': fault(({ full }) => `Use the full host name (${full}) instead of the address.`),
  'tls.untrusted': fault((facts) => `Check the certificate of ${service(facts)} and the authority given for it.`),
  'tls.not-verified': warning(
    () => 'Remove verify: false; it lets anybody between the web server and the CIC server read and change everything.',
  ),

  'http.speaks-tls': fault(
    (facts) =>
      `Write https:// instead of http:// for port ${facts.port}, or name the port on which ${service(facts)} speaks plain HTTP.`,
  ),
  'http.no-answer': fault((facts) => `Restart ${service(facts)}: it takes connections and does not answer.`),
  'http.broken-answer': fault(
    ({ port }) => `Find out what listens on port ${port}: its answer is not whole or not HTTP.`,
  ),

  'bridge.only-backup': fault(
    () =>
      'Name the other server of the switchover pair too, or restart WebProcessor and WebProcessorBridge if there is none.',
  ),
  'bridge.other-server': fault(({ port }) => `Find out what answers on port ${port}: it is not WebProcessorBridge.`),
  'bridge.error': fault(() => 'Restart WebProcessor and WebProcessorBridge, and look into their logs.'),
  'bridge.no-reconnect': fault(
    () =>
      'Make the server offer "reconnect" for chats and for callbacks; pages take it for dead otherwise and change over for ever.',
  ),
  'bridge.no-version': warning(
    () => 'Make the server give a cfgVer other than 0; pages ask for the configuration after every poll otherwise.',
  ),
  'bridge.nothing-offered': warning(
    () => 'Check ChatAccessControl and CallbackAccessControl; with both at 0 visitors find neither form.',
  ),

  'pair.same-url': fault(() => 'Name the second server of the pair; both URLs lead to the same place.'),
  'pair.both-active': warning(
    () =>
      'Check in Switchover that the two servers are a pair: only one may be active, or chats are lost when pages change over.',
  ),
  'pair.both-backup': fault(
    () => 'Make one of the servers active in Switchover; while both are backup nobody can chat.',
  ),
  'pair.alone': warning(() => 'Bring the other server back: until then there is nothing to change over to.'),
  'pair.differs': warning(() => 'Give both servers the same Web Services parameters and the same release.'),

  'site.redirected': fault(({ to }) => `Run the doctor for the address where the pages are: iwt doctor ${to}`),
  'site.no-page': fault(
    ({ url }) =>
      `Put the Web Tools files at ${url}, and let the web server answer index.html as the default document there.`,
  ),
  'site.page-error': fault(() => "Look into the web server's log for this request."),

  'config.missing': fault(({ url }) => `Put config.js at ${url}; iwt configure writes it.`),
  'config.unreadable': fault(() => 'Write config.js anew with iwt configure, or mend it by hand.'),
  'config.encryption': fault(
    ({ value, scheme }) => `Set "UseEncryption" to ${value}: the page is served over ${scheme}.`,
  ),
  'config.server-count': fault(({ value }) => `Set "ICServerCount" to ${value}.`),
  'config.language-case': fault(({ value }) => `Write "DefaultLanguageCode" in lower case: "${value}".`),
  'config.interaction-types': warning(
    () =>
      'Write "InteractionTypes" as "Chat", "Callback" or both, with these capitals; pages take everything else for both.',
  ),
  'config.target': warning(({ key }) => `Name the queue in "${key}".`),
  'config.target-type': warning(({ key }) => `Set "${key}" to "Workgroup" or "User".`),

  'proxy.not-found': fault(
    ({ prefix }) => `Add the reverse proxy's rule for ${prefix} (under IIS also an empty folder of that name).`,
  ),
  'proxy.bad-gateway': fault(
    () =>
      "Check the server's name, scheme and port in the proxy's rule, and, over HTTPS, that the web server trusts its certificate.",
  ),
  'proxy.unavailable': fault(
    () =>
      "Check the server's name and port in the proxy's rule, and that the server runs: the web server does not reach it.",
  ),
  'proxy.gateway-timeout': fault(() => 'Let the firewall pass connections from the web server to the CIC server.'),
  'proxy.forbidden': fault(({ prefix }) => `Let everybody reach ${prefix} without signing in to the web server.`),
  'proxy.redirected': fault(
    ({ prefix }) =>
      `Let the web server answer ${prefix} itself instead of redirecting; pages take a redirection for a dead server.`,
  ),
  'proxy.other-answer': fault(
    ({ prefix }) => `Let ${prefix} lead to the CIC server: something else of the site answers there now.`,
  ),
  'proxy.error': fault(() => "Look into the web server's log, and into that of WebProcessorBridge, for this request."),
  'proxy.cached': fault(({ prefix }) => `Turn off caching for ${prefix}: every poll has the same URL.`),
  'proxy.differs': warning(
    ({ prefix }) => `Check which server ${prefix} leads to: it has another configuration than the one asked directly.`,
  ),
  'proxy.same-server': fault(() => 'Let each prefix lead to its own server of the pair; both lead to one now.'),
  'proxy.crossed': warning(() => 'Exchange the servers in the rules of the two prefixes.'),

  'plugin.not-found': fault(
    () =>
      'Check in Interaction Administrator that the handler CgiTest is active, and that this is the port of the Web HTML plug-in.',
  ),
  'plugin.other-server': fault(({ port }) => `Find out what answers on port ${port}: it is not the Web HTML plug-in.`),
  'plugin.error': fault(() => 'Look into the logs of the Web HTML plug-in and of Interaction Processor.'),
  'plugin.wrong-authority': fault(
    () =>
      'Give the authority of the certificate in <Root>\\Certificates\\HTTPS with --plugin-ca: the plug-in does not use the one of ServerGroupCertificate.cer.',
  ),
  'plugin.no-alias': warning(
    ({ prefix }) => `Let ${prefix} lead to the Web HTML plug-in too, as the manual's own check expects.`,
  ),

  'address.one-for-all': fault(
    () => "Let every proxy add the visitor's address to X-Forwarded-For, or CIC takes all visitors for one attacker.",
  ),
  'address.not-added': fault(
    () => "Make the web server add the visitor's address to X-Forwarded-For; it only passes on what it gets.",
  ),
  'address.stripped': fault(
    () => 'Find the proxy, load balancer or firewall that removes X-Forwarded-For on the way to CIC.',
  ),
  'address.forgeable': warning(
    () =>
      'Let the outermost proxy replace the X-Forwarded-For that visitors send, or anybody can dodge the limits by address.',
  ),
  'host.not-rewritten': fault(
    () =>
      "Let the web server send the CIC server's own name and port as Host (Apache: ProxyPreserveHost Off; IIS: preserveHostHeader off).",
  ),
  'cross-origin.other-scheme': fault(
    ({ scheme }) =>
      `Let the page call its own address: set "UseEncryption" so that it matches ${scheme}, as browsers ask first (OPTIONS) or refuse otherwise.`,
  ),

  'images.missing': warning(
    ({ folder }) => `Put the images at ${folder}, or set Web Event Image Path to where they are.`,
  ),
  'images.case': warning(() => 'Rename these files as the manual spells them: this web server tells capitals apart.'),
} as const satisfies Record<string, Row>;

/** A finding's stable code. */
export type Code = keyof typeof advice;

function authorityFlag({ part }: Facts): string {
  return part === 'plugin' ? '--plugin-ca' : '--ca';
}
