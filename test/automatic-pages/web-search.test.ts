import { expect, it, onTestFinished } from 'vitest';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { blockOf, namesOn, type SearchSite, searchSite } from './world.ts';

async function opened(options?: IwtOptions): Promise<SearchSite> {
  const site = await searchSite(options);
  onTestFinished(site.close);
  return site;
}

async function withPeople(options?: IwtOptions): Promise<SearchSite> {
  const site = await opened(options);
  await site.addListed('bob', 'Bob Boyle', { department: 'Sales', extension: '104', publicEmail: 'bob@shop.example' });
  await site.addListed('alan', 'Alan Adams', { department: 'Support', extension: '103' });
  await site.addListed('chuck', 'Chuck');
  return site;
}

it('shows nobody whom the administrator did not list, and nobody who has left', async () => {
  const site = await withPeople();
  await site.addUser({ username: 'secret' });
  const gone = await site.addListed('dora', 'Dora Gone', { department: 'Vault' });
  await site.iwt.services.agents.setActive(gone, false, 'test');
  const page = await site.search();
  expect(namesOn(page)).toEqual(['Alan Adams', 'Bob Boyle', 'Chuck']);
  expect(page).not.toMatch(/secret|dora|Vault/i);
});

it('has the parts of the manual in their order', async () => {
  const page = await (await withPeople()).search();
  const parts = [
    '<img src="../../img/InteractBanner.gif" alt="Interact!"',
    '<h1>Interact Search Results</h1>',
    'href="?event=System_WebSearch">Refresh Results</a>',
    'Alan Adams',
    '<img src="../../img/AtHome.gif" alt=""',
    'Gone home',
    'Voice/Fax: <bdi>103</bdi>',
    'Bob Boyle',
    '<a href="mailto:bob@shop.example">bob@shop.example</a>',
    'Chuck',
    '<h2 id="search-again">Search Again</h2>',
    'First Name:',
    'name="FirstName"',
    'Last Name:',
    'name="LastName"',
    'Department:',
    '<select class="input" id="Department" name="Department">',
    '>Search</button>',
  ];
  const places = parts.map((part) => page.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(page).not.toContain('<script');
});

it.each([
  [{ FirstName: ' al ' }, ['Alan Adams']],
  [{ LastName: 'BOY' }, ['Bob Boyle']],
  [{ LastName: 'lan' }, []],
  [{ Department: 'sales' }, ['Bob Boyle']],
  [{ Department: 'sale' }, []],
  [{ FirstName: 'Bob', LastName: 'Boyle', Department: 'Sales' }, ['Bob Boyle']],
  [{ FirstName: 'Bob', Department: 'Support' }, []],
  [{ firstname: 'chu' }, ['Chuck']],
])('finds for %j what all fields together say', async (query, found) => {
  const site = await withPeople();
  expect(namesOn(await site.search(query as Record<string, string>))).toEqual(found);
});

it('finds the names that were given for it rather than those shown', async () => {
  const site = await opened();
  await site.addListed('doc', 'Doctor Who', { firstName: 'Peter', lastName: 'van Dyke' });
  expect(namesOn(await site.search({ FirstName: 'doctor' }))).toEqual([]);
  expect(namesOn(await site.search({ FirstName: 'peter', LastName: 'van' }))).toEqual(['Doctor Who']);
});

it('takes a posted form, and offers it again as a link', async () => {
  const site = await withPeople();
  const body = new URLSearchParams({ event: 'System_WebSearch', FirstName: 'al', Callback: '0' });
  const page = await (await fetch(site.address, { method: 'POST', body })).text();
  expect(namesOn(page)).toEqual(['Alan Adams']);
  const [, link = ''] = /class="search-refresh" href="([^"]*)"/.exec(page) ?? [];
  expect(link).toBe('?event=System_WebSearch&amp;Callback=0&amp;FirstName=al');
  const again = await (await fetch(site.address + link.replaceAll('&amp;', '&'))).text();
  expect(namesOn(again)).toEqual(['Alan Adams']);
});

it('says so when nobody fits, and keeps the form as it was filled in', async () => {
  const page = await (await withPeople()).search({ LastName: 'Zeta', Department: 'Sales' });
  expect(page).toContain('Nobody fits your search.');
  expect(page).toContain('value="Zeta"');
  expect(page).toContain('<option value="">All departments</option>');
  expect(page).toContain('<option selected value="Sales">Sales</option>');
  expect(page).toContain('<option value="Support">Support</option>');
});

it('offers a chat with whoever is there, and a callback by anybody', async () => {
  const site = await withPeople();
  const before = blockOf(await site.search(), 'Alan Adams');
  expect(before).not.toContain('chatTarget');
  expect(before).toContain('Chat!<span class="visually-hidden"> (not there at the moment)</span>');
  const alan = await site.present('alan');
  await alan.status('Available');
  const there = blockOf(await site.search(), 'Alan Adams');
  expect(there).toContain('href="../../index.html?chatTarget=alan&amp;chatTargetType=User&amp;interactionTypes=chat"');
  expect(there).toContain(
    'href="../../index.html?callbackTarget=alan&amp;callbackTargetType=User&amp;interactionTypes=callback"',
  );
  expect(there).toContain('../../img/Avail.gif');
  expect(there).toContain('<span>Available </span>');
});

