import { z } from 'zod';
import { shippedLanguages } from '../../views/config-file/languages.ts';
import type { ConvertDateTimeToString } from '../automatic-pages/convert-date-time.ts';
import { isRange } from '../limits/trusted-hosts.ts';
import { readMailbox } from '../mail/address.ts';
import { readSmtpUrl } from '../mail/smtp-url.ts';
import { type CicOption, cicSchema } from '../proxy/option.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Ids } from '../runtime/ids.ts';
import type { Log } from '../runtime/log.ts';
import { isRegion } from '../telephone/telephone.ts';

const pathSegment = /^[A-Za-z0-9._~-]+$/;

/** Every option of `iwt()`. The checks, the environment variables and the table in docs/options.md come from here. */
export const optionsSchema = z.strictObject({
  root: z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)*$/, 'must be "" or a path such as "/I3Root", without a slash at its end')
    .default('/I3Root')
    .meta({ help: 'Path below the mount point where everything is served; matched without case.' }),
  database: z
    .string()
    .regex(
      /^(sqlite:.+|(mysql|mariadb):\/\/.+)$/,
      'must be "sqlite:PATH", "sqlite::memory:" or "mysql://user:password@host:port/name"',
    )
    .optional()
    .meta({
      help: 'Where the data lives: `sqlite:PATH`, `sqlite::memory:` or `mysql://user:password@host:port/name` (MySQL 8 or MariaDB 10.6 and later).',
      shown: '`sqlite:<data>/iwt.sqlite`',
    }),
  data: z
    .string()
    .min(1, 'must name a folder')
    .default('iwt-data')
    .meta({ help: 'Folder of the SQLite file, relative to the working directory. Made when missing.' }),
  durability: z.enum(['full', 'normal']).default('full').meta({
    help: 'SQLite only. `full`: what was answered survives a power cut. `normal`: it survives a killed process, but a power cut may cost the last moments.',
  }),
  migrate: z.boolean().optional().meta({
    help: 'Bring the schema up to date at start. `false` refuses to start on a schema that is old or newer, and says which command to run.',
    shown: '`true` on SQLite, `false` on MySQL',
  }),
  servers: z
    .array(z.string().regex(pathSegment, 'may hold letters, digits, ".", "_", "~" and "-" only'))
    .min(1, 'must name at least one server')
    .max(8, 'must name at most 8 servers')
    .default(['Server1', 'Server2'])
    .meta({
      help: 'Path segments under which the visitor protocol also answers, one for each server a page may know.',
    }),
  cic: cicSchema.optional().meta({
    help: 'Be a gateway in front of existing CIC servers (docs/gateway.md).',
    shown: 'none: this service answers by itself',
  }),
  handlers: z
    .union([
      z.string().min(1, 'must name a folder'),
      z.array(
        z.union([
          z.string().min(1, 'must name a folder'),
          z.custom<object>((value) => typeof value === 'object' && value !== null, 'must be a folder or a module'),
        ]),
      ),
    ])
    .default([])
    .meta({
      help: 'Handlers of HTML events (docs/handlers.md): a folder of handler files, relative to the working directory, or a list of folders and modules.',
    }),
  site: z.boolean().default(true).meta({
    help: "Serve the visitor's pages. `false` leaves them to files of your own, such as a genuine `I3Root` folder.",
  }),
  metrics: z
    .array(z.string().refine(isRange, 'must be addresses or ranges such as "10.0.0.0/8"'))
    .default(['127.0.0.1', '::1'])
    .meta({ help: 'Addresses and ranges that may read `<root>/metrics`.' }),
  chatTarget: z
    .string()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .optional()
    .meta({ help: 'Workgroup or user that the visitor page chats with.', shown: 'the first active workgroup' }),
  chatTargetType: z.enum(['Workgroup', 'User']).default('Workgroup').meta({ help: 'What `chatTarget` names.' }),
  callbackTarget: z
    .string()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .optional()
    .meta({ help: 'Workgroup or user that the visitor page asks for callbacks.', shown: '`chatTarget`' }),
  callbackTargetType: z
    .enum(['Workgroup', 'User'])
    .default('Workgroup')
    .meta({ help: 'What `callbackTarget` names.', shown: '`"Workgroup"`; without `callbackTarget`, `chatTargetType`' }),
  interactionTypes: z
    .array(z.enum(['Chat', 'Callback'], 'must be "Chat" or "Callback"'))
    .min(1, 'must name at least one type')
    .default(['Chat', 'Callback'])
    .meta({
      help: 'What the visitor page offers, of what the parameters *ChatAccessControl* and *CallbackAccessControl* allow.',
    }),
  language: z
    .enum(shippedLanguages)
    .default('en-us')
    .meta({ help: 'Language of pages whose reader asks for none that is shipped.' }),
  defaultRegion: z
    .string()
    .refine(isRegion, 'must be a country of ISO 3166 with telephone numbers of its own, such as "US" or "DE"')
    .default('US')
    .meta({ help: 'Country (ISO 3166) whose telephone numbers may be written without a country code.' }),
  allowedOrigins: z
    .array(z.string().regex(/^https?:\/\/[^/\s*]+$/, 'must be an origin such as "https://shop.example"'))
    .default([])
    .meta({
      help: 'Origins whose pages may call the visitor protocol from another site, such as `https://shop.example`.',
    }),
  visitorGoneAfter: z
    .number()
    .int('must be a whole number of seconds')
    .min(90, 'must be at least 90: browsers slow background pages down to one request a minute')
    .max(86_400, 'must be at most 86400 (a day)')
    .default(300)
    .meta({ help: 'Seconds without a poll or an open stream after which a visitor counts as gone and the chat ends.' }),
  smtp: z
    .string()
    .refine(
      (text) => readSmtpUrl(text) !== undefined,
      'must be "smtp://user:password@host:587" or "smtps://user:password@host:465", with special characters percent-encoded',
    )
    .optional()
    .meta({
      help: 'Server that takes mails (transcripts of chats): `smtp://user:password@host:587` or `smtps://…`. Needs `mailFrom` and `siteUrl`.',
      shown: 'none, so no mail is sent',
    }),
  mailFrom: z
    .string()
    .refine((text) => readMailbox(text) !== undefined, 'must be one e-mail address such as "chat@shop.example"')
    .optional()
    .meta({ help: 'Sender of the mails.', shown: 'none' }),
  siteUrl: z
    .string()
    .refine(isSiteUrl, 'must be an address such as "https://shop.example" or "https://shop.example/help"')
    .optional()
    .meta({
      help: "Where visitors reach the mount point, such as `https://shop.example`. Links in mails begin with it, because what a request says about its host is the sender's choice.",
      shown: 'none',
    }),
  secret: z
    .array(z.string().min(32, 'must have at least 32 characters'))
    .min(1, 'must hold at least one secret')
    .optional()
    .meta({
      help: 'Signs the session cookies: the first one signs, all are accepted (for rotation).',
      shown: 'made at first start, kept in the database',
    }),
  logger: z
    .custom<Log>((value) => isLogger(value), 'must have the methods debug, info, warn and error')
    .optional()
    .meta({
      help: "A logger of pino's form; the host's own fits.",
      shown: 'pino, warnings and errors',
      environment: false,
    }),
  convertDateTimeToString: z
    .custom<ConvertDateTimeToString>((value) => typeof value === 'function', 'must be a function')
    .optional()
    .meta({
      help: 'How the automatic web pages write moments: `(value, format, language)` → text (docs/automatic-pages.md).',
      shown: 'ours',
      environment: false,
    }),
  runtime: z
    .custom<{ clock?: Clock; ids?: Ids }>((value) => typeof value === 'object' && value !== null, 'must be an object')
    .optional()
    .meta({ help: 'Clock and randomness, for tests.', shown: "the system's", environment: false }),
});

