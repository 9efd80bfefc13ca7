import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { picturesOfAccounts } from './browser/pictures/account.ts';
import { picturesOfAdministration } from './browser/pictures/admin.ts';
import { picturesOfConsole } from './browser/pictures/agent.ts';
import { picturesOfConfiguration } from './browser/pictures/configuration.ts';
import { picturesOfSearch } from './browser/pictures/search.ts';
import { picturesOfSwitchover } from './browser/pictures/switchover.ts';
import { picturesOfVisitor } from './browser/pictures/visitor.ts';
import { launchBrowser } from './support/browser.ts';
import { createCamera, variants } from './support/camera.ts';

/*
 * `npm run screenshots`: pictures of every page in every state, wide and phone, light and dark, in both directions.
 * `npm run screenshots -- visitor phone` takes those of the named pages and variants only.
 */

const stories = {
  visitor: picturesOfVisitor,
  account: picturesOfAccounts,
  agent: picturesOfConsole,
  admin: picturesOfAdministration,
  configuration: picturesOfConfiguration,
  switchover: picturesOfSwitchover,
  search: picturesOfSearch,
};
const folder = fileURLToPath(new URL('screenshots', import.meta.url));
const wanted = process.argv.slice(2);
/** Sites beside each other; more would only wait for the browser. */
const beside = 2;

const pages = Object.entries(stories).filter(([page]) => among(Object.keys(stories), page));
const chosen = variants.filter(({ name }) =>
  wanted.filter((word) => !(word in stories)).every((word) => name.includes(word)),
);
const jobs = chosen.flatMap((variant) => pages.map(([, story]) => ({ variant, story })));

await mkdir(folder, { recursive: true });
if (wanted.length === 0) for (const file of await readdir(folder)) await rm(path.join(folder, file));
const browser = await launchBrowser();
let taken = 0;
try {
  await Promise.all(Array.from({ length: beside }, work));
} finally {
  await browser.close();
}
console.log(`${taken} pictures in ${path.relative(process.cwd(), folder)}`);

async function work(): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const camera = createCamera(browser, job.variant, folder);
    try {
      await job.story(camera);
    } catch (error) {
      // The others' pictures are worth having all the same.
      console.error(`${job.variant.name}:`, error);
      process.exitCode = 1;
      await camera.takeFailure();
    } finally {
      await camera.close();
    }
    taken += camera.taken();
  }
}

/** Whether a page is asked for: by its name, or because no page is named. */
function among(names: readonly string[], page: string): boolean {
  const named = wanted.filter((word) => names.includes(word));
  return named.length === 0 || named.includes(page);
}
