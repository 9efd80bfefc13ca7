import type { Knex } from 'knex';
import { effective, type Given } from './held.ts';
import type { HeldSkills } from './score.ts';

interface Row extends Given {
  readonly user: string;
}

/** What each of these users can do, by key of the user; of a user without skills there is no entry. */
export async function heldSkills(users: readonly string[], db: Knex): Promise<ReadonlyMap<string, HeldSkills>> {
  const own: Row[] = await db('iwt_user_skill as s')
    .whereIn('s.user_id', users as string[])
    .select('s.user_id as user', 's.skill_id as skill', 's.proficiency', 's.desire');
  const inherited: Row[] = await db('iwt_workgroup_member as m')
    .join('iwt_workgroup as w', 'w.id', 'm.workgroup_id')
    .join('iwt_workgroup_skill as s', 's.workgroup_id', 'w.id')
    .whereIn('m.user_id', users as string[])
    .where('w.active', 1)
    .where(isAcd)
    .select('m.user_id as user', 's.skill_id as skill', 's.proficiency', 's.desire');
  const held = new Map<string, HeldSkills>();
  const theirs = byUser(inherited);
  const mine = byUser(own);
  for (const user of new Set([...theirs.keys(), ...mine.keys()])) {
    held.set(user, effective(mine.get(user) ?? [], theirs.get(user) ?? []));
  }
  return held;
}

/** A workgroup whose queue gives agents something: only such a one carries skills. */
export function isAcd(row: Knex.QueryBuilder): void {
  row.where('w.chat_max_assign', '>', 0).orWhereNull('w.callback_max_assign').orWhere('w.callback_max_assign', '>', 0);
}

function byUser(rows: readonly Row[]): Map<string, Given[]> {
  const found = new Map<string, Given[]>();
  for (const { user, skill, proficiency, desire } of rows) {
    const given = { skill, proficiency: Number(proficiency), desire: Number(desire) };
    found.set(user, [...(found.get(user) ?? []), given]);
  }
  return found;
}
