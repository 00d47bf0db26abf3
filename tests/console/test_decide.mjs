import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { closeBrowser, show, withPage } from './fixture.mjs';
import { INCIDENT } from './story.mjs';

after(closeBrowser);

async function open(page, verb) {
  await show(page, `incidents/${INCIDENT}`);
  await page.locator(`[data-verb=${verb}]`).click();
  await page.locator('dialog[open]').waitFor();
}

test('an incident is confirmed with a reason', () => withPage({}, async ({ page, desk }) => {
  await page.locator('.link.live').waitFor();
  await open(page, 'confirm');
  assert.match(await page.locator('dialog').textContent(), /总协调人.*领导小组组长/);
  assert.ok(await page.locator('dialog .primary').isDisabled());
  await page.locator('dialog textarea').fill('已会商');
  await page.locator('dialog .primary').click();
  await page.locator('dialog .good').waitFor();
  assert.equal(desk.orders.length, 1);
  const { id, ...order } = desk.orders[0];
  assert.match(id, /^console-[0-9a-f]{24}$/);
  assert.deepEqual(order, { verb: 'confirm', incident: INCIDENT, level: 'level-1', reason: '已会商', org: 'quillane' });
}));

test('a refusal is shown with its reason, and may be tried again under another id', () =>
  withPage({}, async ({ page, desk }) => {
    desk.outcome = (order) => ({ id: order.id, state: 'refused', reason: '还差监管确认' });
    await page.locator('.link.live').waitFor();
    await open(page, 'release');
    assert.equal(await page.locator('dialog .checks .unmet').count(), 3);
    await page.locator('dialog textarea').fill('可以了');
    await page.locator('dialog .primary').click();
    await page.locator('dialog .fault', { hasText: '还差监管确认' }).waitFor();
    await page.locator('dialog .primary').click();
    await page.waitForFunction(() => !document.querySelector('dialog .primary').disabled);
    assert.equal(desk.orders.length, 2);
    assert.notEqual(desk.orders[0].id, desk.orders[1].id);
  }));

test('an attestation names its item and result', () => withPage({}, async ({ page, desk }) => {
  await page.locator('.link.live').waitFor();
  await show(page, `incidents/${INCIDENT}`);
  await page.locator('.deadline button').first().click();
  await page.locator('dialog textarea').fill('方案已上报');
  await page.locator('dialog input').nth(2).fill('文件 12');
  await page.locator('dialog .primary').click();
  await page.locator('dialog .good').waitFor();
  const { verb, item, result, evidence } = desk.orders[0];
  assert.deepEqual({ verb, item, result, evidence },
    { verb: 'attest', item: 'CLK-9', result: 'met', evidence: '文件 12' });
}));

test('who may not is told so, and cannot send', () => withPage(
  { language: 'en', desk: { session: { actor: 'chen.yu', role: 'duty', access: 'duty' } } },
  async ({ page }) => {
    await page.locator('.link.live').waitFor();
    await open(page, 'release');
    await page.locator('dialog textarea').fill('please');
    assert.match(await page.locator('dialog').textContent(), /general coordinator, head of the leading group/);
    assert.match(await page.locator('dialog').textContent(), /Your role may not do this/);
    assert.ok(await page.locator('dialog .primary').isDisabled());
  }));
