import { afterAll, beforeAll, describe } from 'vitest';
import { openSite, type Site, testPassword } from '../support/site.ts';
import type { Desk } from './caller.ts';
import { conformance } from './conformance.ts';
import { deskOf } from './desk.ts';

describe.each(['', '/I3Root', '/i3root/Server1', '/I3ROOT/server2'])('the visitor protocol below "%s"', (prefix) => {
  let site: Site;
  let desk: Desk;

  beforeAll(async () => {
    site = await openSite();
    await site.addUser({ username: 'jonas' });
    desk = await deskOf(site.url, 'jonas', testPassword);
  });
  afterAll(() => site.close());

  conformance(() => ({ base: site.origin + prefix, queue: 'Support', desk }));
});
