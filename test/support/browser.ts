import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Chromium is: `IWT_TEST_CHROMIUM`, otherwise the place Debian puts it. */
const chromiumPath = process.env.IWT_TEST_CHROMIUM ?? '/usr/bin/chromium';

/** A browser that talks to nobody but the page's own server. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const chromiumFound = existsSync(chromiumPath);

/**
 * For `describe.skipIf`: true when there is no Chromium. Says so, and where tests must not be skipped (`IWT_TEST_REQUIRE_ALL` is set) fails
 * instead.
 */
export function withoutBrowser(): boolean {
  if (chromiumFound) return false;
  const message = `no Chromium at ${chromiumPath}; set IWT_TEST_CHROMIUM to its path`;
  if (process.env.IWT_TEST_REQUIRE_ALL) throw new Error(`The browser tests cannot run: ${message}.`);
  console.warn(`SKIPPED: the browser tests: ${message}.`);
  return true;
}

/** Starts Chromium. The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}

export interface OpenedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained about: uncaught errors, errors on the console, violations of its content security policy. */
  readonly complaints: readonly string[];
}

/** A page with a storage of its own, as another visitor or agent has it. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // What the network refused is the test's own doing, and the page's to handle.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  await page.goto(url);
  return { context, page, complaints };
}
