// What the scripted desk tells: one crisis in the middle, in the shape of rules/schema/openapi.yaml.
// Outside texts go through `text`, so that a test can put hostile ones in every place.

const HOUR = 3600000;

export function moment(now, hours) {
  return new Date(now + hours * HOUR).toISOString();
}

const CLAUSES = {
  'LVL-5': { id: 'LVL-5', place: 'S1 四.1', quote: '日均投訴量超日常均值300%,系統自動觸發二級響應' },
  'LVL-1': { id: 'LVL-1', place: 'S1 一.2(1)',
    quote: '投訴數量超過日均500%以上且短期內無法控制' },
  'LVL-2': { id: 'LVL-2', place: 'S0 二', quote: '千人以上投诉' },
  'LVL-7': { id: 'LVL-7', place: 'S1 一.2 例', quote: '引發百人投訴…波及多個省份,此時應啟動二級響應' },
  'WRN-1': { id: 'WRN-1', place: 'S1 四.2/五.1', quote: '未達響應啟動條件時,可啟動預警狀態' },
  'TRG-1': { id: 'TRG-1', place: 'S1 四.1', quote: '主動觸發適用於預判可能達級事件' },
};

export const INCIDENT = '7d2f40c19a5be6138f04d2a1c97b3e55';
const WARNING = '11a0c4d2e8b97f60532214de90ab7cc1';

function growth() {
  return { decided_by: 'early', tier: 300, literal_tier: 200, window_minutes: 1440, observed: 171,
    expected: 36.4, ratio: 4.7, growth_percent: 370, corrected_ratio: 5.1, guard: 31.2,
    probability: 0.98, score: 0.91, baseline_days: 14, expected_at_open: 35.8 };
}

function deadlines(now, text) {
  const row = (clock, group, start, due, state, more = {}) => ({ incident: INCIDENT,
    subject: text('battery'), level: 'level-2', clock, group: text(group), place: 'S1 六.1',
    quote: '1小時內召開領導小組擴大會', started_at: moment(now, start), due_at: moment(now, due),
    state, ...more });
  return [
    row('CLK-9', '秘书处', -1.2, -0.7, 'overdue'),
    row('CLK-1', '秘书处', -1.2, -0.2, 'met', { met_at: moment(now, -0.4), actor: text('he.lin'),
      reason: text('领导小组扩大会已召开') }),
    row('CLK-8', '法务部', -1.2, 0.35, 'pending'),
    row('CLK-2', '各工作组', -1.2, 2.8, 'pending'),
    row('CLK-3', '信息核查组', -1.2, 2.8, 'pending'),
    row('CLK-4', '公关部', -1.2, 22.8, 'pending'),
    row('CLK-15', '信息核查组', -1.2, 46.8, 'pending'),
    row('CLK-16', '顾客沟通组', -1.2, 46.8, 'pending'),
  ];
}

function evidence(now, text) {
  const rows = [
    ['social-zh', 'social', '奎岚Q3充电时电池烫手，闻到焦味，马上拔了插头', '焦味', 'fire', true],
    ['hotline-400', 'hotline', '用户投诉：奎岚电池充电20分钟就冒烟，要求上门检测。', '冒烟', 'fire', true],
    ['news-watch', 'news', '记者走访广州门店：奎岚电池过热问题待解释', '记者', 'media-exposure', false],
    ['social-zh', 'social', '群裏說奎嵐電池鼓包把底殼頂裂了，奎嵐必須召回', '召回', 'recall', true],
    ['social-en', 'social', 'My Quillane Q3 battery got too hot to touch while charging, please share', '', '', false],
  ];
  const bytes = (string) => new TextEncoder().encode(string).length;
  return rows.map(([source, channel, excerpt, found, marker, own], i) => ({
    id: `${source}:${4200 + i}`, source: text(source), channel, at: moment(now, -3 + i / 2),
    excerpt: text(excerpt), url: text(`https://example.org/${i}`),
    markers: found === '' ? [] : [{ marker, own, span: [bytes(excerpt.split(found)[0]),
      bytes(excerpt.split(found)[0] + found)] }],
  }));
}

