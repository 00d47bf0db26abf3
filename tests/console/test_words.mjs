import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { SOURCES, words } from './fixture.mjs';

// Nothing is untranslated: both languages have the same keys, and the sources have no words.

const SAME_IN_BOTH = new Set(['unit.percent']);
const zh = words('zh');
const en = words('en');

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

const sources = files(SOURCES).filter((path) => /\.tsx?$/.test(path) && !path.includes('/words/'));

test('both languages have the same keys', () => {
  assert.ok(zh.size > 300);
  assert.deepEqual([...en.keys()].sort(), [...zh.keys()].sort());
});

test('every sentence is translated', () => {
  for (const [key, sentence] of zh) {
    assert.notEqual(sentence, '', `zh ${key}`);
    assert.notEqual(en.get(key), '', `en ${key}`);
    if (!SAME_IN_BOTH.has(key)) assert.notEqual(en.get(key), sentence, key);
    if (key !== 'nav.language.short')
      assert.doesNotMatch(en.get(key), /[\u3400-\u9fff]/, `en ${key}`);
  }
});

test('both languages fill in the same names', () => {
  const names = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  for (const [key, sentence] of zh) assert.deepEqual(names(en.get(key)), names(sentence), key);
});

test('every key that is said exists', () => {
  for (const path of sources) {
    for (const [, key] of readFileSync(path, 'utf8').matchAll(/\bsay\('([\w.-]+)'/g))
      assert.ok(zh.has(key), `${path}: ${key}`);
  }
});

test('every key is said somewhere', () => {
  const code = sources.map((path) => readFileSync(path, 'utf8')).join('\n');
  const literal = new Set([...code.matchAll(/'([\w-]+(?:\.[\w-]+)+)'/g)].map((found) => found[1]));
  const patterns = [...code.matchAll(/`([\w-]+\.[^`\s]*\$\{[^`]*)`/g)]
    .map((found) => new RegExp(`^${found[1].replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`));
  const prefixes = [...code.matchAll(/\bword\('([\w-]+)'/g)].map((found) => `${found[1]}.`);
  const unused = [...zh.keys()].filter((key) => !literal.has(key)
    && !patterns.some((pattern) => pattern.test(key)) && !prefixes.some((prefix) => key.startsWith(prefix)));
  assert.deepEqual(unused, []);
});

test('the sources hold no words of their own', () => {
  for (const path of sources) {
    const code = readFileSync(path, 'utf8').replace(/\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
    assert.doesNotMatch(code, /[\u3400-\u9fff]/, path);
    const shown = path.endsWith('.tsx') ? [...code.matchAll(/>([A-Za-z][A-Za-z ,.!?]+)</g)]
      .map((found) => found[1]).filter((word) => word !== 'Tocsin') : [];
    assert.deepEqual(shown, [], path);
  }
});

test('outside text never becomes markup', () => {
  for (const path of sources) {
    assert.doesNotMatch(readFileSync(path, 'utf8'),
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, path);
  }
});
