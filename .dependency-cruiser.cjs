// The import rules of the house (docs/architecture.md). Bands: front → rooms → corridors, never upwards.
const corridors =
  '^lib/(journal|timers|params|mail|wire|database|cluster|sessions|audit|passwords|limits|admission|hours|telephone|templates|runtime|errors)';
const rooms =
  '^lib/(accounts|automatic-pages|chat|callback|codes|handlers|tracker|queues|skills|agents|visitors|interactions|site|opening|console|problem-reports(?!/expression)|operations|photos|recovery|transcripts|callback-pages|administration|doctor|proxy(?!/(option|settings|certificates)))/';
const front = '^(index\\.ts|lib/(rooms|services)\\.ts|lib/iwt\\.ts|lib/(options|http|cli)/)';

/** A library that only the named file may import. */
const only = (library, file) => ({
  name: `only-${library.replace(/\W+/g, '-')}`,
  comment: `${library} is imported by one file, so that replacing it touches that file.`,
  severity: 'error',
  from: { path: '^(lib|index|views)', pathNot: file },
  to: { path: `node_modules/${library}/`, dependencyTypesNot: ['type-only'] },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'corridors-below-rooms',
      severity: 'error',
      from: { path: corridors },
      to: { path: `${rooms}|${front}`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rooms-below-front',
      severity: 'error',
      from: { path: rooms },
      to: { path: front, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'runtime-and-errors-at-the-bottom',
      severity: 'error',
      from: { path: '^lib/(runtime/|errors)' },
      to: { path: '^lib/(?!runtime/|errors)' },
    },
    {
      name: 'stores-own-sql',
      comment: 'knex stands in stores, the database corridor and migrations only.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '(/store[^/]*\\.ts$|^lib/database/)' },
      to: { path: 'node_modules/knex/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'migrations-stand-alone',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(lib|views)/' },
    },
    { name: 'views-stand-alone', severity: 'error', from: { path: '^views/' }, to: { path: '^(lib|migrations)/' } },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^(lib|index|migrations|views)' },
      to: { path: '^test/' },
    },
    only('express-session', '^lib/sessions/'),
    only('passport', '^lib/sessions/login\\.ts$'),
    only('passport-local', '^lib/sessions/login\\.ts$'),
    only('@node-rs/argon2', '^lib/passwords/'),
    only('fast-xml-parser', '^lib/wire/xml\\.ts$'),
    only('libsql', '^lib/database/'),
    only('mysql2', '^lib/database/'),
    only('commander', '^lib/cli/'),
    only('libphonenumber-js', '^lib/telephone/'),
    only('luxon', '^lib/hours/'),
    only('nodemailer', '^lib/mail/'),
    only('undici', '^lib/proxy/forward\\.ts$'),
    only('http-proxy-middleware', '^lib/http/gateway-stream\\.ts$'),
    only('prom-client', '^lib/operations/metrics\\.ts$'),
    only('json5', '^views/config-file/objects\\.ts$'),
    only('busboy', '^lib/handlers/multipart\\.ts$'),
    only('re2js', '^lib/problem-reports/'),
    only('express-rate-limit', '^lib/http/'),
    only('pino', '^lib/(iwt|cli/.*)\\.ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
