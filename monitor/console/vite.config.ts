import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { defineConfig, type Plugin } from 'vite';

const WORDS = join(import.meta.dirname ?? '.', 'source/words');

function sentences(...names: string[]): Map<string, string> {
  const text = names.map((name) => readFileSync(join(WORDS, `${name}.ts`), 'utf8')).join('\n');
  return new Map([...text.matchAll(/^ {2}'([\w.-]+)': ('(?:[^'\\]|\\.)*'),$/gm)].map((row) => [row[1], row[2]]));
}

/** The page carries each key once: the English sentences go by the order of the Chinese ones. */
function wordsByOrder(): Plugin {
  return {
    name: 'words-by-order',
    load(id) {
      if (!id.endsWith('/words/en.ts')) return null;
      const en = sentences('names_en', 'en');
      const values = [...sentences('names_zh', 'zh').keys()].map((key) => en.get(key));
      if (values.includes(undefined) || values.length !== en.size) throw new Error('zh and en differ');
      return `import { zh } from './zh';
        const sentences = [${values.join(',')}];
        export const en = Object.fromEntries(Object.keys(zh).map((key, i) => [key, sentences[i]]));`;
    },
  };
}

// The desk serves the result under a strict content security policy: no inline script or style,
// nothing from elsewhere. Data addresses would need an exception, so nothing is inlined.
export default defineConfig({
  base: './',
  root: import.meta.dirname ?? '.',
  plugins: [wordsByOrder()],
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    minify: 'terser',
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
