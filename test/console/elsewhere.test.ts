import { expect, it } from 'vitest';
import { sqliteDatabase } from '../support/databases.ts';
import { createReader, createWorld } from './world.ts';

it('a console learns what another node changed about its user, though nobody tells', async () => {
  const database = await sqliteDatabase();
  const world = await createWorld(database);
  const reader = createReader();
  const session = { session: 'one', stands: async () => true };
  await world.streams.open(world.user('user-ann'), session, undefined, reader.sink, () => {});
  const pass = async () => {
    world.clock.advance(15_000);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    await world.streams.settled();
  };
  await pass();
  expect(reader.of('me')).toEqual([]);
  world.changeElsewhere('user-ann', { role: 'supervisor' });
  await pass();
  expect(reader.of('me')).toEqual([{ id: 'user-ann', role: 'supervisor' }]);
  expect(reader.of('reset')).toHaveLength(1);
  await pass();
  expect(reader.of('me')).toHaveLength(1);
  await world.close();
  await database.drop();
});
