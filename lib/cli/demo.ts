import type { Agents } from '../agents/agents.ts';
import type { Role } from '../agents/user.ts';
import type { Ids } from '../runtime/ids.ts';
import type { Workgroups } from '../workgroups/workgroups.ts';

/** Somebody who can sign in to the demo; the password is told once and never stored in clear. */
export interface DemoPerson {
  readonly username: string;
  readonly password: string;
  readonly role: Role;
  readonly workgroups: readonly string[];
}

const workgroupNames = ['Marketing', 'Support'] as const;

const cast: readonly { username: string; displayName: string; role: Role; workgroups: readonly string[] }[] = [
  { username: 'alicia', displayName: 'Alicia Adams', role: 'agent', workgroups: ['Marketing', 'Support'] },
  { username: 'ben', displayName: 'Ben Okafor', role: 'agent', workgroups: ['Support'] },
  { username: 'carla', displayName: 'Carla Ruiz', role: 'supervisor', workgroups: ['Marketing', 'Support'] },
  { username: 'dev', displayName: 'Dev Patel', role: 'administrator', workgroups: [] },
];

/** Fills an empty database with workgroups and people; does nothing where people are already. */
export async function makeDemo(
  parts: { agents: Agents; workgroups: Workgroups; ids: Ids },
  actor: string,
): Promise<readonly DemoPerson[]> {
  if ((await parts.agents.list()).length > 0) return [];
  const present = new Set((await parts.workgroups.list()).map((workgroup) => workgroup.name));
  for (const name of workgroupNames) if (!present.has(name)) await parts.workgroups.create(name, actor);
  const people: DemoPerson[] = [];
  for (const person of cast) {
    const password = parts.ids.bytes(12).toString('base64url');
    await parts.agents.create({ ...person, password }, actor);
    people.push({ username: person.username, password, role: person.role, workgroups: person.workgroups });
  }
  return people;
}
