import { expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.ts';
import { createWorld } from './world.ts';

describeEachDatabase('lists and transcripts', (open) => {
  it('count unread texts beyond what is in memory, for many interactions at once', async () => {
    const world = await createWorld(await open());
    const ids: string[] = [];
    for (let n = 0; n < 120; n++) {
      const id = await world.waiting();
      ids.push(id);
      for (let text = 0; text < n % 12; text++) await world.say(id, `text ${text}`);
      for (let text = 0; text < n % 5; text++) await world.say(id, 'from somebody else', 1);
    }
    const list = await world.readModel.list(world.user('user-ann'));
    expect(list.map(({ id, unread }) => [id, unread])).toEqual(ids.map((id, n) => [id, n % 12]));
    await world.close();
  });

  it('answer the newest of a transcript that is too long, and say so', async () => {
    const world = await createWorld(await open());
    const id = await world.waiting();
    const long = 'x'.repeat(500_000);
    for (const letter of 'abcdef') await world.say(id, `${letter}${long}`);
    const ann = world.user('user-ann');
    const interaction = await world.readModel.visible(ann, id);
    const detail = await world.readModel.detail(ann, interaction);
    expect(detail.transcript.map(({ text }) => text?.[0])).toEqual(['d', 'e', 'f']);
    expect(detail.earlier).toBe(true);
    const rest = await world.readModel.detail(ann, interaction, interaction.version - 1);
    expect(rest.transcript.map(({ text }) => text?.[0])).toEqual(['f']);
    expect(rest.earlier).toBe(false);
    await world.close();
  });
});