/** What `iwt()` takes, all of it optional; docs/options.md has it as a table, with the environment variables. */
export interface IwtOptions {
  /** Path below the mount path where everything is served, in any letter case; `''` for none. Default `/I3Root`. */
  root?: string | undefined;
  /** `sqlite:PATH`, `sqlite::memory:` or `mysql://user:password@host:port/name`. Default: the file `iwt.sqlite` in `data`. */
  database?: string | undefined;
  /** Folder of the SQLite file, relative to the working directory; made when missing. Default `iwt-data`. */
  data?: string | undefined;
  /** What a power cut may cost on SQLite: `full` nothing, `normal` the last moments. A killed process costs nothing. Default `full`. */
  durability?: 'full' | 'normal' | undefined;
  /** Bring the tables up to date at start; `false` refuses to start on others. Default `true` on SQLite, `false` on MySQL. */
  migrate?: boolean | undefined;
  /** Folders under which the visitor protocol also answers, for pages that know several servers. Default `Server1`, `Server2`. */
  servers?: string[] | undefined;
  /** Be a gateway in front of existing CIC servers (docs/gateway.md). Default: none, this service answers by itself. */
  cic?: CicOption | undefined;
  /** Handlers of HTML events: a folder of handler files, or a list of folders and modules (docs/handlers.md). Default: none. */
  handlers?: string | (string | object)[] | undefined;
  /** Serve the visitor's pages; `false` leaves them to files of your own. Default `true`. */
  site?: boolean | undefined;
  /** Addresses and ranges that may read `<root>/metrics`. Default: this machine. */
  metrics?: string[] | undefined;
  /** Workgroup or user that the visitor's page chats with. Default: the first active workgroup by name. */
  chatTarget?: string | undefined;
  /** What `chatTarget` names. Default `Workgroup`. */
  chatTargetType?: 'Workgroup' | 'User' | undefined;
  /** Workgroup or user that the visitor's page asks for callbacks. Default: `chatTarget`. */
  callbackTarget?: string | undefined;
  /** What `callbackTarget` names. Default `Workgroup`. */
  callbackTargetType?: 'Workgroup' | 'User' | undefined;
  /** What the visitor's page offers, of what the parameters allow. Default both. */
  interactionTypes?: ('Chat' | 'Callback')[] | undefined;
  /** Language for readers who ask for none that is shipped. Default `en-us`. */
  language?: 'en-us' | undefined;
  /** Country (ISO 3166, two capital letters) of telephone numbers without a country code. Default `US`. */
  defaultRegion?: string | undefined;
  /** Origins such as `https://shop.example` whose pages may call the visitor protocol. Default: none. */
  allowedOrigins?: string[] | undefined;
  /** Seconds without a poll or an open stream after which a visitor is gone and the chat ends. Default 300. */
  visitorGoneAfter?: number | undefined;
  /** Server that takes mails: `smtp://user:password@host:587` or `smtps://…`. Default: none, and no mail is sent. */
  smtp?: string | undefined;
  /** Sender of the mails. */
  mailFrom?: string | undefined;
  /** Where visitors reach the mount point, such as `https://shop.example`; links in mails begin with it. */
  siteUrl?: string | undefined;
  /** Sign the session cookies: the first one signs, all are accepted. Default: one made at first start, kept in the database. */
  secret?: string[] | undefined;
  /** Gets what is worth logging: any logger of pino's form. Default: warnings and errors to standard error. */
  logger?: Log | undefined;
  /** *ConvertDateTimeToString*: how the automatic web pages write moments (docs/automatic-pages.md). Default: ours. */
  convertDateTimeToString?: ConvertDateTimeToString | undefined;
  /** Clock and randomness, for tests. Default: the system's. */
  runtime?: { clock?: Clock; ids?: Ids } | undefined;
}

function isSiteUrl(text: string): boolean {
  return /^https?:\/\/[^\s/?#@]+(\/[A-Za-z0-9._~-]+)*$/.test(text) && URL.canParse(text);
}

function isLogger(value: unknown): boolean {
  const methods = value as Record<string, unknown> | null;
  return ['debug', 'info', 'warn', 'error'].every((name) => typeof methods?.[name] === 'function');
}
