// A desk that tells a script: for looking at the console without an installation, and for tests
// that need the desk to break in a certain way.
//     node tests/console/desk.mjs [PORT]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as story from './story.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css',
  '.svg': 'image/svg+xml' };
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
  + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function findPage() {
  const places = [process.env.TOCSIN_CONSOLE, join(ROOT, 'build/monitor/console/dist'),
    join(ROOT, 'monitor/console/dist')];
  return places.find((place) => place !== undefined && existsSync(join(place, 'index.html')));
}

const asItIs = (text) => text;

export class Desk {
  constructor(options = {}) {
    this.page = options.page ?? findPage();
    this.text = options.text ?? asItIs;
    this.session = { actor: this.text('lin.hao'), role: 'general-coordinator', access: 'approver',
      may_decide: true, orgs: ['quillane'], csrf: 'c5rf', feed: true, rate: 600, ...options.session };
    this.now = options.now ?? (() => Date.now());
    this.streams = new Set();
    this.orders = [];
    this.requests = [];
    this.logins = [];
    this.extra = [];
    this.patch = {};
    this.offset = 100;
    this.server = createServer((request, answer) => void this.serve(request, answer));
  }

  async start(port = 0) {
    await new Promise((done) => this.server.listen(port, '127.0.0.1', done));
    this.port = this.server.address().port;
    return `http://127.0.0.1:${this.port}`;
  }

  /** After stop(): the same desk on the same port, with what it knew. */
  async again(port) {
    this.server = createServer((request, answer) => void this.serve(request, answer));
    return this.start(port);
  }

  async stop() {
    if (!this.server.listening) return;
    this.cut();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** Every stream breaks off, as when the desk dies. */
  cut() {
    this.streams.forEach((stream) => stream.destroy());
    this.streams.clear();
  }

  publish(event) {
    const position = `mock-${this.offset++}`;
    this.extra.push({ position, event });
    this.streams.forEach((stream) => stream.write(
      `event: trigger\nid: ${position}\ndata: ${JSON.stringify(event)}\n\n`));
  }

  past() {
    const told = story.triggers(this.now(), this.text)
      .map((event, i) => ({ position: `mock-${i}`, event }));
    return [...told, ...this.extra];
  }

  answers(path, query) {
    const now = this.now();
    const { text } = this;
    const parts = path.split('/').map(decodeURIComponent);
    switch (parts[0]) {
      case 'session': return { ...this.session, now: new Date(now).toISOString() };
      case 'state': return { ...story.state(now, text), ...this.patch };
      case 'incidents':
        if (parts.length === 1) {
          const open = query.get('state') === 'open';
          return { incidents: story.incidents(now, text).filter((one) => !open || one.closed_at === undefined) };
        }
        return story.incidents(now, text).find((one) => one.id === parts[1]);
      case 'deadlines': return { deadlines: story.incident(now, text).deadlines };
      case 'sources': return { sources: story.sources(now, text) };
      case 'series':
        return parts.length === 1 ? { series: story.seriesList(now, text) }
          : story.series(now, parts.slice(1).join('/'), query.get('from'));
      case 'briefings':
        return parts.length === 1 ? { briefings: story.briefings(now, text) } : story.briefing(text);
      case 'rules': return story.rules();
      case 'triggers': {
        const triggers = this.past();
        return { triggers, last: triggers[triggers.length - 1].position, gap: false };
      }
      default: return undefined;
    }
  }

  stream(request, answer, url) {
    answer.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    answer.write(': hello\n\n');
    this.streams.add(answer);
    const after = request.headers['last-event-id'] ?? url.searchParams.get('after');
    const from = this.extra.findIndex((entry) => entry.position === after) + 1;
    const known = after !== null && (from > 0 || after.startsWith('mock-'));
    if (known) this.extra.slice(from).forEach(({ position, event }) => answer.write(
      `event: trigger\nid: ${position}\ndata: ${JSON.stringify(event)}\n\n`));
    request.on('close', () => this.streams.delete(answer));
  }

  async order(request, answer) {
    let body = '';
    for await (const piece of request) body += piece;
    if (request.headers['x-tocsin-csrf'] !== this.session.csrf) return this.problem(answer, 403);
    const order = JSON.parse(body);
    this.orders.push(order);
    this.json(answer, 202, this.outcome?.(order) ?? { id: order.id, state: 'done' });
  }

  async login(request, answer) {
    let body = '';
    for await (const piece of request) body += piece;
    this.logins.push(JSON.parse(body));
    answer.setHeader('Set-Cookie', 'tocsin=1; HttpOnly; SameSite=Strict; Path=/');
    this.json(answer, 200, this.answers('session'));
  }

  json(answer, status, body) {
    const isText = typeof body === 'string';
    answer.writeHead(status, { 'Content-Type': isText ? 'text/markdown' : 'application/json',
      'Cache-Control': 'no-store' });
    answer.end(isText ? body : JSON.stringify(body));
  }

  problem(answer, status) {
    this.json(answer, status, { type: 'about:blank', title: `status ${status}`, status });
  }

  async file(answer, path) {
    const name = normalize(path === '/' ? '/index.html' : path);
    try {
      const body = await readFile(join(this.page, name));
      answer.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
        'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' });
      answer.end(body);
    } catch {
      this.problem(answer, 404);
    }
  }

  async serve(request, answer) {
    const url = new URL(request.url, 'http://desk');
    this.requests.push(url.pathname);
    if (!url.pathname.startsWith('/v1/')) return this.file(answer, url.pathname);
    const path = url.pathname.slice(4);
    if (path === 'stream') return this.stream(request, answer, url);
    if (path === 'commands' && request.method === 'POST') return this.order(request, answer);
    if (path === 'session' && request.method === 'POST') return this.login(request, answer);
    if (this.locked && request.headers.cookie === undefined) return this.problem(answer, 401);
    const body = this.answers(path, url.searchParams);
    return body === undefined ? this.problem(answer, 404) : this.json(answer, 200, body);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const desk = new Desk();
  console.log(await desk.start(Number(process.argv[2] ?? 0)));
}
