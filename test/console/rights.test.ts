import { describe, expect, it } from 'vitest';
import { isListed, mayHaveSeen, sees } from '../../lib/console/rights.ts';
import type { Interaction } from '../../lib/interactions/interaction.ts';
import { madeInteraction, madeParty, madeUser, start } from './made.ts';

const sales = [{ id: 'workgroup-sales', name: 'Sales', activated: true }];
const bob = { user: 'user-bob' };
const ann = madeParty('user-ann', 'Ann');
const annQueue = { type: 'User', id: 'user-ann', name: 'Ann' } as const;
const salesQueue = { type: 'Workgroup', id: 'workgroup-sales', name: 'Sales' } as const;

const viewers = {
  'agent of the queue': madeUser(),
  'agent elsewhere': madeUser({ workgroups: sales }),
  'supervisor of the queue': madeUser({ role: 'supervisor' }),
  'supervisor elsewhere': madeUser({ role: 'supervisor', workgroups: sales }),
  administrator: madeUser({ role: 'administrator', workgroups: [] }),
};

type Expected = readonly [string, Interaction, readonly boolean[]];
const yes = true;
const no = false;

// Columns in the order of `viewers`. All of them are the user Ann.
const matrix: readonly Expected[] = [
  ['waits in Support', madeInteraction(), [yes, no, yes, no, yes]],
  ['waits in her own queue', madeInteraction({ queue: annQueue }), [yes, yes, yes, yes, yes]],
  ['alerts Ann', madeInteraction({ state: 'Alerting', user: 'user-ann' }), [yes, yes, yes, yes, yes]],
  ['alerts Bob', madeInteraction({ state: 'Alerting', ...bob }), [no, no, yes, no, yes]],
  ['connected to Ann', madeInteraction({ state: 'Connected', user: 'user-ann' }, [ann]), [yes, yes, yes, yes, yes]],
  ['connected to Bob', madeInteraction({ state: 'Connected', ...bob }), [no, no, yes, no, yes]],
  ['was with Ann, now with Bob', madeInteraction({ state: 'Connected', ...bob }, [ann]), [no, no, yes, no, yes]],
  ['held by Bob in Sales', madeInteraction({ state: 'Held', queue: salesQueue, ...bob }), [no, no, no, yes, yes]],
  ['ended, Ann had joined', madeInteraction({ state: 'Disconnected' }, [ann]), [yes, yes, yes, yes, yes]],
  [
    'ended, only alerted Ann',
    madeInteraction({ state: 'Disconnected' }, [{ ...ann, joinedAt: null }]),
    [no, no, yes, no, yes],
  ],
  ['ended without Ann', madeInteraction({ state: 'Disconnected', ...bob }), [no, no, yes, no, yes]],
];

describe('who sees an interaction', () => {
  for (const [what, interaction, expected] of matrix) {
    for (const [index, [who, viewer]] of Object.entries(viewers).entries()) {
      it(`${what}: ${who} ${expected[index] ? 'sees it' : 'does not'}`, () => {
        expect(sees(viewer, interaction)).toBe(expected[index]);
        // Whoever sees it now may have seen it.
        if (expected[index] && interaction.user === null) expect(mayHaveSeen(viewer, interaction)).toBe(true);
      });
    }
  }

  it('counts a membership whether or not it is activated', () => {
    const idle = madeUser({ workgroups: [{ id: 'workgroup-support', name: 'Support', activated: false }] });
    expect(sees(idle, madeInteraction())).toBe(true);
  });

  it('lists what goes on and what was mine at the end', () => {
    const ended = madeInteraction({ state: 'Disconnected', endedAt: start }, [ann]);
    expect(isListed(madeUser(), ended)).toBe(false);
    expect(isListed(madeUser(), { ...ended, user: 'user-ann' })).toBe(true);
    expect(isListed(viewers.administrator, { ...ended, user: 'user-bob' })).toBe(false);
    expect(isListed(viewers.administrator, madeInteraction())).toBe(true);
  });
});
