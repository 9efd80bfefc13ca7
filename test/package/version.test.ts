import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { version, versionNumber } from '../../lib/version.ts';

it('the version is the one of package.json, and never counts as none', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version).toBe(manifest.version);
  expect(versionNumber()).toBeGreaterThan(0);
});
