import { createCallbackPages } from '../../lib/callback-pages/callback-pages.ts';
import { nobody, serveEdge, signedInAs } from '../http/edge.ts';
import { png } from '../photos/files.ts';
import { fakeCallbacks } from '../protocol/fake-callbacks.ts';

const photo = `${'0'.repeat(32)}.png`;
const hour = 3_600_000;
/** Monday to Tuesday, 9 and 10 o'clock in Berlin. */
export const slots = [0, 1, 24, 25].map((hours) => Date.UTC(2026, 0, 5, 8) + hours * hour);

/** The callback pages over a room that says what a test tells it to. */
export async function callbackSite({ photos = true } = {}) {
  const callbacks = fakeCallbacks();
  const parts = {
    callbacks,
    visitors: { find: async () => ({ id: 'm', username: 'maria', displayName: 'Maria "M" Example' }) },
    photos: {
      pathOf: async () => (photos ? `/websvcs/photos/${photo}` : undefined),
      read: async (name: string) => (name === photo ? { bytes: png(), type: 'image/png' } : undefined),
    },
    opening: {
      times: async (target: string) => (target === 'Closed' ? undefined : { times: slots, zone: 'Europe/Berlin' }),
      takesCallbacks: async () => true,
    },
    access: () => 1,
    workgroups: {
      list: async () =>
        [
          { active: false, name: 'Old' },
          { active: true, name: 'Support' },
        ] as never,
    },
    target: { name: undefined, type: 'User' },
  };
  const served = await serveEdge({
    parts: {
      callbacks,
      callbackPages: createCallbackPages(parts),
      photos: parts.photos as never,
      signIn: { agents: signedInAs(nobody), visitors: signedInAs({ ...nobody, subject: 'm' }) },
      accounts: {
        style: async () => {
          const { pageStyle } = await import('../../views/pages/styles.ts');
          return { bytes: pageStyle().css, type: 'text/css; charset=utf-8' };
        },
        home: () => ({ body: {} }),
      } as never,
    },
  });
  return { ...served, root: `${served.url}/I3Root`, callbacks };
}
