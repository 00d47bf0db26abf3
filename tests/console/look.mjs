// Pictures of every view:  node tests/console/look.mjs FOLDER [ADDRESS [TOKEN]]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { openBrowser } from './browser.mjs';
import { Desk } from './desk.mjs';
import { INCIDENT } from './story.mjs';

const folder = process.argv[2] ?? 'shots';
const token = process.argv[4];
const own = process.argv[3] === undefined ? new Desk() : null;
const address = process.argv[3] ?? await own.start();
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();

async function shoot(name, hash, options = {}) {
  const { dark, language = 'zh', width = 1280, height = 900, full = false, before } = options;
  const context = await browser.newContext({ viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light', locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai', deviceScaleFactor: 1 });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && console.error(name, message.text()));
  page.on('pageerror', (error) => console.error(name, error.message));
  if (token !== undefined) await context.request.post(`${address}/v1/session`, { data: { token } });
  await page.goto(`${address}/#/${hash}`);
  await page.waitForFunction(() => document.querySelector('.link.live') !== null
    && document.querySelector('[role=status]')?.textContent?.includes('…') !== true);
  await page.waitForLoadState('load');
  if (await page.locator('.chart').count() > 0) await page.locator('.chart canvas').first().waitFor();
  if (before !== undefined) await before(page);
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: full });
  await context.close();
}

const first = async () => {
  if (own !== null) return INCIDENT;
  const list = (await (await fetch(`${address}/v1/incidents`)).json()).incidents;
  return (list.find((one) => one.subject === 'battery') ?? list[0])?.id ?? '';
};
const id = await first();
await shoot('now', 'now');
await shoot('now-dark', 'now', { dark: true, language: 'en' });
await shoot('incidents', 'incidents');
if (id !== '') {
  await shoot('incident', `incidents/${id}`, { full: true });
  await shoot('incident-en', `incidents/${id}`, { language: 'en', dark: true });
  await shoot('phone', `incidents/${id}`, { width: 390, height: 844 });
  await shoot('release', `incidents/${id}`, { before: async (page) => {
    const button = page.locator('[data-verb=release]');
    if (await button.count() > 0) await button.click();
  } });
}
await shoot('phone-now', 'now', { width: 390, height: 844, language: 'en' });
await shoot('deadlines', 'deadlines');
await shoot('sources', 'sources', { language: 'en' });
await shoot('series', `series/${encodeURIComponent('subject/battery')}`, { language: 'en' });
await shoot('briefings', 'briefings');
await shoot('rules', 'rules');
await browser.close();
await own?.stop();
