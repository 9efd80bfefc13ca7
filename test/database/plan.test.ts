import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { latest, status } from '../../lib/database/migrate.ts';
import { plan } from '../../lib/database/plan.ts';
import { migrations } from '../../migrations/migrations.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { describeSchema } from './schema.ts';

describeEachDatabase('the plan', (open, dialect) => {
  it('makes by hand what the migrations make', async () => {
    const [byHand, migrated] = [await open({ empty: true }), await open()];
    for (const { sql } of await plan(dialect)) for (const statement of sql) await byHand.knex.raw(statement);
    expect(await status(byHand)).toEqual(await status(migrated));
    expect(await latest(byHand)).toEqual([]);
    expect(await describeSchema(byHand)).toEqual(await describeSchema(migrated));
    for (const table of ['iwt_status', 'iwt_connection_type', 'iwt_individual']) {
      expect(await byHand.knex(table).select()).toEqual(await migrated.knex(table).select());
    }
  });

  it('has one step for each migration, of one statement and the note that it was done', async () => {
    const [, ...steps] = await plan(dialect);
    expect(steps.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name));
    for (const { name, sql } of steps) {
      expect(sql).toHaveLength(2);
      expect(sql[1]).toContain(`insert into iwt_migrations (name, batch, migration_time) values ('${name}', 1, `);
    }
  });
});

describe('the files of migrations', () => {
  const folder = new URL('../../migrations/', import.meta.url);
  const files = readdirSync(folder).filter((file) => /^\d/.test(file));

  it('are all in the list, under their own names', () => {
    expect(migrations.map(({ name }) => `${name}.ts`)).toEqual(files.sort());
  });

  it('depend on nothing that may change', () => {
    for (const file of [...files, 'schema.ts']) {
      const imports = [...readFileSync(new URL(file, folder), 'utf8').matchAll(/from '(.+)'/g)].map(([, from]) => from);
      expect(imports.filter((from) => from !== 'knex' && from !== './schema.ts')).toEqual([]);
    }
  });
});
