import { readFileSync } from 'node:fs';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';

// One build per page: `vite build --mode visitor`. Links are relative, so that a page works below any mount path.
export default defineConfig(({ mode }) => ({
  root: `views/${mode}`,
  base: './',
  plugins: [preact(), pageTexts(mode), localeSections()],
  build: {
    outDir: `../../dist/views/${mode}`,
    emptyOutDir: true,
    target: 'es2022',
    // The page lies beside the visitor's, under a name of its own.
    ...(mode === 'configuration' && { assetsDir: 'configuration/assets' }),
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions:
      mode === 'configuration'
        ? { input: 'views/configuration/configuration.html' }
        : { output: { chunkFileNames: ({ facadeModuleId }) => `assets/${partOf(facadeModuleId)}-[hash].js` } },
  },
}));

/** Parts of language files are called by what they are for. */
function partOf(module: string | null): string {
  return module?.endsWith('?section=visitorCallback') ? 'callback-texts' : '[name]';
}

/** A part of a language file as a module of its own, `en-us.json?section=…`, so that it can be loaded later than the rest. */
function localeSections(): Plugin {
  return {
    name: 'iwt-locale-sections',
    load(id) {
      const [, file, section] = /^(.*\.json)\?section=(\w+)$/.exec(id) ?? [];
      if (file === undefined || section === undefined) return null;
      return `export default ${JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))[section])}`;
    },
  };
}

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
