import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { defineHandler } from '../../lib/handlers/define-handler.ts';
import { iwt } from '../../lib/iwt.ts';
import { silentLog } from '../support/databases.ts';
import { handlerSite } from './world.ts';

function folder(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(path.join(tmpdir(), 'iwt-handlers-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(made, name), text);
  return made;
}

const says = (event: string, text: string) => `({ event: '${event}', run: (ctx) => ctx.text('${text}') })`;

async function refusal(handlers: unknown): Promise<{ code: string; message: string }> {
  try {
    const mounted = iwt({ database: 'sqlite::memory:', logger: silentLog, handlers: handlers as never });
    onTestFinished(() => mounted.close());
    await mounted.ready();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('It was not refused.');
}

test('a folder: every module in it, in whatever way it exports handlers', async () => {
  const made = folder({
    'one.js': `export default ${says('One', 'a default')};`,
    'list.mjs': `export default [${says('Two', 'of a list')}, ${says('Three', 'of the same list')}];`,
    'named.mjs': `export const four = ${says('Four', 'a name')}; export const unrelated = 4;`,
    'common.cjs': `module.exports = ${says('Five', 'CommonJS')};`,
    'several.cjs': `module.exports = { six: ${says('Six', 'several')}, seven: ${says('Seven', 'of CommonJS')} };`,
    'notes.txt': 'no module',
    'types.d.ts': 'no module either',
    'package.json': '{ "type": "module" }',
  });
  const site = await handlerSite([
    made,
    { event: 'Eight', run: (ctx: { text(text: string): void }) => ctx.text('a module') },
  ]);
  const answers = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'].map(async (event) =>
    (await site.page(`event=${event}`)).text(),
  );
  expect(await Promise.all(answers)).toEqual([
    'a default',
    'of a list',
    'of the same list',
    'a name',
    'CommonJS',
    'several',
    'of CommonJS',
    'a module',
  ]);
});

test('a handler without a name is called by its file', async () => {
  const made = folder({ 'greeting.mjs': 'export default { event: "Greet", run() { throw new Error("x"); } };' });
  const site = await handlerSite(made);
  await site.page('event=Greet');
  expect(site.logged).toMatchObject([{ fields: { handler: 'greeting', event: 'Greet' } }]);
});

test.each([
  ['syntax.mjs', 'export default {', /syntax\.mjs cannot be imported: \S/],
  ['throws.mjs', 'throw new Error("no such table");', /throws\.mjs cannot be imported: no such table/],
  ['missing.mjs', 'import "./nothing.mjs";', /missing\.mjs cannot be imported: .*nothing\.mjs/s],
  [
    'empty.mjs',
    'export const x = 1;',
    /empty\.mjs is refused: it exports no handler; write "export default defineHandler/,
  ],
  ['event.mjs', 'export default { event: "", run() {} };', /event\.mjs is refused: event must be a name of 1 to 100/],
  ['run.cjs', 'module.exports = { event: "X", run: 1 };', /run\.cjs is refused: run must be a function\.$/],
  [
    'typo.mjs',
    'export default { event: "X", feilds: {}, run() {} };',
    /typo\.mjs is refused: a handler has no "feilds"\.$/,
  ],
])('a file that holds no handler is named with the reason: %s', async (name, text, sentence) => {
  const { code, message } = await refusal(folder({ [name]: text }));
  expect([code, message]).toEqual(['IWT_HANDLER', expect.stringMatching(sentence)]);
});

test('the option is refused at mount when it names no folder, or what is no handler', () => {
  const mount = (handlers: unknown) => () => iwt({ database: 'sqlite::memory:', handlers: handlers as never });
  expect(mount('./no-such-folder')).toThrow(/names .*no-such-folder, which is no folder\.$/);
  expect(mount([{ event: 'X', run() {} }, {}])).toThrow(
    'Entry 2 of the option handlers is refused: it exports no handler',
  );
  expect(mount([{ event: 'X', fields: { a: 'text' }, run() {} }])).toThrow('the field a must be "string" or "list"');
  expect(mount([{ event: 'X', fields: { a: 'string', A: 'list' }, run() {} }])).toThrow('differ in letter case only');
  expect(mount([{ event: 'X', requires: 'agent', run() {} }])).toThrow('requires can only be "visitor"');
  expect(mount([1])).toThrow(expect.objectContaining({ code: 'IWT_BAD_OPTION' }));
  expect(mount('')).toThrow(expect.objectContaining({ code: 'IWT_BAD_OPTION' }));
});

test('defineHandler checks, and types fields and the visitor', () => {
  expect(() => defineHandler({ event: 'X\n', run() {} })).toThrow(
    expect.objectContaining({
      code: 'IWT_HANDLER',
      message: expect.stringMatching(/^defineHandler\(\): event must be/),
    }),
  );
  const plain = defineHandler({
    event: 'X',
    fields: { FirstName: 'string', Skills: 'list' },
    run(ctx) {
      expectTypeOf(ctx.fields).toEqualTypeOf<{ readonly FirstName: string; readonly Skills: readonly string[] }>();
      expectTypeOf(ctx.visitor).toEqualTypeOf<
        { readonly id: string; readonly username: string; readonly displayName: string } | undefined
      >();
      // @ts-expect-error: it is not in the list
      void ctx.fields.LastName;
      // @ts-expect-error: a text might hold what a visitor sent
      ctx.html('<p>');
    },
  });
  const forVisitors = defineHandler({
    event: 'Y',
    requires: 'visitor',
    run(ctx) {
      expectTypeOf(ctx.visitor.displayName).toEqualTypeOf<string>();
    },
  });
  expect([plain, forVisitors].map(({ event }) => event)).toEqual(['X', 'Y']);
  iwt satisfies (options: { handlers: (typeof plain | typeof forVisitors)[] }) => unknown;
});

test('handler files are taken up anew while one works on them; a broken one changes nothing', async () => {
  const made = folder({
    'a.mjs': `export default ${says('A', 'first')};`,
    'b.cjs': `module.exports = ${says('B', 'first')};`,
  });
  const site = await handlerSite([made]);
  const said = async (event: string) => {
    const answer = await site.page(`event=${event}`);
    return answer.status === 200 ? answer.text() : answer.status;
  };
  expect([await said('A'), await said('B')]).toEqual(['first', 'first']);
  writeFileSync(path.join(made, 'a.mjs'), `export default ${says('A', 'second')};`);
  writeFileSync(path.join(made, 'b.cjs'), `module.exports = ${says('B', 'second')};`);
  await expect.poll(() => said('A')).toBe('second');
  await expect.poll(() => said('B')).toBe('second');

  writeFileSync(path.join(made, 'a.mjs'), 'export default {');
  await expect
    .poll(() => site.logged)
    .toMatchObject([
      {
        level: 'error',
        message: 'A handler file was changed and cannot be loaded; what was there before goes on',
        fields: { file: path.join(made, 'a.mjs') },
      },
    ]);
  expect(await said('A')).toBe('second');

  writeFileSync(path.join(made, 'a.mjs'), `export default ${says('Other', 'third')};`);
  writeFileSync(path.join(made, 'new.mjs'), `export default ${says('New', 'new')};`);
  rmSync(path.join(made, 'b.cjs'));
  await expect.poll(() => said('Other')).toBe('third');
  await expect.poll(() => said('New')).toBe('new');
  await expect.poll(() => said('B')).toBe(404);
  expect(await said('A')).toBe(404);
});

test('CIC servers have handlers of their own', () => {
  const mount = () => iwt({ cic: { servers: ['http://icserver'] }, handlers: [{ event: 'X', run() {} }] });
  expect(mount).toThrow(/handlers cannot be used with cic/);
});
