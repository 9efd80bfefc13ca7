/**
 * Every error of the running service: a stable code, the HTTP status outside `/websvcs`, and the reason that the visitor
 * protocol answers for it. docs/errors.md says what each means; a test holds the two together.
 */
const errors = {
  'request.invalid': { status: 400, reason: 'error.websvc.content.invalid' },
  'request.missing-data': { status: 400, reason: 'error.websvc.content.invalid.missingData' },
  'request.too-large': { status: 413, reason: 'error.websvc.content.invalid' },
  'request.too-long': { status: 414, reason: 'error.websvc.content.invalid' },
  'request.timeout': { status: 408, reason: 'error.websvc.content.invalid' },
  'request.method': { status: 405, reason: 'error.websvc.general' },
  'request.charset': { status: 415, reason: 'error.websvc.contentType.invalidCharset' },
  'request.content-type': { status: 415, reason: 'error.websvc.contentType.invalidContentType' },
  'request.cross-site': { status: 403, reason: 'error.websvc.general' },
  'not-found': { status: 404, reason: 'error.websvc.general' },
  'session.unknown': { status: 404, reason: 'error.websvc.unknownEntity.session' },
  'participant.unknown': { status: 404, reason: 'error.websvc.unknownEntity.participant' },
  'target.unknown': { status: 400, reason: 'error.websvc.unknownEntity.badTarget' },
  'queue.unknown': { status: 404, reason: 'error.websvc.unknownEntity.invalidQueue' },
  'credentials.bad': { status: 401, reason: 'error.websvc.userdb.badCredentials' },
  'account.exists': { status: 409, reason: 'error.websvc.userdb.accountExists' },
  'userdb.offline': { status: 503, reason: 'error.websvc.userdb.notOnline' },
  'login.required': { status: 401, reason: 'error.websvc.general' },
  'limit.reached': { status: 429, reason: 'error.websvc.general' },
  'access.denied': { status: 403, reason: 'error.websvc.general' },
  'request.limited': { status: 429, reason: 'error.websvc.general' },
  'login.limited': { status: 429, reason: 'error.websvc.general' },
  forbidden: { status: 403, reason: 'error.websvc.general' },
  'interaction.unknown': { status: 404, reason: 'error.websvc.unknownEntity.session' },
  'interaction.state': { status: 409, reason: 'error.websvc.general' },
  'operation.unsupported': { status: 400, reason: 'error.websvc.general' },
  'parameter.unknown': { status: 404, reason: 'error.websvc.general' },
  'parameter.invalid': { status: 400, reason: 'error.websvc.general' },
  'telephone.invalid': { status: 400, reason: 'error.websvc.content.invalid' },
  'callback.disabled': { status: 409, reason: 'error.websvc.general' },
  'callback.retries': { status: 409, reason: 'error.websvc.general' },
  'callback.limited': { status: 429, reason: 'error.websvc.general' },
  'time.closed': { status: 400, reason: 'error.websvc.content.invalid' },
  'template.invalid': { status: 500, reason: 'error.websvc.general' },
  closing: { status: 503, reason: 'error.websvc.general' },
  'gateway.unreachable': { status: 502, reason: 'error.websvc.general' },
  'gateway.backup': { status: 503, reason: 'error.websvc.general' },
  'handler.no-event': { status: 400, reason: 'error.websvc.general' },
  'handler.unknown': { status: 404, reason: 'error.websvc.general' },
  'handler.silent': { status: 502, reason: 'error.websvc.general' },
  'handler.failed': { status: 500, reason: 'error.websvc.general' },
  'handler.timeout': { status: 504, reason: 'error.websvc.general' },
  'handler.answered': { status: 500, reason: 'error.websvc.general' },
  'journal.full': { status: 503, reason: 'error.websvc.general' },
  'journal.conflict': { status: 409, reason: 'error.websvc.general' },
  internal: { status: 500, reason: 'error.websvc.general' },
} as const;

/** Codes of `IwtError`, such as `interaction.state`; docs/errors.md lists them. They stay the same between releases. */
export type ErrorCode = keyof typeof errors;

/**
 * What the service refuses or cannot do at the moment; thrown by `services`, and answered to whoever asked over HTTP.
 * `message` is for people who read logs and API answers and may change; it holds no secret.
 */
export class IwtError extends Error {
  readonly code: ErrorCode;
  /** More about it, where there is more: the `field` at fault, `retryAfter` in seconds, the `state` that is in the way. */
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'IwtError';
    this.code = code;
    this.details = details;
  }

  /** The HTTP status outside `/websvcs`. */
  get status(): number {
    return errors[this.code].status;
  }

  /** The reason that the visitor protocol answers, such as `error.websvc.general`. */
  get reason(): string {
    return errors[this.code].reason;
  }
}

/**
 * A mistake in the way the package is set up: thrown by `iwt()` and `createServer()`, or what `ready()` and `migrate()`
 * reject with; never while answering a request. `message` is one sentence that says what to do.
 */
export class IwtSetupError extends Error {
  /** `IWT_…`; docs/errors.md lists them. They stay the same between releases. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'IwtSetupError';
    this.code = code;
  }
}