function timeline(now, text) {
  return [
    { at: moment(now, -3.2), what: 'tocsin.warning.raised.v1', level: 'warning', clauses: [CLAUSES['WRN-1']] },
    { at: moment(now, -3), what: 'ack', verb: 'ack', actor: text('chen.yu'), role: 'duty',
      reason: text('值班已看到，正在核实电池过热的投诉') },
    { at: moment(now, -2.2), what: 'tocsin.response.proposed.v1', level: 'level-1', clauses: [CLAUSES['TRG-1']] },
    { at: moment(now, -1.2), what: 'tocsin.response.triggered.v1', level: 'level-2',
      clauses: [CLAUSES['LVL-5'], CLAUSES['LVL-7']] },
    { at: moment(now, -0.4), what: 'attest', verb: 'attest', actor: text('he.lin'), role: 'secretariat',
      reason: text('领导小组扩大会已召开') },
  ];
}

function distances() {
  return [
    { clause: CLAUSES['LVL-1'], level: 'level-1', holds: false, value: 370, threshold: 500, unit: '% growth',
      sentence: 'growth is 370 %, over 500 % is needed for 60 minutes' },
    { clause: { id: 'LVL-6', place: 'S0 二', quote: '百人以上客户集中投诉' }, level: 'level-2', holds: true,
      value: 148, threshold: 100, unit: 'people' },
    { clause: CLAUSES['LVL-2'], level: 'level-1', holds: false, value: 148, threshold: 1000, unit: 'people',
      sentence: '852 more people' },
  ];
}

function checklist(text) {
  const row = (item, sentence, met, more = {}) => ({ item, sentence: text(sentence), met, ...more });
  return [
    row('DYN-4.calm', '72 小时内投诉停止增长', false,
      { clause: { id: 'DYN-4', place: 'S1 四.3', quote: '72小時內投訴停止增長' } }),
    row('DYN-4.cooled', '舆情降温 80%', false),
    row('DYN-4.regulator', '监管部门确认无扩大风险', false,
      { attestable: true, by: ['legal-manager', 'office-director'] }),
    row('INT-5.nature', '事件性质已填报', true, { attestable: true, actor: text('zhou.min') }),
  ];
}

export function incident(now, text) {
  return {
    id: INCIDENT, org: 'quillane', subject: text('battery'), state: 'response', level: 'level-2',
    proposed_level: 'level-1', peak_level: 'level-2', mode: 'passive', opened_at: moment(now, -3.2),
    level_since: moment(now, -1.2), changed_at: moment(now, -0.4), confirmed: false,
    acknowledged_by: text('chen.yu'), growth: growth(), people: 148, anonymous: 6, peak_24h: 171,
    clauses: [CLAUSES['LVL-5'], CLAUSES['LVL-7']], distances: distances(),
    deadlines: deadlines(now, text), checklist: checklist(text),
    approvals: [
      { verb: 'confirm', roles: ['general-coordinator', 'group-head'] },
      { verb: 'reject', roles: ['general-coordinator', 'group-head'] },
      { verb: 'upgrade', roles: ['general-coordinator', 'group-head'] },
      { verb: 'downgrade', roles: ['general-coordinator'] },
      { verb: 'release', roles: ['general-coordinator', 'group-head'], sentence: text('S1 四.3') },
      { verb: 'ack', roles: ['operator', 'duty', 'general-coordinator'] },
    ],
    evidence: evidence(now, text), timeline: timeline(now, text),
    facets: {
      channels: [{ name: 'social', count: 96 }, { name: 'hotline', count: 41 }, { name: 'ecommerce', count: 22 },
        { name: 'email', count: 12 }],
      regions: [{ name: text('CN-GD'), count: 63 }, { name: 'CN-SC', count: 31 }, { name: 'CN-ZJ', count: 28 }],
      sentiment: [{ name: 'negative', count: 139 }, { name: 'neutral', count: 27 }, { name: 'positive', count: 5 }],
      categories: [{ name: text('product-quality'), count: 128 }, { name: 'service', count: 21 }],
    },
    propagation: { inferred: false, first: evidence(now, text)[0], nodes: [
      { id: 'a', source: 'social-zh', at: moment(now, -3.2), author: text('u8812'), reach: 310 },
      { id: 'b', parent: 'a', source: 'social-zh', at: moment(now, -2.9), author: text('u120'), reach: 18200 },
      { id: 'c', parent: 'b', source: 'social-zh', at: moment(now, -2.5), author: 'u9', reach: 45 },
      { id: 'd', parent: 'a', source: 'social-en', at: moment(now, -2.4), author: 'u77', reach: 902 },
    ] },
  };
}

