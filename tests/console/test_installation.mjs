import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openBrowser } from './browser.mjs';
import { show } from './fixture.mjs';

// The console on a real installation that has played the small feed.

const TOCSIN = process.env.TOCSIN ?? fileURLToPath(new URL('../../build/monitor/tocsin/tocsin', import.meta.url));
const FEED = fileURLToPath(new URL('../data/small.jsonl', import.meta.url));
const state = mkdtempSync(join(tmpdir(), 'tocsin-console-'));
let up;
let ended;
let browser;
let address;
let token;

before(async () => {
  up = spawn(TOCSIN, ['up', '--feed', FEED, '--speed', 'max', '--shift', 'now', '--state', state,
    '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  ended = new Promise((done) => up.on('exit', done));
  address = await new Promise((done, fail) => {
    let said = '';
    up.stdout.on('data', (piece) => {
      said += piece;
      const found = said.match(/^ready (http:\S+)/m);
      if (found !== null) done(found[1]);
    });
    up.on('exit', (code) => fail(new Error(`tocsin up ended with ${code}`)));
  });
  token = execFileSync(TOCSIN, ['token', '--state', state, '--access', 'approver', '--role', 'duty', 'add', 'chen.yu'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  up?.kill('SIGINT');
  await ended;
  rmSync(state, { recursive: true, force: true });
});

async function open() {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !/Failed to load resource/.test(message.text())
    && complaints.push(message.text()));
  await page.goto(address);
  await page.locator('.link.live').waitFor();
  return { page, complaints, close: () => context.close() };
}

test('the crisis of the feed is in every view, and nothing is complained about', async () => {
  const { page, complaints, close } = await open();
  await page.locator('.card', { hasText: 'battery' }).waitFor({ timeout: 60000 });
  await page.locator('.trigger', { hasText: '发布预警' }).first().waitFor();
  for (const view of ['incidents', 'deadlines', 'sources', 'series/subject%2Fbattery', 'briefings', 'rules']) {
    await show(page, view);
    assert.equal(await page.locator('main .fault').count(), 0, view);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test('what is usual and what was found are told with their places', async () => {
  const get = async (path) => (await fetch(`${address}/v1/${path}`)).json();
  const series = await get('series/subject%2Fbattery');
  assert.ok(series.usual.points.length > 300);
  for (const [, expected, low, high] of series.usual.points)
    assert.ok(low <= expected && expected <= high);
  assert.deepEqual(series.thresholds.map((row) => row.growth_percent), [200, 300, 500]);
  const { incidents } = await get('incidents?state=all');
  const whole = await Promise.all(incidents.map((one) => get(`incidents/${one.id}`)));
  const found = whole.flatMap((one) => one.evidence).filter((one) => one.markers?.length > 0);
  for (const { excerpt, markers } of found) {
    for (const { span: [begin, end], marker } of markers)
      assert.ok(marker !== '' && Buffer.from(excerpt).subarray(begin, end).toString().trim() !== '');
  }
  assert.ok(found.length > 0);
});

test('a person signs in and leaves a note, which comes back through the log', async () => {
  const { page, complaints, close } = await open();
  await page.locator('.tools button').first().click();
  await page.locator('dialog input').fill(token);
  await page.locator('dialog .primary').click();
  await page.locator('.person', { hasText: 'chen.yu' }).waitFor();
  await page.locator('.card', { hasText: 'battery' }).first().click();
  await page.locator('[data-verb=note]').click();
  await page.locator('dialog textarea').fill('从页面留下的备注');
  await page.locator('dialog form .primary').click();
  await page.locator('dialog .good').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.course', { hasText: '从页面留下的备注' }).waitFor();
  await show(page, 'now');
  await page.locator('.trigger', { hasText: '从页面留下的备注' }).first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});
