import { expect, test } from 'vitest';
import { runExamples, unpack } from './examples.ts';

test('templates are views of Express, as docs/templates.md shows', async () => {
  const unpacked = await unpack('docs/templates.md');
  const examples = await runExamples([unpacked.file('views.js')]);
  try {
    const answer = await fetch(`${examples.url('views.js')}/agents`);
    expect([answer.status, await answer.text()]).toEqual([
      200,
      '<!doctype html><title>Agents</title><ul><li>Jane Doe</li><li>John Doe</li></ul>',
    ]);
  } finally {
    await examples.stop();
    unpacked.remove();
  }
});
