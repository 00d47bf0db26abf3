import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { closeBrowser, show, withPage } from './fixture.mjs';
import { INCIDENT } from './story.mjs';

after(closeBrowser);

function event(id, type, data) {
  return { specversion: '1.0', id, source: 'tocsin/quillane', type: `tocsin.${type}.v1`,
    time: new Date().toISOString(), subject: data.subject, data: { org: 'quillane', ...data } };
}

const upgraded = (id) => event(id, 'response.upgraded',
  { incident: INCIDENT, subject: 'battery', level: 'level-1', previous_level: 'level-2', ratio: 7.1 });

test('a trigger appears by itself, and the banner follows', () => withPage({}, async ({ page, desk }) => {
  await page.locator('.link.live').waitFor();
  assert.match(await page.locator('.banner h1').textContent(), /二级响应/);
  desk.patch = { level: 'level-1' };
  desk.publish(upgraded('n1'));
  await page.locator('.trigger', { hasText: '响应升级' }).waitFor();
  await page.locator('.banner.is-level-1').waitFor();
}));

test('the stream filters by kind, level and text', () => withPage({}, async ({ page }) => {
  const rows = page.locator('.trigger');
  await rows.first().waitFor();
  const all = await rows.count();
  await page.locator('.filters select').nth(0).selectOption('source');
  await page.waitForFunction(() => document.querySelectorAll('.trigger').length === 2);
  await page.locator('.filters select').nth(0).selectOption('');
  await page.locator('.filters select').nth(1).selectOption('level-1');
  await page.waitForFunction(() => document.querySelectorAll('.trigger').length === 1);
  await page.locator('.filters select').nth(1).selectOption('');
  await page.locator('#filter').fill('he.lin');
  await page.waitForFunction(() => document.querySelectorAll('.trigger').length === 1);
  await page.locator('#filter').fill('nothing like it');
  await page.locator('.stream .quiet').waitFor();
  await page.locator('#filter').fill('');
  await page.waitForFunction((count) => document.querySelectorAll('.trigger').length === count, all);
}));

test('a paused stream holds still and says how many wait', () => withPage({}, async ({ page, desk }) => {
  await page.locator('.link.live').waitFor();
  await page.locator('.trigger').first().waitFor();
  await page.keyboard.press('p');
  desk.publish(upgraded('p1'));
  desk.publish(upgraded('p2'));
  await page.locator('.held', { hasText: '2' }).waitFor();
  assert.equal(await page.locator('.trigger', { hasText: '响应升级' }).count(), 0);
  await page.keyboard.press('p');
  await page.waitForFunction(() => document.querySelectorAll('.trigger .what').length > 0
    && [...document.querySelectorAll('.trigger')].filter((row) => row.textContent.includes('响应升级')).length === 2);
}));

test('a desk that dies is said to be away; what happened meanwhile arrives once', () =>
  withPage({ quiet: false }, async ({ page, desk }) => {
    await page.locator('.link.live').waitFor();
    desk.publish(upgraded('before'));
    await page.locator('.trigger', { hasText: '响应升级' }).waitFor();
    const { port } = desk;
    await desk.stop();
    await page.locator('.link.lost').waitFor();
    assert.match(await page.locator('.link.lost').textContent(), /连接中断/);
    await page.locator('.banner.aged').waitFor();
    desk.extra.push({ position: `mock-${desk.offset++}`, event: upgraded('while-away') });
    await desk.again(port);
    await page.locator('.link.live').waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('.trigger')]
      .filter((row) => row.textContent.includes('响应升级')).length === 2);
  }));

test('what is degraded stands in the banner in words', () => withPage(
  { language: 'en' }, async ({ page, desk }) => {
    desk.patch = { degraded: [{ part: 'kafka', since: new Date().toISOString(), sentence: 'no broker answers' }] };
    await page.locator('.trouble', { hasText: 'Kafka no broker answers' }).waitFor();
  }));

test('a gap in the stream is admitted', () => withPage({}, async ({ page, desk }) => {
  await page.locator('.link.live').waitFor();
  desk.streams.forEach((stream) => stream.write('event: gap\ndata: {"reason":"slow","after":"mock-3"}\n\n'));
  await page.locator('.stream .fault').waitFor();
}));

test('a desk that wants a token gets one', () => withPage({ quiet: false }, async ({ page, desk }) => {
  desk.locked = true;
  await page.reload();
  await page.locator('.login input').fill('right');
  await page.locator('.login button').click();
  await page.locator('.link.live').waitFor();
  assert.equal(desk.logins.at(-1).token, 'right');
}));

test('letters and numbers reach everything', () => withPage({}, async ({ page }) => {
  await page.locator('.card').first().waitFor();
  await page.keyboard.press('j');
  assert.ok(await page.evaluate(() => document.activeElement.matches('.card')));
  await page.keyboard.press('Enter');
  await page.locator('.incident-head').waitFor();
  await page.keyboard.press('3');
  await page.locator('.groups .deadline').first().waitFor();
  await page.keyboard.press('7');
  await page.locator('.code').first().waitFor();
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'filter');
  await page.keyboard.press('Tab');
  await show(page, 'now');
  await page.locator('h1').first().click();
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelector('dialog') === null);
}));