export function incidents(now, text) {
  return [incident(now, text), {
    id: WARNING, org: 'quillane', subject: text('app'), state: 'released', level: 'none', peak_level: 'warning',
    opened_at: moment(now, -40), closed_at: moment(now, -38), people: 12,
    growth: { ratio: 1.1, growth_percent: 10, expected: 40, observed: 44, window: '24h' },
  }];
}

export function triggers(now, text) {
  const event = (n, hours, type, data) => ({ specversion: '1.0', id: `t${n}`, source: 'tocsin/quillane',
    type: `tocsin.${type}.v1`, time: moment(now, hours), subject: data.subject,
    data: { org: 'quillane', sequence: n, ...data } });
  const battery = { incident: INCIDENT, subject: text('battery') };
  return [
    event(1, -5, 'source.silent', { source: text('shop-reviews'), since: moment(now, -6) }),
    event(2, -4, 'source.back', { source: text('shop-reviews'), since: moment(now, -6) }),
    event(3, -3.2, 'warning.raised', { ...battery, level: 'warning', ratio: 2.9, people: 21,
      clauses: [CLAUSES['WRN-1']] }),
    event(4, -3, 'command.done', { ...battery, verb: 'ack', actor: text('chen.yu'), role: 'duty',
      reason: text('值班已看到，正在核实电池过热的投诉') }),
    event(5, -2.2, 'response.proposed', { ...battery, level: 'level-1', clauses: [CLAUSES['TRG-1']] }),
    event(6, -1.2, 'warning.superseded', { ...battery, level: 'level-2' }),
    event(7, -1.2, 'response.triggered', { ...battery, level: 'level-2', ratio: 4.2, people: 131,
      mode: 'passive', clauses: [CLAUSES['LVL-5']] }),
    event(8, -0.95, 'clock.due', { ...battery, level: 'level-2', clock: 'CLK-1', stage: '50',
      due_at: moment(now, -0.2) }),
    event(9, -0.7, 'clock.overdue', { ...battery, level: 'level-2', clock: 'CLK-9', due_at: moment(now, -0.7) }),
    event(10, -0.4, 'command.done', { ...battery, verb: 'attest', clock: 'CLK-1', actor: text('he.lin'),
      role: 'secretariat', reason: text('领导小组扩大会已召开') }),
    event(11, -0.3, 'command.refused', { ...battery, verb: 'release', actor: text('chen.yu'), role: 'duty',
      reason: text('解除须由总协调人提出') }),
  ];
}

export function state(now, text) {
  return { org: 'quillane', now: moment(now, 0), through: moment(now, 0), level: 'level-2',
    since: moment(now, -1.2), open: 1, proposed: 1, overdue: 1, next_due: deadlines(now, text)[2],
    degraded: [], sources: { total: 6, down: 1 }, rules_version: '5f1c0a7be2d9', surge: {}, parts: {} };
}

