import { onTestFinished } from 'vitest';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { openSite, type Site } from '../support/site.ts';

export interface Logged {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export interface HandlerSite extends Site {
  /** What was logged about handlers. */
  readonly logged: readonly Logged[];
  /** Asks the handler page of Server1. */
  page(query: string, init?: RequestInit): Promise<Response>;
  /** Address of the handler page of Server1, without a query. */
  readonly address: string;
}

/** A site with these handlers, closed when the test is over. */
export async function handlerSite(handlers: IwtOptions['handlers'], options: IwtOptions = {}): Promise<HandlerSite> {
  const logged: Logged[] = [];
  const note = (level: Logged['level']) => (fields: object, message: string) =>
    void logged.push({ level, message, fields: fields as Record<string, unknown> });
  const logger = { debug() {}, info() {}, warn: note('warn'), error: note('error') };
  const site = await openSite({ handlers, logger, ...options });
  onTestFinished(() => site.close());
  const address = `${site.url}/WebServices/Server1/doHTMLRequest`;
  return {
    ...site,
    address,
    get logged() {
      return logged.filter(({ message }) => /handler/i.test(message));
    },
    page: (query, init) => fetch(`${address}${query === '' ? '' : `?${query}`}`, init),
  };
}

/** The text of a page, as it reads. */
export async function textOf(answer: Response): Promise<string> {
  const references: Record<string, string> = { 38: '&', 60: '<', 62: '>', 34: '"', 39: "'", 96: '`' };
  return (await answer.text())
    .replace(/<[^<>]*>/g, '')
    .replace(/&#(\d+);/g, (_whole, code: string) => references[code] ?? '?');
}

export interface Gate<T = void> {
  readonly opened: Promise<T>;
  open(value: T): void;
}

/** Something to wait for. */
export function gate<T = void>(): Gate<T> {
  let open!: (value: T) => void;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
