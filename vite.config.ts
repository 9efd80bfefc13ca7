import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

// One build per page: `vite build --mode visitor`. Links are relative, so that a page works below any mount path.
export default defineConfig(({ mode }) => ({
  root: `views/${mode}`,
  base: './',
  plugins: [preact()],
  build: {
    outDir: `../../dist/views/${mode}`,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}));
