import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Active, createLedger } from '../../lib/admission/ledger.ts';
import { refusedBy } from '../../lib/admission/rules.ts';
import { isInside, readTrustedHosts, wrongTrustedHosts } from '../../lib/limits/trusted-hosts.ts';

const limits = (name: string): number => (name.endsWith('UnitTime') && !name.startsWith('Max') ? 10 : 3);

const step = fc.record({
  kind: fc.constantFrom('add', 'undo', 'remove', 'move'),
  id: fc.integer({ min: 0, max: 9 }),
  type: fc.constantFrom('chat', 'callback'),
  queue: fc.constantFrom('a', 'b'),
  individual: fc.constantFrom(null, 'vera'),
  caller: fc.constantFrom(null, '192.0.2.1'),
  wait: fc.integer({ min: 0, max: 6_000 }),
});

/** What a ledger is, without being quick about it. */
function slowLedger() {
  const all: (Active & { ended: boolean })[] = [];
  return {
    all,
    counts({ type, queue, individual, caller }: Omit<Active, 'interaction' | 'startedAt'>, now: number) {
      const open = all.filter(({ ended }) => !ended);
      const late = all.filter(({ startedAt }) => startedAt > now - 10_000);
      return {
        type: open.filter((one) => one.type === type).length,
        anonymous: open.filter((one) => one.individual === null).length,
        queue: open.filter((one) => one.queue === queue).length,
        individual: individual === null ? 0 : open.filter((one) => one.individual === individual).length,
        caller: caller === null ? 0 : open.filter((one) => one.caller === caller).length,
        typeBurst: late.filter((one) => one.type === type).length,
        burst: late.length,
      };
    },
  };
}

it('counts as somebody would who looks at everything each time', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ledger = createLedger();
      const slow = slowLedger();
      let now = 1_000_000;
      for (const { kind, id, wait, ...wanted } of steps) {
        now += wait;
        const interaction = String(id);
        const place = slow.all.findIndex((one) => one.interaction === interaction);
        const known = slow.all[place];
        if (kind === 'add') {
          // Numbers are used once.
          if (known) continue;
          ledger.add({ ...wanted, interaction, startedAt: now } as Active);
          slow.all.push({ ...wanted, interaction, startedAt: now, ended: false } as Active & { ended: boolean });
        } else if (kind === 'undo') {
          ledger.undo(interaction);
          if (known && !known.ended) slow.all.splice(place, 1);
        } else if (kind === 'remove') {
          ledger.remove(interaction);
          if (known) slow.all[place] = { ...known, ended: true };
        } else {
          ledger.move(interaction, wanted.queue);
          if (known && !known.ended) slow.all[place] = { ...known, queue: wanted.queue };
        }
        expect(ledger.counts(wanted as Active, now, limits)).toEqual(slow.counts(wanted as Active, now));
      }
    }),
  );
});

it.each([
  ['an anonymous visitor does not count for an account', { individual: 9 }, undefined],
  ['a limit that is reached refuses', { type: 3 }, 'MaxActiveChatsAllowed'],
  ['what goes by itself is named last', { burst: 3, queue: 3 }, 'MaxAnyInteractionsAllowedPerQueue'],
])('%s', (_, counts, refused) => {
  const none = { type: 0, anonymous: 0, queue: 0, individual: 0, caller: 0, typeBurst: 0, burst: 0 };
  const wanted = { type: 'chat', queue: 'a', individual: null, caller: null } as const;
  expect(refusedBy(wanted, { ...none, ...counts }, limits)).toBe(refused);
});

it.each([
  ['192.0.2.7', '::ffff:192.0.2.7', true],
  ['10.0.0.0/8, example.org', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['2001:db8::/32', '2001:db8:ffff::1%eth0', true],
  ['', '192.0.2.7', false],
])('TrustedHosts = "%s" and %s: %s', (text, address, inside) => {
  expect(wrongTrustedHosts(text)).toBeUndefined();
  expect(isInside(readTrustedHosts(text).ranges, address)).toBe(inside);
});

it.each(['300.1.2.3', '10.0.0.0/33', 'a b', '-x.example', '10.0.0.1/8/9', `${'a'.repeat(64)}.example`, '<script>'])(
  'TrustedHosts refuses "%s" and says which it is',
  (text) => {
    expect(wrongTrustedHosts(`192.0.2.1, ${text}`)).toContain(text.slice(0, 60));
  },
);
