export type { ErrorCode } from './lib/errors.ts';
export { IwtError, IwtSetupError } from './lib/errors.ts';
export { defineHandler } from './lib/handlers/define-handler.ts';
export type {
  CookieOptions,
  FieldKind,
  FieldList,
  FieldValues,
  Handler,
  HandlerContext,
  SignedInVisitor,
} from './lib/handlers/handler.ts';
export type { CreateServerOptions } from './lib/http/create-server.ts';
export { createServer } from './lib/http/create-server.ts';
export type { Iwt } from './lib/iwt.ts';
export { iwt } from './lib/iwt.ts';
export type { IwtOptions } from './lib/options/schema.ts';
export type { Cancel, Clock } from './lib/runtime/clock.ts';
export type { Ids } from './lib/runtime/ids.ts';
export type { Log } from './lib/runtime/log.ts';
export type { Services } from './lib/services.ts';
export type { Binding, FieldUse, PositionKind, Template, TrustedHtml } from './lib/templates/templates.ts';
export { compile, trusted } from './lib/templates/templates.ts';
export type { ViewEngine } from './lib/templates/view-engine.ts';
export { createViewEngine } from './lib/templates/view-engine.ts';
export { html } from './views/pages/html.ts';
