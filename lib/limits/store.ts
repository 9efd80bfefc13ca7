import type { Database } from '../database/connect.ts';

/**
 * Buckets of the generic cell rate algorithm: `full_until` is when a bucket will be empty again, so one number holds the
 * whole state, and one guarded update decides without a race.
 */
export function attemptStore({ knex }: Database) {
  const buckets = () => knex('iwt_login_attempt');
  const addresses = () => knex('iwt_login_address');

  return {
    /** Takes one place if the bucket has room; false when it is full. A bucket without a row is empty. */
    async take(key: string, limit: { interval: number; burst: number }, now: number): Promise<boolean> {
      const latest = now + (limit.burst - 1) * limit.interval;
      for (let tries = 0; tries < 10; tries++) {
        const changed = await buckets()
          .where('key_digest', key)
          .where('full_until', '<=', latest)
          .update({
            full_until: knex.raw('case when full_until > ? then full_until else ? end + ?', [now, now, limit.interval]),
          });
        if (changed > 0) return true;
        const row = await buckets().where('key_digest', key).first('full_until');
        if (row && Number(row.full_until) > latest) return false;
        // Another one may have made the row, or swept it, since it was looked for: then try again.
        if (!row) await buckets().insert({ key_digest: key, full_until: now }).onConflict('key_digest').ignore();
      }
      return false;
    },

    async giveBack(key: string, interval: number): Promise<void> {
      await buckets().where('key_digest', key).decrement('full_until', interval);
    },

    async empty(key: string): Promise<void> {
      await buckets().where('key_digest', key).delete();
    },

    /** UTC milliseconds when the bucket is empty again. */
    async fullUntil(key: string): Promise<number | undefined> {
      const row = await buckets().where('key_digest', key).first('full_until');
      return row && Number(row.full_until);
    },

    async knows(key: string): Promise<boolean> {
      return (await addresses().where('key_digest', key).first('key_digest')) !== undefined;
    },

    async remember(key: string, now: number): Promise<void> {
      await addresses().insert({ key_digest: key, seen_at: now }).onConflict('key_digest').merge(['seen_at']);
    },

    async purge(now: number, addressesBefore: number): Promise<void> {
      await buckets().where('full_until', '<', now).delete();
      await addresses().where('seen_at', '<', addressesBefore).delete();
    },
  };
}
