// Meson's way to Vite: builds the console into DIR/dist, then touches DIR/console.stamp.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = resolve(process.argv[2] ?? here);

process.chdir(here);
const { build } = await import('vite');
await build({ configFile: join(here, 'vite.config.ts'), root: here, logLevel: 'warn',
  build: { outDir: join(folder, 'dist'), emptyOutDir: true } });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'console.stamp'), 'built\n');
