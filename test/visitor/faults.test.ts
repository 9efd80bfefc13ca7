import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeChat } from './fake-chat.ts';
import { mapStore } from './network.ts';
import { openPage } from './page.ts';

/** What can happen to a chat; `ms` pass after each. */
const happening = fc.record({
  what: fc.constantFrom(
    ...([
      'visitor',
      'visitor',
      'agent',
      'agent',
      'cut',
      'silent',
      'refused',
      'heals',
      'down',
      'deaf',
      'error',
    ] as const),
    ...(['offline', 'online', 'reload', 'forgets', 'typing', 'wake'] as const),
  ),
  ms: fc.constantFrom(0, 0, 500, 3000, 20_000),
});

test('with a server of the original nothing is doubled or reordered, and what is not sent is said to be so', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 25 }), async (happenings) => {
      const server = createFakeChat();
      server.genuine = true;
      const shared = { local: mapStore(), tab: mapStore() };
      let page = await openPage(server, shared);
      const { clock } = page.network;
      const log = [page.network.log];
      const jonas = server.agentJoins('Jonas');
      const sent: string[] = [];
      const said: string[] = [];
      for (const { what, ms } of happenings) {
        const { network, session } = page;
        if (what === 'visitor' && session.send(`v${sent.length}`)) sent.push(`v${sent.length}`);
        else if (what === 'agent') {
          said.push(`a${said.length}`);
          server.says(jonas, said.at(-1) ?? '');
        } else if (what === 'down' || what === 'deaf') network.http = what;
        else if (what === 'error') network.http = 502;
        else if (what === 'refused') network.http = 503;
        else if (what === 'heals') network.http = 'ok';
        else if (what === 'forgets') server.forgetSessions();
        else if (what === 'wake') session.wake();
        else if (what === 'reload') {
          session.close();
          page = await openPage(server, { ...shared, clock });
          log.push(page.network.log);
        }
        await page.network.pass(ms);
      }
      page.network.http = 'ok';
      // Whatever is in doubt is decided after six seconds, one message after the other.
      await page.network.pass(60_000 + 10_000 * sent.length);

      const arrived = server.texts();
      expect(arrived).toEqual(sent.filter((text) => arrived.includes(text)));
      const { entries } = page.session.view().transcript;
      const own = entries.filter(({ mine }) => mine);
      expect(own.map(({ value }) => value).sort()).toEqual([...sent].sort());
      for (const { value, delivery } of own) {
        if (!arrived.includes(value)) expect([value, delivery]).toEqual([value, 'failed']);
        else expect(['sent', 'failed']).toContain(delivery);
      }
      const heard = entries.filter(({ mine }) => !mine).map(({ value }) => value);
      expect(heard).toEqual(said.filter((text) => heard.includes(text)));
      expect(page.session.view().link).toBe('live');
      expect(log.flat().filter((line) => /\?|^STREAM/.test(line))).toEqual([]);
      page.session.close();
    }),
    { numRuns: 150 },
  );
});

test('nothing is lost, doubled or reordered, whatever happens to the network, the page and the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 25 }), async (happenings) => {
      const server = createFakeChat();
      const shared = { local: mapStore(), tab: mapStore() };
      let page = await openPage(server, shared);
      const { clock } = page.network;
      const jonas = server.agentJoins('Jonas');
      const sent: string[] = [];
      const said: string[] = [];

      const happen = async (what: string): Promise<void> => {
        const { network, session } = page;
        if (what === 'visitor') {
          // Two the same in a row are two.
          const text = `v${Math.floor(sent.length / 2)}`;
          sent.push(text);
          session.send(text);
        } else if (what === 'agent') {
          said.push(`a${said.length}`);
          server.says(jonas, said.at(-1) ?? '');
        } else if (what === 'cut') network.cut();
        else if (what === 'silent' || what === 'refused') network.stream = what;
        else if (what === 'down' || what === 'deaf') network.http = what;
        else if (what === 'error') network.http = 500;
        else if (what === 'offline' || what === 'online') {
          network.online = what === 'online';
          if (network.online) session.wake(true);
          else session.lost();
        } else if (what === 'reload') {
          session.close();
          page = await openPage(server, { ...shared, clock });
        } else if (what === 'forgets') server.forgetSessions();
        else if (what === 'typing') server.types(jonas, true);
        else if (what === 'wake') session.wake();
        else heal();
      };
      const heal = (): void => {
        page.network.http = 'ok';
        page.network.stream = 'ok';
        page.network.online = true;
      };

      for (const { what, ms } of happenings) {
        await happen(what);
        await page.network.pass(ms);
      }
      heal();
      await page.network.pass(90_000);

      expect(server.texts()).toEqual(sent);
      const { entries } = page.session.view().transcript;
      expect(entries.map((entry) => entry.value)).toEqual(
        server.latest().events.flatMap((event) => (event.type === 'text' ? [event.value] : [])),
      );
      expect(entries.filter((entry) => !entry.mine).map((entry) => entry.value)).toEqual(said);
      expect(entries.every((entry) => !entry.mine || entry.delivery === 'sent')).toBe(true);
      expect(page.session.view().link).toBe('live');
      page.session.close();
    }),
    {
      numRuns: 150,
      // The echo comes before the answer of a second attempt, with nothing left to send; the next message must still go out.
      examples: [
        [
          [
            { what: 'down', ms: 0 },
            { what: 'visitor', ms: 0 },
            { what: 'heals', ms: 20_000 },
            { what: 'visitor', ms: 0 },
            { what: 'visitor', ms: 0 },
          ],
        ],
      ],
    },
  );
});