it('does not call somebody available who is not there, or is talking', async () => {
  const site = await withPeople();
  const { agents, chat } = site.iwt.services;
  const alan = await agents.findByName('alan');
  await agents.setStatus(alan?.id ?? '', { status: 'Available' });
  expect(blockOf(await site.search(), 'Alan Adams')).toMatch(/Outoff\.gif.*Not at the desk/s);
  await site.present('alan');
  await chat.start({ target: 'alan', targetType: 'User', name: 'Vera', address: '192.0.2.1' });
  await expect
    .poll(async () => blockOf(await site.search(), 'Alan Adams'))
    .toMatch(/OnPhone\.gif.*Available \(but connected to another call\)/s);
});

it.each([
  ['At lunch', 'Lunch.gif', 't'],
  ['Follow up', 'Followup.gif', 't'],
  ['In a meeting', 'Meeting.gif', 't'],
  ['At a training session', 'Train.gif', 'g'],
  ['Out of the office', 'Outoff.gif', 'g'],
  ['Out of town', 'OutTown.gif', 'd'],
  ['On vacation', 'Vacation.gif', 'd'],
])('shows %s with %s and its end in format %s', async (status, picture, format) => {
  const asked: unknown[][] = [];
  const convertDateTimeToString = (...given: unknown[]) => {
    asked.push(given);
    return '<the end>';
  };
  const site = await withPeople({ convertDateTimeToString });
  const { agents } = site.iwt.services;
  const alan = await agents.findByName('alan');
  const until = site.clock.now() + 3_600_000;
  await agents.setStatus(alan?.id ?? '', { status, until });
  const block = blockOf(await site.search(), 'Alan Adams');
  expect(block).toContain(`../../img/${picture}`);
  expect(block).toContain(`<time datetime="${new Date(until).toISOString()}">until &lt;the end&gt;</time></span>`);
  expect(asked).toEqual([[new Date(until), format, 'en-us']]);
  site.clock.advance(3_600_000);
  expect(blockOf(await site.search(), 'Alan Adams')).not.toContain('until');
});

it('shows any other status that must not be disturbed with the same picture', async () => {
  const site = await withPeople();
  const { agents } = site.iwt.services;
  const alan = await agents.findByName('alan');
  await agents.setStatus(alan?.id ?? '', { status: 'ACD - Agent not answering' });
  expect(blockOf(await site.search(), 'Alan Adams')).toContain('../../img/DND.gif');
});

it('is still there when the function for moments fails', async () => {
  const site = await withPeople({
    convertDateTimeToString() {
      throw new Error('broken');
    },
  });
  const { agents } = site.iwt.services;
  const alan = await agents.findByName('alan');
  const until = site.clock.now() + 3_600_000;
  await agents.setStatus(alan?.id ?? '', { status: 'At lunch', until });
  expect(await site.search()).toContain(`until ${new Date(until).toISOString()}`);
});

it('shows 200 people and says how many there are', async () => {
  const site = await opened();
  const { agents } = site.iwt.services;
  const one = await site.addListed('a000', 'Agent 000');
  const row = await agents.find(one);
  expect(row?.listed).toBe(true);
  for (let n = 1; n <= 200; n++) {
    const number = String(n).padStart(3, '0');
    await site.addListed(`a${number}`, `Agent ${number}`);
  }
  const page = await site.search();
  expect(namesOn(page)).toHaveLength(200);
  expect(page).toContain('The first 200 of 201 people are shown.');
  expect(await site.search({ LastName: '20' })).not.toContain('are shown.');
}, 120_000);

it('takes its pictures from where Web Event Image Path says', async () => {
  const site = await withPeople();
  const { params } = site.iwt.services;
  const pictureOf = async () => /src="([^"]*)AtHome.gif"/.exec(await site.search())?.[1];
  expect(await pictureOf()).toBe('../../img/');
  await params.set('Web Event Image Path', 'pictures', 'test');
  expect(await pictureOf()).toBe('../../WebServices/pictures/');
  await params.set('Web Event Image Path', '../../brand/img/', 'test');
  expect(await pictureOf()).toBe('../../../brand/img/');
  await params.set('Web Event Image Path', '/brand/', 'test');
  expect(await pictureOf()).toBe('/brand/');
  for (const bad of ['http://evil.example/', '//evil.example/', 'img"/', 'a b/', '..\\img/', 'javascript:alert(1)']) {
    await expect(params.set('Web Event Image Path', bad, 'test')).rejects.toThrow('must be a path on this site');
  }
});

it('has pictures that are there', async () => {
  const site = await withPeople();
  const page = await site.search();
  for (const [, source = ''] of page.matchAll(/src="([^"]*)"/g)) {
    const answer = await fetch(new URL(source, site.address));
    expect([source, answer.status, answer.headers.get('content-type')]).toEqual([source, 200, 'image/svg+xml']);
  }
});
