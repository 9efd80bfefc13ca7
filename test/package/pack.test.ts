import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);

/** What a user's program does with the package, in both kinds of module. */
const program = `
const app = express();
const site = iwt({ database: 'sqlite::memory:', logger: { debug() {}, info() {}, warn() {}, error() {} } });
app.use(site);
const server = createServer(app).listen(0, async () => {
  const base = \`http://127.0.0.1:\${server.address().port}/I3Root\`;
  const page = await fetch(\`\${base}/\`);
  const agent = await fetch(\`\${base}/agent/\`);
  const protocol = await fetch(\`\${base}/Server1/websvcs/serverConfiguration\`);
  console.log(page.status, agent.status, protocol.status, (await protocol.json()).length);
  await site.close();
  server.close();
  server.closeAllConnections();
});
`;

const typed = `
import express from 'express';
import { createServer, iwt, IwtSetupError, type Iwt, type IwtOptions } from 'express-iwt';
const options: IwtOptions = { root: '/help', visitorGoneAfter: 120 };
const site: Iwt = iwt(options);
const app = express();
app.use(site);
createServer(app).listen(0);
site.ready().catch((error: unknown) => error instanceof IwtSetupError && error.code.length);
// @ts-expect-error an option that does not exist
iwt({ rot: '/x' });
`;

const typedRequire = typed
  .replace("import express from 'express'", "import express = require('express')")
  .replace(
    /import \{ createServer[^;]*;/,
    "import chat = require('express-iwt');\nconst { createServer, iwt, IwtSetupError } = chat;",
  )
  .replace('const options: IwtOptions', 'const options: chat.IwtOptions')
  .replace('const site: Iwt', 'const site: chat.Iwt');

describe('what npm pack makes', () => {
  let folder: string;
  let project: string;
  let tarball: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'iwt-pack-'));
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    tarball = path.join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz')) as string);
    project = path.join(folder, 'project');
    await mkdir(project);
    await writeFile(path.join(project, 'package.json'), '{ "name": "project", "private": true }');
    await run(
      'npm',
      ['install', '--no-audit', '--no-fund', tarball, 'express@5', '@types/express@5', '@types/node@20'],
      {
        cwd: project,
      },
    );
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFile(path.join(project, name), text);

  it('works for ES modules', async () => {
    await write(
      'esm.mjs',
      `import express from 'express';\nimport { createServer, iwt } from 'express-iwt';\n${program}`,
    );
    expect((await run(process.execPath, ['esm.mjs'], { cwd: project })).stdout.trim()).toBe('200 200 200 2');
  });

  it('works for CommonJS, without a warning', async () => {
    await write(
      'cjs.cjs',
      `const express = require('express');\nconst { createServer, iwt } = require('express-iwt');\n${program}`,
    );
    const { stdout, stderr } = await run(process.execPath, ['cjs.cjs'], { cwd: project });
    expect(stdout.trim()).toBe('200 200 200 2');
    expect(stderr).toBe('');
  });

  it('has types that check in both', async () => {
    await write('esm.mts', typed);
    await write('cjs.cts', typedRequire);
    await write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          module: 'NodeNext',
          target: 'ES2022',
          strict: true,
          noEmit: true,
          types: ['node'],
          esModuleInterop: true,
        },
        files: ['esm.mts', 'cjs.cts'],
      }),
    );
    await run(bin('tsc'), ['-p', '.'], { cwd: project });
  });

  it('has the command iwt', async () => {
    const { stdout } = await run(path.join(project, 'node_modules', '.bin', 'iwt'), ['--help'], { cwd: project });
    expect(stdout).toContain('serve');
    expect(stdout).toContain('migrate');
  });

  it('is found right by every kind of importer, and is honest about itself', async () => {
    await run(bin('attw'), [tarball, '--profile', 'node16']);
    await run(bin('publint'), ['--strict', tarball], { cwd: root });
  });

  it('holds no sources, tests or secrets', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const strangers = stdout
      .split('\n')
      .filter(
        (name) =>
          name &&
          !/^package\/(dist\/|docs\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$|CONTRIBUTING\.md$|migrations\/README\.md$)/.test(
            name,
          ),
      );
    expect(strangers).toEqual([]);
    expect(stdout).toContain('package/dist/views/visitor/index.html');
    expect(stdout).toContain('package/dist/views/agent/index.html');
    expect(stdout).toContain('package/dist/views/admin/index.html');
  });
});
