import { expect, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import { handlerSite } from './world.ts';

const password = 'seven grey horses';
const orders = defineHandler({
  event: 'Orders',
  requires: 'visitor',
  run(ctx) {
    ctx.text(`Orders of ${ctx.visitor.displayName} (${ctx.visitor.username}) ${ctx.commandLine.join(' ')}`);
  },
});
const anybody = defineHandler({
  event: 'Anybody',
  run: (ctx) => ctx.text(ctx.visitor?.username ?? 'nobody'),
});

async function open() {
  const site = await handlerSite([orders, anybody]);
  await site.iwt.services.visitors.register(
    { username: 'nora', password, firstName: 'Nora', lastName: 'Lind' },
    '127.0.0.1',
  );
  let cookie = '';
  return {
    ...site,
    /** As a browser: keeps the cookies, and says where a form comes from. */
    async ask(query: string, form?: Record<string, string>, origin = site.origin) {
      const headers: Record<string, string> = { Cookie: cookie, ...(form && { Origin: origin }) };
      const init = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
      const answer = await site.page(query, { ...init, headers, redirect: 'manual' });
      const own = answer.headers.getSetCookie().filter((line) => !/; path=/i.test(line));
      if (own.length > 0) cookie = own.map((line) => line.split(';')[0]).join('; ');
      return answer;
    },
  };
}

const signIn = { 'iwt-sign-in': '1', username: 'nora', password };

test('a protected page shows the sign-in form at its own address, then itself', async () => {
  const { ask } = await open();
  const first = await ask('event=Orders&year=2026');
  const page = await first.text();
  expect(first.status).toBe(401);
  expect(page).toContain('<form class="account-form" method="post" action="?event=Orders&#38;year=2026" novalidate>');
  expect(page).not.toContain('Orders of');
  expect(first.headers.get('cache-control')).toBe('no-store');

  const wrong = await ask('event=Orders', { ...signIn, password: 'wrong' });
  expect([wrong.status, await wrong.text()]).toEqual([
    401,
    expect.stringContaining('user name or the password is wrong'),
  ]);
  expect((await ask('event=Orders', { ...signIn, username: '' })).status).toBe(400);

  const right = await ask('event=Orders&year=2026', signIn);
  expect([right.status, right.headers.get('location')]).toEqual([303, '?event=Orders&year=2026']);
  expect(right.headers.getSetCookie().join('\n')).toMatch(/^iwt\.visitor=.*HttpOnly; SameSite=Lax$/m);
  const shown = await ask('event=Orders&year=2026');
  expect([shown.status, await shown.text()]).toEqual([200, 'Orders of Nora Lind (nora) event=Orders year=2026']);
});

test('the account is known on pages that anybody may see, once it has signed in', async () => {
  const { ask } = await open();
  expect(await (await ask('event=Anybody')).text()).toBe('nobody');
  expect(await (await ask('event=Anybody', signIn)).text()).toBe('nobody');
  await ask('event=Orders', signIn);
  expect(await (await ask('event=Anybody')).text()).toBe('nora');
});

test('an event in a form goes into the address of the sign-in form', async () => {
  const { ask } = await open();
  const form = await ask('a=%3Cb', { event: 'Orders', note: 'x' });
  expect([form.status, await form.text()]).toEqual([401, expect.stringContaining('action="?a=%3Cb&#38;event=Orders"')]);
});

test('pages of other sites can neither sign anybody in nor send forms in his name', async () => {
  const { ask } = await open();
  const foreign = await ask('event=Orders', signIn, 'https://evil.example');
  expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []]);
  await ask('event=Orders', signIn);
  expect((await ask('event=Orders', { delete: 'all' }, 'https://evil.example')).status).toBe(403);
  const own = await ask('event=Orders', { delete: 'all' });
  expect([own.status, await own.text()]).toEqual([200, expect.stringContaining('Orders of Nora Lind')]);
});

test('a made-up cookie signs nobody in', async () => {
  const site = await open();
  const headers = { Cookie: 'iwt.visitor=s%3Aabc.def' };
  expect((await site.page('event=Orders', { headers })).status).toBe(401);
  expect(await (await site.page('event=Anybody', { headers })).text()).toBe('nobody');
});

test('whoever guesses passwords has to wait', async () => {
  const { ask } = await open();
  const statuses: number[] = [];
  for (let n = 0; n < 12 && statuses.at(-1) !== 429; n++) {
    statuses.push((await ask('event=Orders', { ...signIn, password: `guess ${n}` })).status);
  }
  expect(statuses.at(-1)).toBe(429);
});
