import { expect, it } from 'vitest';
import { goodPassword } from '../support/people.ts';
import { browser, peopleSite } from '../support/people-site.ts';

async function siteWithPeople() {
  const site = await peopleSite();
  await site.services.agents.create({ username: 'root', role: 'administrator', password: goodPassword }, 'test');
  await site.services.agents.create({ username: 'ann', role: 'agent', password: goodPassword }, 'test');
  const login = (username: string, door: string, password = goodPassword) =>
    browser().json('POST', `${site.url}/${door}/login`, { username, password });
  return { ...site, login };
}

it.each([
  ['admin/api', '/shop/I3Root/agent/api'],
  ['agent/api', '/shop/I3Root/admin/api'],
])('an administrator signs in once for both consoles: %s', async (door, other) => {
  const { login, url } = await siteWithPeople();
  const response = await login('root', door);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ user: { username: 'root', role: 'administrator' } });
  const [also = '', own = '', ...more] = response.headers.getSetCookie();
  expect(more).toEqual([]);
  expect(own).toMatch(/^iwt\.agent=s%3A[\w%.+-]+; HttpOnly; SameSite=Lax$/);
  expect(also).toBe(`${own}; Path=${other}`);
  const cookie = own.split(';')[0] ?? '';
  for (const api of ['admin/api', 'agent/api']) {
    expect((await fetch(`${url}/${api}/me`, { headers: { cookie } })).status).toBe(200);
  }
  const json = { cookie, 'content-type': 'application/json' };
  await fetch(`${url}/admin/api/logout`, { method: 'POST', headers: json, body: '{}' });
  for (const api of ['admin/api', 'agent/api']) {
    expect((await fetch(`${url}/${api}/me`, { headers: { cookie } })).status).toBe(401);
  }
});

it.each(['admin/api', 'agent/api'])('anybody else is signed in at %s alone', async (door) => {
  const { login } = await siteWithPeople();
  const response = await login('ann', door);
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie()).toHaveLength(1);
  expect(response.headers.getSetCookie()[0]).not.toMatch(/path/i);
});

it('an address that ends in a slash makes no difference to where the cookies go', async () => {
  const { url } = await siteWithPeople();
  const body = { username: 'root', password: goodPassword };
  const response = await browser().json('POST', `${url}/admin/api/login/?x=/y`, body);
  const paths = response.headers.getSetCookie().map((line) => /Path=([^;]*)/.exec(line)?.[1]);
  expect(paths).toEqual(['/shop/I3Root/agent/api', '/shop/I3Root/admin/api']);
});

it('a wrong password, or none, signs nobody in', async () => {
  const { login, url } = await siteWithPeople();
  const wrong = await login('root', 'admin/api', 'wrong horses');
  expect([wrong.status, wrong.headers.getSetCookie()]).toEqual([401, []]);
  for (const body of [{}, [], { username: 'root' }, { username: ['root'], password: 'x' }]) {
    const response = await browser().json('POST', `${url}/admin/api/login`, body);
    expect([response.status, response.headers.getSetCookie()]).toEqual([400, []]);
  }
});
