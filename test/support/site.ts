import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createServer } from '../../lib/http/create-server.ts';
import { type Iwt, iwt } from '../../lib/iwt.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { silentLog } from './databases.ts';
import { raiseLimits } from './limits.ts';

/** A host site with the package mounted, on a free port. */
export interface Site {
  /** Of the site's root, without a slash at the end: `http://127.0.0.1:34567`. */
  readonly origin: string;
  /** Of the package's root: `http://127.0.0.1:34567/I3Root`. */
  readonly url: string;
  readonly iwt: Iwt;
  /** Makes a user, who can sign in with this password at once. */
  addUser(user: NewTestUser): Promise<string>;
  addWorkgroup(name: string): Promise<void>;
  /** Closes the package and the server; what is on disk stays. A second call does nothing. */
  close(): Promise<void>;
}

export interface NewTestUser {
  readonly username: string;
  readonly role?: 'agent' | 'supervisor' | 'administrator';
  readonly workgroups?: readonly string[];
}

export const testPassword = 'seven grey horses';

/** Starts a site. Without options its data is in memory. */
export async function openSite(
  options: IwtOptions = {},
  limits: 'out of the way' | 'documented' = 'out of the way',
): Promise<Site> {
  const mounted = iwt({ database: 'sqlite::memory:', logger: silentLog, ...options });
  const app = express();
  app.use(mounted);
  const server = createServer(app) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    await mounted.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  await mounted.ready();
  if (limits === 'out of the way') await raiseLimits(mounted.services.params);
  return {
    origin,
    url: `${origin}${mounted.root}`,
    iwt: mounted,
    async addUser({ username, role = 'agent', workgroups = ['Support'] }) {
      const displayName = `${username.slice(0, 1).toUpperCase()}${username.slice(1)}`;
      const user = { username, displayName, role, workgroups, password: testPassword };
      return (await mounted.services.agents.create(user, 'test')).id;
    },
    async addWorkgroup(name) {
      await mounted.services.workgroups.create(name, 'test');
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}
