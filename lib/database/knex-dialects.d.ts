// knex ships no types for its dialects. Only what the SQLite client and the planner extend is declared here.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex';

  export default class BetterSqlite3Client extends Knex.Client {
    _driver(): unknown;
    acquireRawConnection(): Promise<unknown>;
    _query(connection: unknown, query: unknown): Promise<unknown>;
    transaction(...args: unknown[]): {
      begin(connection: unknown): unknown;
      query(connection: unknown, sql: string): unknown;
    };
  }
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex';

  export default class Mysql2Client extends Knex.Client {
    acquireRawConnection(): Promise<unknown>;
    _query(connection: unknown, query: unknown): Promise<unknown>;
  }
}
