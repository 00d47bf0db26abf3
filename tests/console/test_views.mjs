import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { findPage } from './desk.mjs';
import { closeBrowser, show, VIEWS, withPage, words } from './fixture.mjs';
import { hostileTexts } from './hostile.mjs';
import { INCIDENT } from './story.mjs';

after(closeBrowser);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MOST_SCRIPT_BYTES = 60000;
const FIRST_PAINT_MS = 1000;

/** What is shown, without what comes from outside or is quoted from the plan. */
function ownTexts(page) {
  return page.evaluate(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const skip = node.parentElement.closest('[dir], [lang=zh]:not(html), q, blockquote, .code, code, script, noscript, #language, .prose');
      if (skip === null && node.textContent.trim() !== '') found.push(node.textContent.trim());
    }
    return found;
  });
}

test('English shows no Chinese of its own, Chinese no English', async () => {
  const plain = { desk: { text: () => 'data' } };
  await withPage({ ...plain, language: 'en' }, async ({ page }) => {
    for (const view of VIEWS) {
      await show(page, view);
      for (const text of await ownTexts(page)) assert.doesNotMatch(text, /[\u3400-\u9fff]/, view);
    }
  });
  const english = new Set([...words('en')].filter(([key]) => !key.startsWith('nav.language'))
    .map(([, sentence]) => sentence).filter((sentence) => /^[A-Za-z][A-Za-z ’',.]{3,}$/.test(sentence)));
  await withPage({ ...plain, language: 'zh' }, async ({ page }) => {
    for (const view of VIEWS) {
      await show(page, view);
      for (const text of await ownTexts(page)) assert.ok(!english.has(text), `${view}: ${text}`);
    }
  });
});

test('the language changes in place and is kept', () => withPage({ language: 'en' }, async ({ page }) => {
  await page.locator('h1', { hasText: 'Level 2 response' }).waitFor();
  await page.locator('#language').click();
  await page.locator('h1', { hasText: '二级响应' }).waitFor();
  await page.reload();
  await page.locator('h1', { hasText: '二级响应' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh');
}));

for (const dark of [false, true]) {
  test(`axe finds nothing serious ${dark ? 'in the dark' : 'in the light'}`, () =>
    withPage({ dark, language: dark ? 'en' : 'zh' }, async ({ page }) => {
      const found = [];
      const check = async (name) => {
        // Evaluated by the debugger: the policy of the page would not let it in.
        const result = await page.evaluate(`${AXE}; axe.run(document, { resultTypes: ['violations'] })`);
        found.push(...result.violations.filter((one) => ['serious', 'critical'].includes(one.impact))
          .map((one) => `${name}: ${one.id} ${one.nodes[0].html} ${one.nodes[0].any[0]?.message ?? ''}`));
      };
      await page.emulateMedia({ reducedMotion: 'reduce' });
      for (const view of VIEWS) {
        await show(page, view);
        await check(view);
      }
      await show(page, `incidents/${INCIDENT}`);
      for (const verb of ['attest', 'release']) {
        await page.locator(`[data-verb=${verb}]`).click();
        await check(verb);
        await page.keyboard.press('Escape');
      }
      assert.deepEqual(found, []);
    }));
}

test('nothing sticks out at the width of a phone', () => withPage({ width: 360, language: 'en' }, async ({ page }) => {
  for (const view of VIEWS) {
    await show(page, view);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${view} is ${wide} px too wide`);
  }
}));

test('five thousand hostile texts stay texts in every view', async () => {
  const texts = hostileTexts(5000);
  let at = 0;
  const text = () => texts[at++ % texts.length];
  await withPage({ desk: { text } }, async ({ page, desk }) => {
    await page.locator('.link.live').waitFor();
    const harmless = async (view) => {
      const state = await page.evaluate(() => ({ hit: window.hit, strangers: document.querySelectorAll(
        'main img, main iframe, main script, main object, main base, main template, main link, main meta, main style, '
        + 'main math, main form:not(dialog form, .login), [onerror], [onload], [onclick], [onfocus], [ontoggle]').length }));
      assert.deepEqual(state, { hit: undefined, strangers: 0 }, view);
    };
    const rounds = 3;
    for (let round = 0; round < rounds; round++) {
      for (const view of VIEWS) {
        await show(page, view);
        await harmless(view);
      }
    }
    await show(page, 'now');
    for (let i = 0; i < texts.length; i++) {
      desk.publish({ specversion: '1.0', id: `h${i}`, source: 'x', type: 'tocsin.warning.raised.v1', time: texts[i],
        subject: texts[i], data: { org: 'quillane', subject: texts[i], level: i % 3 === 0 ? texts[i] : 'warning',
          actor: texts[(i + 1) % texts.length], reason: texts[(i + 2) % texts.length], incident: texts[i],
          clauses: [{ id: texts[i], place: texts[i], quote: texts[i] }] } });
      if (i % 300 === 299) {
        const marker = `seen-${i}`;
        desk.publish({ specversion: '1.0', id: marker, source: 'x', type: 'tocsin.source.back.v1',
          time: new Date().toISOString(), data: { org: 'quillane', source: marker } });
        await page.locator('.trigger', { hasText: marker }).waitFor();
        await harmless('now');
      }
    }
    assert.ok(at > 500, `${at} texts were told`);
  });
});

test('the script is small and the first paint quick', async () => {
  const folder = join(findPage(), 'assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
  assert.ok(bytes < MOST_SCRIPT_BYTES, `${bytes} bytes`);
  await withPage({}, async ({ page }) => {
    await page.reload();
    await page.locator('.banner h1').waitFor();
    const paint = await page.evaluate(() => new Promise((done) => {
      const found = performance.getEntriesByName('first-contentful-paint')[0];
      if (found !== undefined) done(found.startTime);
      else new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true });
    }));
    assert.ok(paint < FIRST_PAINT_MS, `${paint} ms`);
  });
});
