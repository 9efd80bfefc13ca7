import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { segments } from '../console/shapes.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';
import { testClock } from '../support/clock.ts';
import { openSite, testPassword } from '../support/site.ts';
import { openCallback, snoozedTwice, startCallback } from './fixtures/callback-states.ts';
import { type ConsoleSite, serveConsoleSite } from './fixtures/console-site.ts';
import { pagesOf } from './fixtures/pages.ts';
import { dialled, silenceTelephone } from './fixtures/telephone.ts';

const narrow = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true } as const;

describe.skipIf(withoutBrowser())('callbacks in the agent console', () => {
  const pages = pagesOf('agent', serveConsoleSite);
  let site: ConsoleSite;
  beforeEach(() => {
    site = pages.site;
  });
  const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await pages.open(options);
    await silenceTelephone(page);
    return page;
  };
  const posts = () => site.calls.filter((call) => /^(POST|PUT) .*\/(callback|notes|codes)$/.test(call)).length;
  const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  it('tells the server of a call before it dials, once for a double click', async () => {
    startCallback(site.desk, 'Ada', { extension: '12' });
    const page = await open();
    await openCallback('Ada')(page);
    await page.getByText('+49 30 12345678').waitFor();
    await page.getByText('Attempt 1 of 4').waitFor();
    await page.getByRole('link', { name: 'Make Call' }).dblclick();
    await expect.poll(() => dialled(page)).toEqual(['tel:+493012345678;ext=12']);
    await page.getByText('You: called, attempt 1').waitFor();
    expect(posts()).toBe(1);
    expect(await dialled(page)).toHaveLength(1);
  });

  it('dials nothing that the server does not know of, but leaves that to the agent', async () => {
    const id = startCallback(site.desk, 'Ada');
    site.failures.set(`POST interactions/${id}/callback`, { status: 500, code: 'internal', reference: '8F3K2QW' });
    const page = await open();
    await openCallback('Ada')(page);
    await page.getByRole('link', { name: 'Make Call' }).click();
    await page.getByText('The call was not recorded.').waitFor();
    await page.getByText('8F3K2QW').waitFor();
    expect(await dialled(page)).toEqual([]);
    await page.getByRole('link', { name: 'Call all the same' }).click();
    await expect.poll(() => dialled(page)).toEqual(['tel:+493012345678']);
  });

  it('answers a message by e-mail', async () => {
    const none = { telephone: null, formatted: null, typed: null };
    startCallback(site.desk, 'Lin', { ...none, message: true, email: 'lin@example.org' });
    const page = await open();
    await openCallback('Lin')(page);
    const reply = page.getByRole('link', { name: 'Reply by e-mail' });
    await reply.waitFor();
    expect(await page.getByRole('link', { name: 'Make Call' }).count()).toBe(0);
    await reply.click();
    await expect.poll(() => dialled(page)).toEqual(['mailto:lin@example.org?subject=Your%20message%20123456789']);
  });

  it('says why there is no number, and shows none', async () => {
    const none = { telephone: null, formatted: null, typed: null };
    startCallback(site.desk, 'Ada', { ...none, hidden: true }, { state: 'Offering', mine: false, user: null });
    const page = await open();
    await page.locator('.row-main', { hasText: 'Ada' }).click();
    await page.getByText('The telephone number is shown to the agent who has this callback').waitFor();
    expect(await page.getByRole('link', { name: 'Make Call' }).count()).toBe(0);
  });

  it('asks when to try again, takes the note along, and shows when it will be', async () => {
    const id = startCallback(site.desk, 'Ada');
    const page = await open();
    await openCallback('Ada')(page);
    await page.keyboard.press('Alt+l');
    const panel = page.getByRole('dialog', { name: 'Retry Later' });
    await panel.getByLabel('In 5 minutes, as in this queue').waitFor();
    await panel.getByLabel('Minutes until the next attempt').fill('0');
    await panel.getByLabel('Note').fill('no answer');
    await panel.getByRole('button', { name: 'Retry Later' }).click();
    await panel.getByText('Enter a whole number of minutes').waitFor();
    expect(posts()).toBe(0);
    site.failures.set(`POST interactions/${id}/callback`, { status: 409, code: 'callback.retries' });
    await panel.getByLabel('Minutes until the next attempt').fill('7');
    await panel.getByRole('button', { name: 'Retry Later' }).click();
    await panel.getByText('It was tried as often as this queue allows.').waitFor();
    expect(await panel.getByLabel('Note').inputValue()).toBe('no answer');
    expect(await panel.getByLabel('Minutes until the next attempt').inputValue()).toBe('7');
    site.failures.clear();
    await panel.getByRole('button', { name: 'Retry Later' }).click();
    await page.getByText('It comes back to the queue by itself at').waitFor();
    await row(page, id).getByText('Next ').waitFor();
    await page.locator('.section-later').getByText('Ada').waitFor();
    await expect
      .poll(() => site.desk.list()[0]?.callback?.history)
      .toMatchObject([{ outcome: 'retryLater', note: 'no answer' }]);
    await page.locator('.queue-calm').waitFor();
  });

  it('gives the reason where another attempt is not allowed', async () => {
    startCallback(site.desk, 'Ada', { attempt: 4, attempts: 4, canRetry: false });
    const page = await open();
    await openCallback('Ada')(page);
    const retry = button(page, 'Retry Later');
    await page.getByText('Retry Later is not possible: this is attempt 4 of 4.').waitFor();
    await expect.poll(() => retry.getAttribute('aria-disabled')).toBe('true');
    await retry.click({ force: true });
    // Whatever the click does is done when another one is.
    await page.getByRole('link', { name: 'Make Call' }).click();
    await page.getByText('You: called').waitFor();
    expect(await page.locator('.retry-panel').count()).toBe(0);
  });

  it('ends with an outcome, by keyboard alone, and takes codes afterwards', async () => {
    site.desk.codes = { wrapUp: [{ code: 'SALE', name: 'Sale' }], account: [] };
    const id = startCallback(site.desk, 'Ada', {}, { state: 'Alerting' });
    const page = await open();
    await page.getByText('Callback from').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Make Call' }).waitFor();
    await page.getByRole('button', { name: 'Callback Complete' }).and(page.locator('[aria-disabled=false]')).waitFor();
    await page.keyboard.press('c');
    await expect.poll(() => dialled(page)).toHaveLength(1);
    await page.getByRole('button', { name: 'Callback Complete' }).and(page.locator('[aria-disabled=false]')).waitFor();
    await page.keyboard.press('m');
    await page.keyboard.type('She is happy');
    await page.keyboard.press('Control+Enter');
    await page.locator('.log-note').getByText('She is happy').waitFor();
    await page.getByRole('button', { name: 'Callback Complete' }).and(page.locator('[aria-disabled=false]')).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('o');
    await page.keyboard.press('Enter');
    await page.getByText('Complete: the callback succeeded.').waitFor();
    await expect.poll(() => site.desk.list()[0]?.callback?.disposition).toBe('success');
    expect(await page.getByLabel('Account code').count()).toBe(0);
    await page.getByLabel('Wrap-up code').selectOption('SALE');
    await expect.poll(() => site.desk.list()[0]?.wrapUpCode).toBe('SALE');
    await page.getByText('You: Wrap-up code: Sale').waitFor();
    // Once: a choice that is on its way is not sent again.
    expect(site.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(1);
    await expect.poll(() => site.calls).toContain(`POST interactions/${id}/pickup`);
  });

  it('keeps a note over a reload until it is added', async () => {
    const id = startCallback(site.desk, 'Ada');
    const page = await open();
    await openCallback('Ada')(page);
    site.failures.set(`POST interactions/${id}/notes`, { status: 503, code: 'closing' });
    await page.getByLabel('Note').fill('half a note');
    await button(page, 'Add note').click();
    await page.getByText('The note was not added. The server is restarting.').waitFor();
    await page.reload();
    site.failures.clear();
    await expect.poll(() => page.getByLabel('Note').inputValue()).toBe('half a note');
    await button(page, 'Add note').click();
    await page.locator('.log-note').getByText('half a note').waitFor();
    await expect.poll(() => page.getByLabel('Note').inputValue()).toBe('');
  });

  it('shows the timeline as a picture that the arrow keys walk over, and as a table', async () => {
    const id = startCallback(site.desk, 'Ada');
    site.desk.segments(id, snoozedTwice);
    const page = await open({ viewport: { width: 1440, height: 900 } });
    await openCallback('Ada')(page);
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const bars = page.locator('.timeline-bar');
    await bars.first().waitFor();
    await expect.poll(() => bars.count()).toBe(11);
    await expect.poll(() => page.locator('.timeline-bubble').count()).toBe(2);
    for (const bar of await bars.all()) {
      await expect.poll(async () => (await bar.boundingBox())?.width).toBeGreaterThanOrEqual(20);
    }
    await bars.nth(2).click();
    const facts = page.locator('.segment-facts');
    await facts.getByText('Snoozed', { exact: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    await facts.getByText('59.921 sec').waitFor();
    await facts.getByText('workgroup queue:Marketing').waitFor();
    await page.keyboard.press('End');
    await facts.getByText('LocalDisconnect').waitFor();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => bars.last().getAttribute('aria-checked')).toBe('true');
    await page.locator('.timeline-bubble').first().click();
    await facts.getByText('59.921 sec').waitFor();
    await expect.poll(() => page.getByRole('table', { name: 'Timeline' }).getByRole('row').count()).toBe(12);
    await button(page, 'Enlarge').click();
    await page.getByRole('dialog', { name: 'Timeline of Ada' }).locator('.timeline-bar').first().waitFor();
  });

  it('shows the timeline of a chat too, with the newest change, and says when it cannot', async () => {
    const user = { id: site.desk.me.id, displayName: site.desk.me.displayName };
    const id = site.desk.start({ name: 'Grace', state: 'Connected', mine: true, user });
    site.failures.set(`GET interactions/${id}/timeline`, { status: 500, code: 'internal' });
    const page = await open({ viewport: { width: 1440, height: 900 } });
    await row(page, id).click();
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByText('The timeline could not be loaded.').waitFor();
    site.failures.clear();
    site.desk.segments(id, segments(['Queue', 30, 'Connect'], ['Connect', 60, '']));
    await button(page, 'Try again').click();
    await page.locator('.segment-facts').getByText('in progress').waitFor();
    site.desk.segments(id, segments(['Queue', 30, 'Connect'], ['Connect', 60, 'Held'], ['Held', 5, '']));
    site.desk.set(id, { state: 'Held', mine: true, user });
    await expect.poll(() => page.locator('.timeline-bar').count()).toBe(3);
  });

  it('can be used with a finger on the smallest phone', async () => {
    const id = startCallback(site.desk, 'Ada', { subject: 'x'.repeat(2000) });
    site.desk.segments(id, snoozedTwice);
    const page = await open(narrow);
    await openCallback('Ada')(page);
    for (const name of ['Callback Complete', 'Attempt Failed', 'Retry Later']) {
      const box = () => button(page, name).boundingBox();
      await expect.poll(async () => (await box())?.height).toBeGreaterThanOrEqual(44);
      await expect
        .poll(async () => {
          const { y = 600, height = 0 } = (await box()) ?? {};
          return y + height;
        })
        .toBeLessThanOrEqual(568);
    }
    await button(page, 'Retry Later').tap();
    await page.getByLabel('In 1 hour').check();
    await page.locator('.retry-panel').getByRole('button', { name: 'Retry Later' }).tap();
    await page.getByText('It comes back to the queue by itself').waitFor();
    await page.getByRole('button', { name: 'Details', exact: true }).tap();
    await page.getByRole('tab', { name: 'Timeline' }).tap();
    await page.locator('.timeline-bar').nth(3).tap();
    await page.locator('.segment-facts').getByText('59.921 sec').waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });
});

describe.skipIf(withoutBrowser())('a callback with the real server', () => {
  it('is taken, called, tried again a minute later and completed, and its timeline tells all that', async () => {
    const clock = testClock(Date.now());
    const site = await openSite({ runtime: { clock }, defaultRegion: 'US' });
    const browser = await launchBrowser();
    const ticking = setInterval(() => clock.advance(25), 50);
    try {
      await site.addUser({ username: 'alicia' });
      const { page, complaints } = await openPage(browser, `${site.url}/agent/`, {
        viewport: { width: 1440, height: 900 },
      });
      page.setDefaultTimeout(20_000);
      await silenceTelephone(page);
      await page.getByLabel('User name').fill('alicia');
      await page.getByLabel('Password', { exact: true }).fill(testPassword);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Set “Available”' }).click();
      await site.iwt.services.callbacks.create({
        target: 'Support',
        targetType: 'Workgroup',
        name: 'Mary',
        telephone: '(201) 555-0123',
        subject: 'My parcel has not come',
      });

      await page.locator('.alert-card').getByText('Callback from').waitFor();
      await page.locator('.alert-action').click();
      await page.getByRole('link', { name: 'Make Call' }).click();
      await expect.poll(() => page.evaluate('window.dialled')).toEqual(['tel:+12015550123']);
      await page.getByLabel('Note').fill('She did not answer');
      await page.locator('[data-popover=retry]').click();
      await page.getByLabel('Minutes until the next attempt').fill('1');
      await page.locator('.retry-panel').getByRole('button', { name: 'Retry Later' }).click();
      await page.getByText('It comes back to the queue by itself').waitFor();
      await page.locator('.section-later').getByText('Mary').waitFor();

      // In steps, so that the agent's presence is renewed on the way.
      for (let passed = 0; passed < 60; passed += 5) {
        clock.advance(5_000);
        await page.evaluate('fetch("api/me")');
      }
      await page.locator('.alert-action').click();
      await page.getByText('Attempt 2 of').waitFor();
      await page.locator('.attempt').getByText('Retry later', { exact: true }).waitFor();
      await page.getByText('She did not answer').first().waitFor();
      await page.getByRole('link', { name: 'Make Call' }).click();
      await page.getByText('You: called, attempt 2').waitFor();
      await page.getByRole('button', { name: 'Callback Complete' }).and(page.locator('[aria-disabled=false]')).click();
      await page.getByText('Complete: the callback succeeded.').waitFor();

      await page.getByRole('tab', { name: 'Timeline' }).click();
      await page.locator('.timeline-bubble').waitFor();
      await page.locator('.timeline-bubble').click();
      const facts = page.locator('.segment-facts');
      await facts.getByText('SnoozeDurationInSeconds').waitFor();
      await facts.getByText('workgroup queue:Support').waitFor();
      const names = () =>
        page
          .locator('.timeline-bar')
          .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label')?.split(' ')[0]));
      await expect.poll(names).toEqual(['Queue', 'Alert', 'Connect', 'System', 'Queue', 'Alert', 'Connect']);
      expect(complaints).toEqual([]);
    } finally {
      clearInterval(ticking);
      await browser.close();
      await site.close();
    }
  });
});
