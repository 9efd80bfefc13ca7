import { searchSite } from '../../automatic-pages/world.ts';
import type { Camera } from '../../support/camera.ts';

/** The search for people with all that can be seen of them, and the forms that lead there. */
export async function picturesOfSearch(camera: Camera): Promise<void> {
  const site = await searchSite();
  try {
    const { agents, chat } = site.iwt.services;
    const alan = { department: 'Customer care', extension: '103', publicEmail: 'alan.adams@shop.example' };
    await site.addListed('alan', 'Alan Adams', alan);
    const bob = { department: 'Sales', extension: '104', publicEmail: 'bob@shop.example' };
    const keys = [await site.addListed('bob', 'Bob Boyle', bob)];
    keys.push(await site.addListed('chuck', 'Chuck', { extension: '105' }));
    await site.addListed('dana', 'דנה לוי', { department: 'Sales' });
    await site.addListed('eve', 'Eve Mariana-Theodora von Hohenstein-Wellington', {
      department: 'Lamps & other lights',
    });
    for (const name of ['alan', 'dana']) await (await site.present(name)).status('Available');
    const until = site.clock.now() + 26 * 3_600_000;
    await agents.setStatus(keys[0] ?? '', { status: 'On vacation', until });
    await agents.setStatus(keys[1] ?? '', { status: 'At lunch', until: site.clock.now() + 1_800_000 });
    await chat.start({ target: 'dana', targetType: 'User', name: 'Vera', address: '192.0.2.1' });

    const page = await camera.open(`${site.url}/search.htm`);
    await camera.take(page, 'search-simple', true);
    await page.goto(`${site.url}/search2.htm`);
    await camera.take(page, 'search-form', true);
    site.clock.advance(2_000);
    await page.goto(`${site.address}?event=System_WebSearch`);
    await camera.take(page, 'search-results', true);
    await page.goto(
      `${site.address}?event=System_WebSearch&LastName=zeta&Department=Sales&Title=People%20at%20the%20shop`,
    );
    await camera.take(page, 'search-nobody', true);
    await page.goto(`${site.address}?event=System_WebInteract`);
    await camera.take(page, 'search-interact', true);
    await page.goto(`${site.address}?event=System_QueueStatus`);
    await camera.take(page, 'search-queue', true);
    await page.goto(`${site.address}?event=System_QueueBadge`);
    await camera.take(page, 'search-badge');
  } finally {
    await site.close();
  }
}
