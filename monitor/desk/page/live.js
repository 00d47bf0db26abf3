'use strict';
// The plain live page. Everything from outside is put in as text, never as markup.
const $ = (id) => document.getElementById(id);
const words = {
  none: '平静 · calm', warning: '预警 · warning', 'level-3': '三级响应 · level 3',
  'level-2': '二级响应 · level 2', 'level-1': '一级响应 · level 1',
};
let offset = 0; // of the installation's clock against this machine's
const clock = () => new Date(Date.now() + offset);
const when = (at) => at ? new Date(at).toLocaleString([], { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }) : '';
const make = (name, text, kind) => {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = text;
  if (kind) node.className = kind;
  return node;
};
const row = (cells, kind) => {
  const line = make('tr', null, kind);
  for (const cell of cells) {
    if (cell instanceof Node) { const box = make('td'); box.append(cell); line.append(box); }
    else line.append(make('td', cell, typeof cell === 'number' ? 'n' : ''));
  }
  return line;
};
const fill = (id, rows) => $(id).replaceChildren(...rows);
const tag = (level) => make('span', (words[level] || level || '').split(' · ')[0], 'tag ' + (level || ''));
const growth = (g) => g && g.ratio ? `${g.ratio.toFixed(1)}× (${g.growth_percent > 0 ? '+' : ''}${Math.round(g.growth_percent)} %)` : '';
const left = (at) => {
  const minutes = Math.round((new Date(at) - clock()) / 60000);
  const size = Math.abs(minutes);
  const text = size < 90 ? `${size} min` : size < 2880 ? `${Math.round(size / 60)} h` : `${Math.round(size / 1440)} d`;
  return minutes < 0 ? `−${text}` : text;
};
const spark = (numbers) => {
  const most = Math.max(1, ...numbers);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 100 20');
  svg.setAttribute('preserveAspectRatio', 'none');
  path.setAttribute('d', 'M' + numbers.map((n, i) => `${(i * 100 / Math.max(1, numbers.length - 1)).toFixed(1)},${(19 - 18 * n / most).toFixed(1)}`).join('L'));
  svg.append(path);
  return svg;
};
const get = async (path) => {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail || body.title);
  return body;
};
const banner = (state) => {
  $('banner').className = state.level;
  $('level').textContent = words[state.level] || state.level;
  $('headline').textContent = `${state.org}：${state.open} 起事件 open · ${state.proposed} 待决 proposed · ${state.overdue} 逾期 overdue`;
  fill('troubles', (state.degraded || []).map((t) => make('li', `${t.part}: ${t.sentence}`)));
};
const refresh = async () => {
  try {
    const [state, incidents, deadlines, series, sources, briefings] = await Promise.all(
      ['/v1/state', '/v1/incidents?state=open', '/v1/deadlines', '/v1/series', '/v1/sources', '/v1/briefings?limit=12'].map(get));
    offset = new Date(state.now) - Date.now();
    banner(state);
    fill('incidents', incidents.incidents.map((i) => row([tag(i.level), i.subject === '*' ? '整体 all' : i.subject, i.state, growth(i.growth), i.people ?? '', when(i.opened_at)])));
    fill('deadlines', deadlines.deadlines.filter((d) => d.state === 'pending' || d.state === 'overdue').slice(0, 20)
      .map((d) => row([left(d.due_at), `${d.clock} ${d.name || ''}`, d.group || '', d.subject === '*' ? '整体 all' : d.subject, when(d.due_at)], d.state)));
    fill('series', series.series.slice().sort((a, b) => (b.growth?.ratio || 0) - (a.growth?.ratio || 0) || b.last_24h.distinct - a.last_24h.distinct).slice(0, 20)
      .map((s) => row([s.name, s.last_24h.complaints, s.last_24h.distinct, s.last_24h.mentions, growth(s.growth), spark(s.hours)])));
    fill('sources', sources.sources.map((s) => row([s.name, s.state, s.last_24h.mentions, when(s.through)], s.state === 'up' ? '' : 'down')));
    fill('briefings', briefings.briefings.map((b) => {
      const item = make('li');
      const link = make('a', `${when(b.from)} ${b.title || b.kind}${b.late ? ' （迟 late）' : ''}`);
      link.href = `/v1/briefings/${encodeURIComponent(b.id)}?format=${(b.formats || []).includes('html') ? 'html' : 'md'}`;
      item.append(link);
      return item;
    }));
  } catch (fault) {
    fill('troubles', [make('li', fault.message)]);
  }
};
const show = (event) => {
  const data = event.data || {};
  const item = make('li');
  const head = make('div');
  head.append(make('time', when(event.time) + ' '), data.level ? tag(data.level) : '', ` ${event.type.replace(/^tocsin\.|\.v1$/g, '')} `, make('b', data.subject || data.source || ''), data.late ? ' （迟 late）' : '');
  const why = (data.clauses || []).map((c) => `${c.id} ${c.place || ''} 「${c.quote || ''}」`).join(' ');
  item.append(head, make('small', [data.growth, data.people ? `${data.people} 人 people` : '', data.clock, data.note || data.reason, why].filter(Boolean).join(' · ')));
  $('triggers').prepend(item);
  while ($('triggers').childElementCount > 200) $('triggers').lastElementChild.remove();
};
let soon;
const later = () => { clearTimeout(soon); soon = setTimeout(refresh, 300); };
const follow = (after) => {
  const stream = new EventSource('/v1/stream' + (after ? '?after=' + encodeURIComponent(after) : ''));
  stream.onopen = () => { $('line').textContent = '● 实时 live'; $('banner').classList.remove('lost'); refresh(); };
  stream.onerror = () => { $('line').textContent = '○ 连接中断，重试中 disconnected, trying again'; $('banner').classList.add('lost'); };
  stream.addEventListener('trigger', (message) => { show(JSON.parse(message.data)); later(); });
  stream.addEventListener('state', (message) => { banner(JSON.parse(message.data)); later(); });
  stream.addEventListener('briefing', later);
  stream.addEventListener('gap', () => { $('triggers').prepend(make('li', '… 有事件未能送达 some events were missed')); });
};
(async () => {
  try {
    const past = await get('/v1/triggers?limit=100');
    past.triggers.forEach((t) => show(t.event));
    follow(past.last);
  } catch { follow(); }
  setInterval(refresh, 10000);
})();
