import { readFileSync } from 'node:fs';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';

// One build per page: `vite build --mode visitor`. Links are relative, so that a page works below any mount path.
export default defineConfig(({ mode }) => ({
  root: `views/${mode}`,
  base: './',
  plugins: [preact(), pageTexts(mode)],
  build: {
    outDir: `../../dist/views/${mode}`,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}));

/** Fills `{{key}}` in a page's HTML: what is read before any script runs, or where none does. */
function pageTexts(page: string): Plugin {
  const file = new URL('views/locales/en-us.json', import.meta.url);
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
  return {
    name: 'iwt-page-texts',
    transformIndexHtml(html) {
      const texts = JSON.parse(readFileSync(file, 'utf8'))[page];
      return html.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
        if (typeof texts[key] !== 'string') throw new Error(`The page "${page}" has no text "${key}".`);
        return texts[key].replace(/[&<"]/g, (character: string) => escapes[character] ?? character);
      });
    },
  };
}
