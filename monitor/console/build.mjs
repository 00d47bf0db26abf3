// Meson's way to Vite: builds the console into DIR/dist, each file also packed beside it, then touches
// DIR/console.stamp.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = resolve(process.argv[2] ?? here);

process.chdir(here);
const { build } = await import('vite');
await build({ configFile: join(here, 'vite.config.ts'), root: here, logLevel: 'warn',
  build: { outDir: join(folder, 'dist'), emptyOutDir: true } });
for (const name of readdirSync(join(folder, 'dist'), { recursive: true }).map(String)) {
  const path = join(folder, 'dist', name);
  if (/\.(js|css|html|svg)$/.test(name)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
}
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'console.stamp'), 'built\n');
