import type { Audit } from '../audit/audit.ts';
import type { Database } from '../database/connect.ts';
import { IwtError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Code, CodeKind } from './code.ts';
import { codeStore } from './store.ts';

export type { Code, CodeKind } from './code.ts';

export const codeKinds: readonly CodeKind[] = ['wrapup', 'account'];

export interface CodeLists {
  readonly wrapUp: readonly Code[];
  readonly account: readonly Code[];
}

/** The codes that agents choose from (handlers-and-site section 4.10). Letter case counts. */
export interface Codes {
  /** The active codes, by name. */
  list(): Promise<CodeLists>;
  isActive(kind: CodeKind, code: string): Promise<boolean>;
  /**
   * Adds a code, or brings back one that was removed under this name.
   * @throws IwtError `request.missing-data`, `request.invalid` (too long, control characters), `account.exists`
   */
  add(kind: CodeKind, code: Code, actor: string): Promise<void>;
  /**
   * Nobody can choose it any more; what has it keeps it.
   * @throws IwtError `not-found`
   */
  remove(kind: CodeKind, code: string, actor: string): Promise<void>;
}

const longest = { code: 50, name: 100 };

export function createCodes(parts: {
  readonly database: Database;
  readonly runtime: Pick<Runtime, 'ids'>;
  readonly audit: Pick<Audit, 'record'>;
}): Codes {
  const store = codeStore(parts.database, parts.audit);

  return {
    async list() {
      const rows = await store.active();
      const of = (kind: CodeKind) => rows.filter((row) => row.kind === kind).map(({ code, name }) => ({ code, name }));
      return { wrapUp: of('wrapup'), account: of('account') };
    },
    isActive: store.isActive,
    async add(kind, { code, name }, actor) {
      const id = Buffer.from(parts.runtime.ids.bytes(16)).toString('base64url');
      const row = { id, kind, code: readField('code', code), name: readField('name', name) };
      if (await store.add(row, actor)) return;
      throw new IwtError('account.exists', `The ${kind} code "${row.code}" is there already.`, { field: 'code' });
    },
    async remove(kind, code, actor) {
      if (await store.remove(kind, code.trim(), actor)) return;
      throw new IwtError('not-found', `There is no ${kind} code "${code.trim()}".`);
    },
  };
}

function readField(field: 'code' | 'name', value: string): string {
  const trimmed = value.trim();
  if (trimmed === '') throw new IwtError('request.missing-data', `A code needs a ${field}.`, { field });
  if ([...trimmed].length > longest[field]) {
    throw new IwtError('request.invalid', `The ${field} of a code has at most ${longest[field]} characters.`, {
      field,
    });
  }
  if (/\p{Cc}/u.test(trimmed)) {
    throw new IwtError('request.invalid', `The ${field} of a code holds no control characters.`, { field });
  }
  return trimmed;
}
