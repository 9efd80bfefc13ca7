import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A way to look at a page: how wide, in which theme, in which direction. */
export interface Variant {
  readonly name: string;
  readonly phone: boolean;
  readonly rightToLeft: boolean;
  readonly options: BrowserContextOptions;
}

const sizes = {
  wide: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  narrow: { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
} as const;

function variant(size: keyof typeof sizes, colorScheme: 'light' | 'dark', direction: 'ltr' | 'rtl'): Variant {
  return {
    name: `${size}-${colorScheme}-${direction}`,
    phone: size !== 'wide',
    rightToLeft: direction === 'rtl',
    // Without motion a picture does not depend on its moment.
    options: { ...sizes[size], colorScheme, locale: 'en-US', reducedMotion: 'reduce' },
  };
}

/** Wide and phone, light and dark, in both directions; and as narrow as it gets. */
export const variants: readonly Variant[] = [
  ...(['wide', 'phone'] as const).flatMap((size) =>
    (['light', 'dark'] as const).flatMap((theme) =>
      (['ltr', 'rtl'] as const).map((direction) => variant(size, theme, direction)),
    ),
  ),
  variant('narrow', 'light', 'ltr'),
];

/** Takes pictures of pages in one variant. */
export interface Camera {
  readonly variant: Variant;
  /** A page with a storage of its own. */
  open(url: string): Promise<Page>;
  /** Writes `name-variant.png`. `whole`: with what one has to scroll to. */
  take(page: Page, name: string, whole?: boolean): Promise<void>;
  /** Pictures of all open pages as they are now, named `failed`. */
  takeFailure(): Promise<void>;
  /** How many pictures it took. */
  taken(): number;
  close(): Promise<void>;
}

/** Holds the document right to left, whatever the page's language says, from before it loads. */
const turnAround = `{
  const turn = () => {
    const root = document.documentElement;
    if (root && root.dir !== 'rtl') root.dir = 'rtl';
  };
  new MutationObserver(turn).observe(document, { subtree: true, childList: true, attributeFilter: ['dir'] });
  turn();
}`;

const heightOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollHeight');

export function createCamera(browser: Browser, variant: Variant, folder: string): Camera {
  const contexts: BrowserContext[] = [];
  let count = 0;
  return {
    variant,
    async open(url) {
      const context = await browser.newContext(variant.options);
      contexts.push(context);
      if (variant.rightToLeft) await context.addInitScript(turnAround);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      await page.goto(url);
      return page;
    },
    async take(page, name, whole = false) {
      const before = page.viewportSize();
      // The browser's own picture of a whole page forgets that it is looked at on a phone.
      if (whole && before) await page.setViewportSize({ width: before.width, height: await heightOf(page) });
      await page.screenshot({ path: path.join(folder, `${name}-${variant.name}.png`) });
      if (whole && before) await page.setViewportSize(before);
      count++;
    },
    async takeFailure() {
      const pages = contexts.flatMap((context) => context.pages());
      for (const [index, page] of pages.entries()) {
        await page.screenshot({ path: path.join(folder, `failed-${variant.name}-${index}.png`) });
      }
    },
    taken: () => count,
    async close() {
      for (const context of contexts) await context.close();
    },
  };
}
