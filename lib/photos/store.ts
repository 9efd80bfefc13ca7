import type { Database } from '../database/connect.ts';
import type { PhotoType } from './sniff.ts';

export interface PhotoRow {
  readonly user_id: string;
  readonly digest: string;
  readonly type: PhotoType;
  readonly bytes: Uint8Array;
  readonly changed_at: number;
}

export function photoStore({ knex }: Database) {
  return {
    async put(row: PhotoRow): Promise<void> {
      await knex('iwt_photo').insert(row).onConflict('user_id').merge();
    },

    async remove(user: string): Promise<void> {
      await knex('iwt_photo').where('user_id', user).delete();
    },

    nameOf: (user: string): Promise<Pick<PhotoRow, 'digest' | 'type'> | undefined> =>
      knex('iwt_photo').where('user_id', user).first('digest', 'type'),

    async byDigest(digest: string): Promise<Pick<PhotoRow, 'type' | 'bytes'> | undefined> {
      const row = await knex('iwt_photo').where('digest', digest).first('type', 'bytes');
      // SQLite's driver gives an ArrayBuffer, MySQL's a Buffer.
      return row && { type: row.type, bytes: Buffer.from(row.bytes) };
    },
  };
}
