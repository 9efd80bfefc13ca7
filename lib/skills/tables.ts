import { IwtError } from '../errors.ts';
import type { RequiredSkill } from '../interactions/events.ts';
import { createKept } from '../runtime/kept.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { accountKey } from '../sessions/account-name.ts';
import { checkRange, readName } from './names.ts';
import type { SkillRow } from './store.ts';
import type { TableRow, TableStore } from './store-tables.ts';

/** A table as administrators see it; a page's category finds it, what the page says finds a row. */
export interface Table {
  readonly name: string;
  readonly category: string;
  readonly rows: readonly Mapping[];
}

export interface Mapping {
  /** What pages say; letter case does not count. */
  readonly external: string;
  /** Name of the skill that is meant. */
  readonly skill: string;
  /** Least proficiency, 0 to 100. */
  readonly minimum: number;
}

/** The tables in the form in which they are asked. */
export interface Book {
  /** `null`: there is no table for the category; undefined: it has no such row. */
  byCategory(category: string, context: string): RequiredSkill | undefined | null;
  byTable(table: string, context: string): RequiredSkill | undefined;
}

/** A change made by another process acts within three seconds. */
const kept = { ageMs: () => 3_000, most: 1 };

export function createTables(
  store: TableStore,
  findSkill: (name: string) => Promise<SkillRow>,
  { clock, ids }: Pick<Runtime, 'clock' | 'ids'>,
) {
  const books = createKept<Book>(clock, kept);

  async function find(name: string): Promise<TableRow> {
    const row = await store.byKey(accountKey(name));
    if (!row) throw new IwtError('not-found', `There is no table "${name.trim()}".`);
    return row;
  }

  return {
    /** From memory, read again every few seconds. */
    book: (): Promise<Book> => books.ask('all', () => readBook(store)),

    async list(): Promise<readonly Table[]> {
      const rows = await store.rows();
      return (await store.tables()).map(({ id, name, category }) => ({
        name,
        category,
        rows: rows
          .filter(({ table }) => table === id)
          .map(({ external, name: skill, minimum }) => ({ external, skill, minimum })),
      }));
    },

    async add(given: string, forCategory: string, actor: string): Promise<void> {
      const name = readName('table', given);
      const category = readName('category', forCategory);
      const id = Buffer.from(ids.bytes(16)).toString('base64url');
      const entry = { actor, action: 'table.add', target: name.text, detail: { category: category.text } };
      if (!(await store.add(id, name, category, clock.now(), entry))) {
        throw new IwtError(
          'account.exists',
          `There is a table "${name.text}", or one for "${category.text}", already.`,
        );
      }
      books.forget('all');
    },

    async remove(given: string, actor: string): Promise<void> {
      const { id, name } = await find(given);
      await store.remove(id, { actor, action: 'table.remove', target: name });
      books.forget('all');
    },

    async map(given: string, { external, skill, minimum }: Mapping, actor: string): Promise<void> {
      const said = readName('external name', external);
      const least = checkRange('minimum', minimum, 0, 100);
      const table = await find(given);
      const known = await findSkill(skill);
      const detail = { external: said.text, skill: known.name, minimum: least };
      const entry = { actor, action: 'table.map', target: table.name, detail };
      if (!(await store.map(table.id, said, known.id, least, entry))) {
        throw new IwtError('not-found', `There is no skill "${known.name}".`);
      }
      books.forget('all');
    },

    async unmap(given: string, external: string, actor: string): Promise<void> {
      const table = await find(given);
      const entry = { actor, action: 'table.unmap', target: table.name, detail: { external: external.trim() } };
      if (!(await store.unmap(table.id, accountKey(external), entry))) {
        throw new IwtError('not-found', `The table ${table.name} has no row "${external.trim()}".`);
      }
      books.forget('all');
    },

    forget: () => books.forget('all'),
  };
}

async function readBook(store: TableStore): Promise<Book> {
  const tables = await store.tables();
  const rows = new Map<string, Map<string, RequiredSkill>>();
  for (const { table, key, skill, name, minimum } of await store.rows()) {
    const found = rows.get(table) ?? new Map<string, RequiredSkill>();
    rows.set(table, found.set(key, { skill, name, minimum }));
  }
  const byCategory = new Map(tables.map(({ id, key }) => [key, id]));
  const byName = new Map(tables.map(({ id, name }) => [accountKey(name), id]));
  const row = (table: string | undefined, context: string) => rows.get(table ?? '')?.get(accountKey(context));
  return {
    byCategory(category, context) {
      const table = byCategory.get(accountKey(category));
      return table === undefined ? null : row(table, context);
    },
    byTable: (table, context) => row(byName.get(accountKey(table)), context),
  };
}
