import { type Front, type Scheme, times, type Way } from './front.ts';

/** For IIS with URL Rewrite and Application Request Routing (*Configure IIS*): a `web.config` for each folder. */
export function iis(front: Front): string {
  const lines = [
    'Interaction Web Tools behind IIS with URL Rewrite 2 and Application Request Routing 3: the reverse proxy to the CIC servers.',
    '',
    '1. Once for the server, in the command prompt of an administrator. The proxy is enabled, the CIC server gets its own name as',
    '   Host and the bare address of the visitor in X-Forwarded-For, and events are passed on as they come:',
    '',
    ...settings.map((setting) => `   ${appcmd} /${setting} /commit:apphost`),
    '',
    ...(tls(front) && front.verify
      ? [
          '2. Import the certificate authority of the CIC server into the trusted roots of this computer:',
          '',
          ...[...new Set(front.ways.map(({ ca }) => ca?.file))].flatMap((file) =>
            file === undefined ? [] : [`   certutil -addstore Root "${file.replaceAll('/', '\\')}"`],
          ),
          '',
        ]
      : []),
    `${tls(front) && front.verify ? 3 : 2}. In the folder of the web site make these folders, empty but for their file:`,
    ...front.ways.flatMap((way) => [
      '',
      `==== ${way.prefix.slice(1).replaceAll('/', '\\')}\\web.config ====`,
      ...webConfig(way),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

const appcmd = '%windir%\\system32\\inetsrv\\appcmd.exe set config -section:system.webServer/proxy';
const settings = [
  'enabled:"True"',
  'preserveHostHeader:"False"',
  'includePortInXForwardedFor:"False"',
  'responseBufferLimit:"0"',
  `timeout:"00:0${Math.floor(times.silence / 60)}:${String(times.silence % 60).padStart(2, '0')}"`,
];

function tls({ ways }: Front): boolean {
  return ways.some(({ upstream }) => upstream.http.tls || upstream.https.tls);
}

function webConfig(way: Way): readonly string[] {
  const same = way.upstream.http.origin === way.upstream.https.origin;
  const rules = same ? rule(way, 'https', undefined) : [...rule(way, 'http', 'OFF'), ...rule(way, 'https', 'ON')];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${way.title.replaceAll('--', '- -')} -->`,
    '<configuration>',
    '  <system.webServer>',
    '    <rewrite>',
    '      <rules>',
    ...rules.map((line) => `        ${line}`),
    '      </rules>',
    '    </rewrite>',
    '  </system.webServer>',
    '</configuration>',
  ];
}

/** `https`: which visitors it is for, as the manual's two rules with a condition each. */
function rule(way: Way, scheme: Scheme, https: 'ON' | 'OFF' | undefined): readonly string[] {
  const to = way.upstream[scheme];
  const condition = [
    '  <conditions>',
    `    <add input="{HTTPS}" pattern="^${https}$" ignoreCase="true" />`,
    '  </conditions>',
  ];
  return [
    `<rule name="iwt_${way.id}${https === undefined ? '' : `_${scheme}`}" stopProcessing="true">`,
    '  <match url="(.*)" />',
    ...(https === undefined ? [] : condition),
    `  <action type="Rewrite" url="${to.origin}${way.target}/{R:1}" />`,
    '</rule>',
  ];
}
