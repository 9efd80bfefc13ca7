import type { Role } from '../agents/user.ts';
import { makePassword } from './password.ts';
import type { People } from './people.ts';

/** Somebody who can sign in to the demo; the password is told once and never stored in clear. */
export interface DemoPerson {
  readonly username: string;
  readonly password: string;
  readonly role: Role;
  readonly workgroups: readonly string[];
}

const workgroupNames = ['Marketing', 'Support'] as const;

const actor = 'iwt serve --demo';

const cast: readonly { username: string; displayName: string; role: Role; workgroups: readonly string[] }[] = [
  { username: 'alicia', displayName: 'Alicia Adams', role: 'agent', workgroups: ['Marketing', 'Support'] },
  { username: 'ben', displayName: 'Ben Okafor', role: 'agent', workgroups: ['Marketing', 'Support'] },
  { username: 'carla', displayName: 'Carla Ruiz', role: 'supervisor', workgroups: ['Marketing', 'Support'] },
  { username: 'dev', displayName: 'Dev Patel', role: 'administrator', workgroups: [] },
];

/** Fills an empty database with workgroups and people; does nothing where people are already. */
export async function makeDemo(parts: People): Promise<readonly DemoPerson[]> {
  if ((await parts.agents.list()).length > 0) return [];
  const present = new Set((await parts.workgroups.list()).map((workgroup) => workgroup.name));
  for (const name of workgroupNames) if (!present.has(name)) await parts.workgroups.create(name, actor);
  const people: DemoPerson[] = [];
  for (const person of cast) {
    const password = makePassword();
    await parts.agents.create({ ...person, password }, actor);
    people.push({ username: person.username, password, role: person.role, workgroups: person.workgroups });
  }
  return people;
}
