import { expect, it, onTestFinished } from 'vitest';
import { createAudit } from '../../lib/audit/audit.ts';
import { createPhotos, MAX_PHOTO_BYTES } from '../../lib/photos/photos.ts';
import { signIn } from '../support/agent.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { openSite, testPassword } from '../support/site.ts';
import { startChat } from '../support/visitor.ts';
import { gif, jpeg, png } from './files.ts';

const jonas = { id: 'jonas'.padEnd(22, '0'), username: 'jonas' };

describeEachDatabase('photos', (open) => {
  async function photos() {
    const database = await open();
    const clock = testClock();
    const audit = createAudit({ database, runtime: { clock } });
    return { clock, audit, photos: createPhotos({ database, runtime: { clock }, audit }) };
  }

  it.each([
    ['png', 'image/png', png()],
    ['jpg', 'image/jpeg', jpeg],
    ['gif', 'image/gif', gif],
  ])('are known by their first bytes: %s', async (type, contentType, bytes) => {
    const { photos: kept } = await photos();
    expect(await kept.pathOf(jonas.id)).toBeUndefined();
    await kept.set(jonas, bytes, 'test');
    const path = (await kept.pathOf(jonas.id)) ?? '';
    expect(path).toMatch(new RegExp(`^/websvcs/photos/[0-9a-f]{32}\\.${type}$`));
    const name = path.slice('/websvcs/photos/'.length);
    const found = await kept.read(name.toUpperCase());
    expect(found?.type).toBe(contentType);
    expect(found?.bytes).toEqual(Buffer.from(bytes));
  });

  it('are replaced and taken away; what is refused changes nothing', async () => {
    const { clock, audit, photos: kept } = await photos();
    await kept.set(jonas, png(), 'test');
    const first = await kept.pathOf(jonas.id);
    // Larger than a plain blob of MySQL, and than one of its packets of old.
    await kept.set(jonas, png(MAX_PHOTO_BYTES), 'test');
    const second = await kept.pathOf(jonas.id);
    expect(second).not.toBe(first);
    expect(await kept.read(String(first).slice(16))).toBeUndefined();
    await expect(kept.set(jonas, png(MAX_PHOTO_BYTES + 1), 'test')).rejects.toMatchObject({
      code: 'request.too-large',
    });
    for (const text of ['', '<svg onload=alert(1)>', 'GIF', '%PDF-1.7']) {
      const refused = kept.set(jonas, Buffer.from(text), 'test');
      await expect(refused).rejects.toMatchObject({ code: 'request.invalid' });
    }
    expect(await kept.pathOf(jonas.id)).toBe(second);
    await kept.clear(jonas, 'test');
    await kept.clear(jonas, 'test');
    expect(await kept.pathOf(jonas.id)).toBeUndefined();
    clock.advance(60_000);
    expect(await kept.pathOf(jonas.id)).toBeUndefined();
    expect((await audit.list(10)).filter(({ action }) => action === 'user.photo')).toHaveLength(4);
  });

  it('changed beside the site are seen within half a minute', async () => {
    const database = await open();
    const clock = testClock();
    const make = () => createPhotos({ database, runtime: { clock }, audit: { record: async () => {} } });
    const site = make();
    expect(await site.pathOf(jonas.id)).toBeUndefined();
    await make().set(jonas, png(), 'test');
    clock.advance(30_000);
    expect(await site.pathOf(jonas.id)).toMatch(/\.png$/);
  });
});

it('a visitor sees the photo of the agent in the chat, whatever stands before the path', async () => {
  const site = await openSite();
  onTestFinished(site.close);
  const id = await site.addUser({ username: 'jonas' });
  const agent = await signIn(site.url, 'jonas', testPassword);
  const visitor = await startChat(site.url);
  const chat = await agent.find(({ name }) => name === 'Vera');
  await agent.act(chat?.id ?? '', 'pickup');
  const { participantID } = await visitor.until((event) => event.participantType === 'Agent');
  const ask = async () =>
    (
      (await (
        await fetch(`${site.url}/websvcs/partyInfo/${visitor.participantID}`, {
          method: 'POST',
          body: JSON.stringify({ participantID }),
        })
      ).json()) as { partyInfo: { photo?: string } }
    ).partyInfo;
  await site.iwt.services.photos.set({ id, username: 'jonas' }, png(), 'test');
  const { photo } = await ask();
  expect(photo).toMatch(/^\/websvcs\/photos\/[0-9a-f]{32}\.png$/);
  for (const prefix of ['', '/I3Root', '/i3root/server1', '/I3Root/Server2']) {
    const response = await fetch(site.origin + prefix + photo?.replace('photos', 'Photos'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(Buffer.from(await response.arrayBuffer()).equals(png())).toBe(true);
  }
  for (const name of [
    '',
    'x',
    `${'0'.repeat(32)}.png`,
    '..%2f..%2fpackage.json',
    String(photo).slice(16).replace('png', 'gif'),
  ]) {
    const response = await fetch(`${site.origin}/websvcs/photos/${name}`);
    expect([name, response.status, await response.text()]).toEqual([name, 404, '']);
  }
});
