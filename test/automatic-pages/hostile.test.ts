import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { expect, it, onTestFinished } from 'vitest';
import { blockOf, namesOn, type SearchSite, searchSite } from './world.ts';

type Node = DefaultTreeAdapterMap['node'];

/** The elements of a page with their attributes' names: what a value must never change. */
function shapeOf(page: string): readonly string[] {
  const walk = (node: Node): readonly string[] => [
    ...('tagName' in node ? [`${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}`] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(walk) : []),
  ];
  return walk(parse(page));
}

async function opened(): Promise<SearchSite> {
  const site = await searchSite();
  onTestFinished(site.close);
  return site;
}

const hostile = [
  '</h2><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '##I3_User##',
  '<!-- --><base href="//evil.example/">',
  '&lt;b&gt; &quot; &#60;script&#62;',
  'javascript:alert(1)//',
];

it.each(hostile)('shows %s as what it is, wherever somebody wrote it', async (value) => {
  const site = await opened();
  const plain = { firstName: 'A', lastName: 'B', department: 'D', extension: '1', publicEmail: 'ann@shop.example' };
  await site.addListed('ann', 'Ann', plain);
  await site.present('ann');
  const expected = shapeOf(await site.search({ Department: 'D', Title: 'T' }));
  const { agents } = site.iwt.services;
  const ann = await agents.findByName('ann');
  const written = { firstName: value, lastName: value, department: value, extension: value.slice(0, 32) };
  await agents.update(ann?.id ?? '', { displayName: value, ...written }, 'test');
  const page = await site.search({ FirstName: value, LastName: value, Department: value, Title: value });
  expect(namesOn(page)).toHaveLength(1);
  expect(shapeOf(page)).toEqual(expected);
});

it('keeps a user name one value of the link', async () => {
  const site = await opened();
  await site.addListed('ann&chatTargetType=Workgroup#"><b>', 'Ann');
  await site.present('ann&chatTargetType=Workgroup#"><b>');
  const [, link = ''] = /href="([^"]*chatTarget=[^"]*)"/.exec(blockOf(await site.search(), 'Ann')) ?? [];
  const { searchParams } = new URL(link.replaceAll('&amp;', '&'), site.address);
  expect([...searchParams]).toEqual([
    ['chatTarget', 'ann&chatTargetType=Workgroup#"><b>'],
    ['chatTargetType', 'User'],
    ['interactionTypes', 'chat'],
  ]);
});

it.each([
  '//evil.example/a.css',
  'https://evil.example/a.css',
  '/a.css',
  '\\\\evil.example\\a.css',
  '../a.css',
  'styles/../../a.css',
  'styles/.hidden.css',
  'javascript:alert(1)//.css',
  'data:text/css,*{}.css',
  'styles/a.css?b',
  'styles/a.html',
  'a.css" onload="alert(1)',
])('loads no style sheet from %s', async (CssUrl) => {
  const site = await opened();
  const page = await site.search({ CssUrl });
  expect(page.match(/<link rel="stylesheet"/g)).toHaveLength(1);
  expect(page).not.toContain('CssUrl');
});

it.each(['../../agent/x.gif', '//evil.example/x.gif', 'https:x.gif', '..', 'a"b.gif', '\\x.gif'])(
  'shows no banner from %s',
  async (Banner) => {
    const page = await (await opened()).search({ Banner });
    expect(page).toContain('src="../../img/InteractBanner.gif"');
    expect(page).not.toContain('name="Banner"');
  },
);

it('takes the hidden arguments that a site may use, in any letter case, and sends them along', async () => {
  const site = await opened();
  await site.addListed('ann', 'Ann');
  const look = { chat: '0', CALLBACK: '0', title: 'Our people', Banner: 'Nav2Banner.gif', CssUrl: 'styles/own.css' };
  const page = await site.search(look);
  expect(page).toContain('<img src="../../img/Nav2Banner.gif" alt="Our people"');
  expect(page).toContain('<link rel="stylesheet" href="../../styles/own.css">');
  expect(page).toContain('<title>Interact Search Results – Our people</title>');
  expect(blockOf(page, 'Ann')).not.toMatch(/Chat!|Callback/);
  for (const [name, value] of Object.entries({ Chat: '0', Callback: '0', Title: 'Our people' })) {
    expect(page).toContain(`<input type="hidden" name="${name}" value="${value}">`);
  }
});

it('gives a title alone the place of the banner, and cuts it', async () => {
  const page = await (await opened()).search({ Title: `Our people ${'x'.repeat(200)}` });
  expect(page).not.toContain('InteractBanner');
  expect(page).toMatch(/<p class="search-title"><bdi>Our people x{89}<\/bdi><\/p>/);
});

it('cannot offer by its arguments what the site does not', async () => {
  const site = await opened();
  await site.addListed('ann', 'Ann');
  await site.present('ann');
  await site.iwt.services.params.set('ChatAccessControl', 0, 'test');
  await site.iwt.services.params.set('CallbackAccessControl', 0, 'test');
  expect(blockOf(await site.search({ Chat: '1', Callback: '1' }), 'Ann')).not.toMatch(/Chat!|Callback/);
});

it('lets nothing run or come from elsewhere', async () => {
  const site = await opened();
  const answer = await fetch(`${site.address}?event=System_WebSearch`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src|unsafe/);
});
