import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { optionRows } from '../../lib/options/environment.ts';
import { readOptions } from '../../lib/options/options.ts';

const refusal = (run: () => unknown): { code: string; message: string } => {
  try {
    run();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('It was not refused.');
};

describe('options', () => {
  it('need none', () => {
    const settings = readOptions();
    expect(settings.root).toBe('/I3Root');
    expect(settings.servers).toEqual(['Server1', 'Server2']);
    expect(settings.database).toMatch(/^sqlite:.*iwt-data.iwt\.sqlite$/);
    expect(settings.migrate).toBe(true);
    expect(settings.durability).toBe('full');
  });

  it('migrate by themselves on SQLite only', () => {
    expect(readOptions({ database: 'mysql://root@localhost/iwt' }).migrate).toBe(false);
  });

  it('refuse an unknown one and name the nearest', () => {
    const { code, message } = refusal(() => readOptions({ databse: 'sqlite:x' } as never));
    expect(code).toBe('IWT_UNKNOWN_OPTION');
    expect(message).toContain('did you mean "database"?');
  });

  it.each([
    [{ root: 'I3Root' }, 'root'],
    [{ root: '/I3Root/' }, 'root'],
    [{ database: 'postgres://x' }, 'database'],
    [{ durability: 'weak' }, 'durability'],
    [{ servers: [] }, 'servers'],
    [{ servers: ['../x'] }, 'servers'],
    [{ visitorGoneAfter: 10 }, 'visitorGoneAfter'],
    [{ allowedOrigins: ['*'] }, 'allowedOrigins'],
    [{ secret: ['short'] }, 'secret'],
    [{ logger: {} }, 'logger'],
    [{ migrate: 'yes' }, 'migrate'],
  ])('refuse %j in one sentence', (options, name) => {
    const { code, message } = refusal(() => readOptions(options as never));
    expect(code).toBe('IWT_BAD_OPTION');
    expect(message).toMatch(new RegExp(`^The option ${name} .+\\.$`));
  });

  it.each([
    [{ database: 'mysql://root@localhost/iwt', durability: 'full' }],
    [{ database: 'sqlite::memory:', migrate: false }],
    [{ chatTargetType: 'User' }],
    [{ servers: ['Server1', 'SERVER1'] }],
  ])('refuse the impossible %j', (options) => {
    expect(refusal(() => readOptions(options as never)).code).toBe('IWT_IMPOSSIBLE_OPTIONS');
  });

  it('refuse what is not an object', () => {
    expect(refusal(() => readOptions('sqlite:x' as never)).code).toBe('IWT_BAD_OPTION');
  });

  it('come from the environment too, and a given one wins', () => {
    const environment = { IWT_ROOT: '/help', IWT_SERVERS: 'A, B', IWT_VISITOR_GONE_AFTER: '120', IWT_MIGRATE: 'false' };
    const settings = readOptions({ root: '/chat' }, environment);
    expect(settings).toMatchObject({ root: '/chat', servers: ['A', 'B'], visitorGoneAfter: 120, migrate: false });
  });

  it('take a country whose telephone numbers are known', () => {
    expect(readOptions().defaultRegion).toBe('US');
    expect(readOptions({}, { IWT_DEFAULT_REGION: 'DE' }).defaultRegion).toBe('DE');
    for (const defaultRegion of ['de', 'XX', '', 'Germany']) {
      const { code, message } = refusal(() => readOptions({ defaultRegion }));
      expect([code, message]).toEqual(['IWT_BAD_OPTION', expect.stringContaining('such as "US" or "DE"')]);
    }
  });

  it('are refused as impossible wherever they come from', () => {
    const { code } = refusal(() => readOptions({}, { IWT_CHAT_TARGET_TYPE: 'User' }));
    expect(code).toBe('IWT_IMPOSSIBLE_OPTIONS');
  });

  it('name the variable that is wrong', () => {
    const { code, message } = refusal(() => readOptions({}, { IWT_VISITOR_GONE_AFTER: 'soon' }));
    expect(code).toBe('IWT_BAD_ENVIRONMENT');
    expect(message).toContain('IWT_VISITOR_GONE_AFTER');
  });

  it('do not change what was passed in', () => {
    const options = Object.freeze({ servers: Object.freeze(['One']) as string[] });
    expect(readOptions(options).servers).toEqual(['One']);
  });

  it('stand in docs/options.md as they are', async () => {
    const rows = optionRows().map(
      ({ name, variable, type, default: value, help }) =>
        `| \`${name}\` | ${variable ? `\`${variable}\`` : '–'} | ${type.replaceAll('|', '\\|')} | ${value} | ${help} |`,
    );
    const table = [
      '| option | environment | type | default | meaning |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
    const page = await readFile(new URL('../../docs/options.md', import.meta.url), 'utf8');
    expect(page).toContain(table);
  });
});
