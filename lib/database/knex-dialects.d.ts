// knex ships no types for its dialects. Only what the SQLite client and the planner extend is declared here.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex';

  export default class BetterSqlite3Client extends Knex.Client {
    _driver(): unknown;
    acquireRawConnection(): Promise<any>;
    _query(connection: any, query: any): Promise<any>;
    transaction(...args: any[]): any;
    _formatBindings(bindings: readonly unknown[] | undefined): unknown[];
  }
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex';

  export default class Mysql2Client extends Knex.Client {
    acquireRawConnection(): Promise<any>;
    destroyRawConnection(connection: any): Promise<void>;
    _query(connection: any, query: any): Promise<any>;
  }
}
