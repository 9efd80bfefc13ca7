import type { Cancel } from '../runtime/clock.ts';
import type { SignIn } from '../wire/room.ts';
import type { NewStatus, NewUser, Status, User, UserChange } from './user.ts';

/** Door of the people who work here. */
export interface Agents {
  /** By key; inactive users too. */
  find(id: string): Promise<User | undefined>;
  /** By user name without letter case; inactive users too. */
  findByName(username: string): Promise<User | undefined>;
  /** All users by user name. */
  list(): Promise<readonly User[]>;
  /** The documented statuses in their order. */
  statuses(): Promise<readonly Status[]>;
  /** @throws IwtError `request.invalid` for an unknown status, an end it cannot carry, or a note over 255 characters */
  setStatus(id: string, status: NewStatus): Promise<User>;
  /** @throws IwtError `account.exists`, `request.missing-data` or `request.invalid` (`details.field`, `details.problem`) */
  create(user: NewUser, actor: string): Promise<User>;
  /** Ends the user's other sessions. @throws IwtError `request.invalid` for a weak password */
  setPassword(id: string, password: string, actor: string): Promise<void>;
  /** An inactive user cannot sign in; sessions and streams end at once. */
  setActive(id: string, active: boolean, actor: string): Promise<void>;
  /** The same answer and time for an unknown name, a wrong password and an inactive user. @throws IwtError `login.limited` */
  authenticate(name: string, password: string, address: string): Promise<User | null>;
  /** Tells of changes on every node, after they are on disk. */
  watch(listener: (change: UserChange) => void): Cancel;
  /** The session step of agent rows. */
  readonly signIn: SignIn;
}
