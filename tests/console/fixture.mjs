import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { openBrowser } from './browser.mjs';
import { Desk } from './desk.mjs';
import { INCIDENT } from './story.mjs';

// What every test needs: a desk of its own, a page on it, and the list of views.

export const SOURCES = fileURLToPath(new URL('../../monitor/console/source/', import.meta.url));
export const VIEWS = ['now', 'incidents', `incidents/${INCIDENT}`, 'deadlines', 'sources',
  'series/subject%2Fbattery', 'briefings', 'rules'];

/** The sentences of a language, read from the source that the build is made of. */
export function words(language) {
  const text = [language, `names_${language}`]
    .map((name) => readFileSync(`${SOURCES}words/${name}.ts`, 'utf8')).join('\n');
  const rows = [...text.matchAll(/^ {2}'([\w.-]+)': '((?:[^'\\]|\\.)*)',$/gm)];
  return new Map(rows.map((row) => [row[1], row[2]]));
}

let browser = null;

export async function closeBrowser() {
  await browser?.close();
  browser = null;
}

/** Runs `body` with a page; what the page complained about is checked at the end. */
export async function withPage(options, body) {
  browser ??= await openBrowser();
  const { language = 'zh', dark = false, width = 1280, desk: deskOptions = {}, quiet = true } = options;
  const desk = new Desk(deskOptions);
  const address = await desk.start();
  const context = await browser.newContext({ viewport: { width, height: 900 },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) complaints.push(`asks ${request.url()}`);
  });
  try {
    await page.goto(`${address}/`);
    await page.locator('.banner h1').waitFor();
    await body({ page, desk, address });
    if (quiet && complaints.length > 0) throw new Error(complaints.join('\n'));
  } finally {
    await context.close();
    await desk.stop();
  }
}

/** Shows a view and waits until its data are there. */
export async function show(page, view) {
  await page.evaluate((hash) => { location.hash = `#/${hash}`; }, view);
  await page.waitForFunction(() => document.querySelector('main .panel, main .view-head') !== null
    && ![...document.querySelectorAll('main p.quiet[role=status]')].some((one) => one.textContent.includes('…')));
  if (await page.locator('.chart').count() > 0) await page.locator('.chart canvas').first().waitFor();
}
