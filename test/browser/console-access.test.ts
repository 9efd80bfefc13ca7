import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { withoutBrowser } from '../support/browser.ts';
import { callbackStates } from './fixtures/callback-states.ts';
import { type ConsoleSite, serveConsoleSite } from './fixtures/console-site.ts';
import { consoleStates } from './fixtures/console-states.ts';
import { pagesOf } from './fixtures/pages.ts';

const wide = { viewport: { width: 1440, height: 900 } } as const;
const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true } as const;

describe.skipIf(withoutBrowser())('access to the agent console', () => {
  const pages = pagesOf('agent', serveConsoleSite);
  let site: ConsoleSite;
  beforeEach(() => {
    site = pages.site;
  });
  const { open } = pages;
  const me = () => ({ id: site.desk.me.id, displayName: site.desk.me.displayName });
  const connected = (name: string) => site.desk.start({ name, state: 'Connected', mine: true, user: me() });
  const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);

  const fits = async (page: Page) => {
    expect(await axeViolations(page)).toEqual([]);
    await expect
      .poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
      .toBe(0);
  };

  for (const state of [...consoleStates, ...callbackStates]) {
    it(`has no barrier that axe-core finds in the state ${state.name}, wide by day and on a phone at night`, async () => {
      for (const options of [wide, { ...phone, colorScheme: 'dark' as const }]) {
        const other = await serveConsoleSite(pages.folder);
        state.prepare?.(other);
        const page = await open(options, other.url);
        await state.reach(page, other);
        await fits(page);
        await page.context().close();
        await other.close();
      }
    });
  }

  for (const [name, options] of Object.entries({
    wide,
    dark: { ...wide, colorScheme: 'dark' as const },
    phone,
    'phone at night': { ...phone, colorScheme: 'dark' as const },
    'as narrow as it gets': { ...phone, viewport: { width: 320, height: 256 } },
  })) {
    it(`fits and has no barrier from sign-in to the end of a chat: ${name}`, async () => {
      site.signedIn = false;
      const page = await open(options);
      await page.getByLabel('User name').waitFor();
      await fits(page);
      site.signedIn = true;
      await page.reload();
      await page.getByText('Nobody needs you').waitFor();
      await fits(page);
      const id = connected('Ada Lovelace');
      site.desk.start({ name: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3), user: null });
      site.desk.say(id, `${'long'.repeat(80)} https://example.org/${'x'.repeat(300)}`);
      await row(page, id).waitFor();
      await fits(page);
      await row(page, id).click();
      await page.locator('.bubble').first().waitFor();
      await site.heard();
      site.desk.typing(id, true);
      await page.locator('.typing-dots').waitFor();
      await fits(page);
      site.desk.start({ name: 'Alan Turing', state: 'Alerting', mine: true, user: me() });
      await page.locator('.alert-card').waitFor();
      await fits(page);
      site.desk.set(id, { state: 'Held', user: me() });
      await page.locator('.on-hold').waitFor();
      await fits(page);
      site.desk.set(id, { state: 'Disconnected' });
      await page.getByText('This chat ended').waitFor();
      await fits(page);
    });
  }
});
