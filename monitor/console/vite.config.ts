import { defineConfig } from 'vite';

// The desk serves the result under a strict content security policy: no inline script or style,
// nothing from elsewhere. Data addresses would need an exception, so nothing is inlined.
export default defineConfig({
  base: './',
  root: import.meta.dirname ?? '.',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2020',
    rollupOptions: {
      input: 'index.html',
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