export function sources(now, text) {
  return [['social-zh', 'social', 'up', 560, 71], ['social-en', 'social', 'up', 150, 19],
    ['news-watch', 'news', 'up', 36, 0], ['hotline-400', 'hotline', 'up', 105, 105],
    ['mailbox-care', 'email', 'down', 64, 64], ['shop-reviews', 'ecommerce', 'up', 300, 36],
  ].map(([name, channel, health, mentions, complaints]) => ({
    name: text(name), channel, state: health, required: channel === 'hotline', last_at: moment(now, -0.05),
    through: moment(now, 0), last_24h: { mentions, complaints, distinct: complaints, negative: complaints },
    collector: { kind: name.startsWith('mail') ? 'imap' : 'json', state: health, items: mentions, waiting: health === 'down' ? 3 : 0,
      ...(health === 'down' ? { on_disk: 12, trouble: text('login refused') } : {}) },
    ...(health === 'down' ? { since: moment(now, -2), reason: text('IMAP: login refused') } : {}),
  }));
}

/** Two weeks of hours, the last day rising. */
export function points(now) {
  const first = Math.floor(now / HOUR) - 14 * 24;
  return Array.from({ length: 14 * 24 + 1 }, (_, i) => {
    const usual = 1.5 + 1.2 * Math.sin(((first + i) % 24) / 24 * 2 * Math.PI) + ((i * 7919) % 13) / 9;
    const surge = Math.max(0, i - (14 * 24 - 5)) ** 2 * 2.4;
    const distinct = Math.round(usual + surge);
    return [new Date((first + i) * HOUR).toISOString(), distinct * 4, distinct + 1, distinct, distinct];
  });
}

export function series(now, name, from) {
  return { name, step: 'hour', from: moment(now, -14 * 24), to: moment(now, 0), growth: growth(),
    thresholds: [{ growth_percent: 200, count: 109 }, { growth_percent: 300, count: 146 },
      { growth_percent: 500, count: 218 }],
    usual: { window_minutes: 1440, baseline_days: 21, points: points(now).map(([at], i) => {
      const expected = 36 + 4 * Math.sin(i / 168 * 2 * Math.PI);
      return [at, expected, expected - 14, expected + 14];
    }) },
    points: points(now).filter((point) => from === null || point[0] >= from) };
}

export function seriesList(now, text) {
  const hours = points(now).slice(-24).map((point) => point[3]);
  return ['*', `subject/${text('battery')}`, 'subject/app', 'channel/social', 'channel/hotline',
    'source/social-zh', 'category/product-quality', 'region/CN-GD'].map((name, i) => ({
    name, hours: hours.map((value) => Math.round(value * (1 - i / 12))),
    last_24h: { mentions: 900 - i * 90, complaints: 200 - i * 20, distinct: 171 - i * 18, negative: 150 },
    growth: { ...growth(), ratio: 4.7 - i * 0.4 } }));
}

export function briefings(now, text) {
  return Array.from({ length: 8 }, (_, i) => ({ id: `hourly-${i}`, kind: i === 3 ? 'flash' : 'hourly',
    from: moment(now, -1 - i), to: moment(now, -i), level: i < 2 ? 'level-2' : 'none', late: i === 5,
    title: text('奎岚 小时简报'), formats: ['json', 'md', 'html'] }));
}

export function briefing(text) {
  return `# ${text('奎岚 小时简报')}

**二级响应** · ${text('battery')}，已持续 1 小时 12 分

## 数字

| 项目 | 本小时 | 上小时 | 昨日同时 | 平常 |
| --- | --- | --- | --- | --- |
| 提及 | 214 | 160 | 61 | 58 |
| 投诉 | 58 | 39 | 12 | 11 |

## 待办

- CLK-9 ${text('初步处置方案上报')}：超期 42 分
- CLK-8 书面报告：还有 21 分

> ${text('奎岚Q3充电时电池烫手，马上拔了插头')}
`;
}

export function rules() {
  return { version: '5f1c0a7be2d94c60', files: [
    { path: 'plans/complaint-disclosure.yaml', text: `level-2:
  lead: deputy-commander
  any:
    - clause: S1 四.1            # 日均投訴量超日常均值300%,系統自動觸發二級響應
      growth: { over: 300%, basis: growth, mode: early }
    - clause: S0 二
      people: { at-least: 100, within: incident }
` },
    { path: 'orgs/quillane.yaml', text: 'org: quillane\nzone: Asia/Shanghai\n' },
  ] };
}
