import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { blockOf, type SearchSite, searchSite } from '../automatic-pages/world.ts';
import { axeViolations } from '../support/axe.ts';
import { launchBrowser, openPage, withoutBrowser } from '../support/browser.ts';

/** The automatic web pages in a real browser against the real server. */
describe.skipIf(withoutBrowser())('the automatic web pages', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function site(): Promise<SearchSite> {
    const made = await searchSite();
    onTestFinished(made.close);
    const bob = { department: 'Sales', extension: '104', publicEmail: 'bob@shop.example' };
    await made.addListed('alan', 'Alan Adams', { department: 'Support', extension: '103' });
    await made.addListed('bob', 'Bob Boyle', bob);
    await made.addListed('long', `Ann ${'Mariana'.repeat(15)}`, { department: 'D'.repeat(64) });
    await made.addListed('hebrew', 'דנה לוי');
    const alan = await made.present('alan');
    await alan.status('Available');
    return made;
  }

  async function open(url: string, options?: BrowserContextOptions) {
    const opened = await openPage(browser, url, options);
    onTestFinished(() => opened.context.close());
    return opened;
  }

  it('lead from a form to a chat with the one who was found', async () => {
    const { url, search } = await site();
    const { page, complaints } = await open(`${url}/search2.htm`);
    await page.getByLabel('First Name:').fill('al');
    await page.getByLabel('Department:').selectOption('Support');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Alan Adams' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    await page.getByRole('link', { name: 'Refresh Results' }).click();
    await page.getByRole('link', { name: 'Chat! with Alan Adams' }).click();
    await page.getByLabel('I don’t have an account').check();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('textbox', { name: /message/i }).waitFor();
    await expect.poll(async () => blockOf(await search(), 'Alan Adams')).toContain('connected to another call');
    expect(complaints).toEqual([]);
  });

  it('lead to a callback by the one who was found', async () => {
    const { address } = await site();
    const { page } = await open(`${address}?event=System_WebSearch&FirstName=bob`);
    const asked = page.waitForRequest((request) => request.url().includes('/callback/create'));
    await page.getByRole('link', { name: 'Callback from Bob Boyle' }).click();
    await page.getByLabel('I don’t have an account').check();
    await page.getByLabel('Name').fill('Vera');
    await page.getByLabel('Telephone number').fill('+1 201 555 0123');
    await page.getByLabel('What is it about?').fill('My lamp');
    await page.getByRole('button', { name: 'Request callback' }).click();
    expect((await asked).postDataJSON()).toMatchObject({ target: 'bob', targettype: 'User' });
  });

  it('work without JavaScript', async () => {
    const { url } = await site();
    const { page } = await open(`${url}/search.htm`, { javaScriptEnabled: false });
    await page.getByLabel('Last Name:').fill('boy');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Bob Boyle' }).waitFor();
    await page.getByLabel('Last Name:').fill('adams');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Alan Adams' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    await page.getByRole('link', { name: 'Chat!' }).click();
    await page.getByRole('link', { name: 'Request a callback' }).waitFor();
    await page.goto(`${url}/search2.htm`);
    await page.getByLabel('Department:').selectOption('Sales');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Bob Boyle' }).waitFor();
  });

  it.each(['light', 'dark'] as const)('are clean for axe and fit 320 pixels, %s', async (colorScheme) => {
    const { url, address } = await site();
    const options = { colorScheme, viewport: { width: 320, height: 568 } };
    const { page, complaints } = await open(`${url}/search.htm`, options);
    for (const place of [
      `${url}/search.htm`,
      `${url}/search2.htm`,
      `${address}?event=System_WebSearch`,
      `${address}?event=System_WebSearch&LastName=nobody&Title=Our%20people`,
      `${address}?event=System_WebInteract`,
      `${address}?event=System_QueueStatus`,
      `${address}?event=System_QueueStatus&Queue=nowhere`,
    ]) {
      await page.goto(place);
      expect.soft(await axeViolations(page), place).toEqual([]);
      expect.soft(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(320);
    }
    expect(complaints).toEqual([]);
  });

  it('lead from System_WebInteract to what the site offers', async () => {
    const { address } = await site();
    const { page } = await open(`${address}?event=System_WebInteract&Callback=0`);
    expect(await page.getByRole('link').allTextContents()).toEqual(['Chat!']);
    await page.getByLabel('First Name:').fill('bob');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Bob Boyle' }).waitFor();
    expect(await page.getByRole('link', { name: /Callback/ }).count()).toBe(0);
  });

  describe('on a switchover pair', () => {
    it('go to the second server while the first does not answer, and back', async () => {
      const { url } = await site();
      const { page } = await open('about:blank');
      let down = 'Server1';
      await page.route('**/doHTMLRequest?**', (route) =>
        route.request().url().includes(`/WebServices/${down}/`) ? route.fulfill({ status: 502 }) : route.fallback(),
      );
      await page.goto(`${url}/search2.htm`);
      const action = () => page.locator('form').getAttribute('action');
      await expect.poll(action).toBe(`${url}/WebServices/Server2/doHTMLRequest`);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('heading', { name: 'Bob Boyle' }).waitFor();
      expect(page.url()).toContain('/WebServices/Server2/doHTMLRequest?event=System_WebSearch');
      down = 'Server2';
      await page.goto(`${url}/search2.htm`);
      await expect.poll(action).toBe(`${url}/WebServices/Server1/doHTMLRequest`);
    });

    it('ask again before they are sent when the last answer is old', async () => {
      const { url } = await site();
      const { page } = await open('about:blank');
      await page.clock.install();
      let down = 'none';
      let asked = 0;
      await page.route('**/doHTMLRequest?**', (route) => {
        if (route.request().url().includes('CgiTest')) asked++;
        return route.request().url().includes(`/${down}/`) ? route.abort() : route.fallback();
      });
      await page.goto(`${url}/search2.htm`);
      await expect.poll(() => asked).toBe(1);
      await page.getByRole('button', { name: 'Search' }).waitFor();
      await page.clock.fastForward(31_000);
      down = 'Server1';
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('heading', { name: 'Bob Boyle' }).waitFor();
      expect(page.url()).toContain('/WebServices/Server2/');
    });

    it('stay with the first server when none answers', async () => {
      const { url } = await site();
      const { page } = await open('about:blank');
      let asked = 0;
      await page.route('**/doHTMLRequest?event=CgiTest', (route) => {
        asked++;
        return route.abort();
      });
      await page.goto(`${url}/search2.htm`);
      await expect.poll(() => asked).toBe(2);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('heading', { name: 'Bob Boyle' }).waitFor();
      expect(page.url()).toContain('/WebServices/Server1/');
    });

    it('take folders and forms by name, and links', async () => {
      const { origin, url, iwt } = await site();
      const { page } = await open('about:blank');
      await page.route('**/WebServices/**', (route) => route.fulfill({ body: 'CgiTest' }));
      await page.route(`${origin}/about.html`, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<base href="${iwt.root}/">
            <form id="one" action="WebServices/A/doHTMLRequest"></form>
            <form id="two" action="WebServices/A/doHTMLRequest"></form>
            <form id="other" action="/elsewhere"></form>
            <a href="https://other.example/WebServices/A/doHTMLRequest">elsewhere</a>
            <a href="WebServices/A/doHTMLRequest?event=System_WebSearch">people</a>
            <script src="${url}/js/search.js"></script>
            <script>configureFormsForSwitchover(['WebServices/B', 'WebServices/A'], ['one'])</script>`,
        }),
      );
      await page.goto(`${origin}/about.html`);
      const actions = () =>
        page.evaluate('[...document.querySelectorAll("form, a")].map((one) => one.action ?? one.href)');
      await expect
        .poll(actions)
        .toEqual([
          `${url}/WebServices/B/doHTMLRequest`,
          `${url}/WebServices/A/doHTMLRequest`,
          `${origin}/elsewhere`,
          'https://other.example/WebServices/A/doHTMLRequest',
          `${url}/WebServices/B/doHTMLRequest?event=System_WebSearch`,
        ]);
    });
  });
});
