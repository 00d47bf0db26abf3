import { desk, locked, org, Refusal } from './desk';
import type { State, Trigger } from './model';
import { signal } from './signal';

// What is true now: the state is asked for every few seconds, triggers come by stream. Both say
// when they last heard of the desk, so that nothing old is shown as if it were new.

const POLL_MS = 3000;
const MEASURE_MS = 2500;
const RETRY_MS = 2000;
const STALE_MS = 12000;
const KEPT_TRIGGERS = 400;
const GATHER_MS = 60;

export interface Link {
  phase: 'connecting' | 'live' | 'lost' | 'stale';
  /** When the desk was last heard, by this machine's clock. */
  heardAt: number;
}

export const state = signal<State | null>(null);
export const link = signal<Link>({ phase: 'connecting', heardAt: 0 });
export const triggers = signal<Trigger[]>([]);
export const gap = signal<boolean>(false);
/** Counts up when a trigger says that something may have changed. */
export const news = signal<number>(0);

let stream: EventSource | null = null;
let position = '';
let running = 0;
const seen = new Set<string>();

/* Event time runs on between answers, at the rate of the feed. */
let anchor = { now: 0, heard: 0, rate: 1 };
/* The rate is measured over a few seconds: the feed slows down when surge falls behind. */
let measured = { now: 0, heard: 0 };
let isMeasured = false;

export function nowMs(): number {
  if (anchor.now === 0) return Date.now();
  const away = Math.min(Date.now() - anchor.heard, STALE_MS);
  return anchor.now + away * anchor.rate;
}

export function setRate(rate: number): void {
  anchor.rate = rate;
}

export function rate(): number {
  return anchor.rate;
}

/** Only what was measured is told to people. */
export function rateIsKnown(): boolean {
  return isMeasured;
}

function heard(phase: 'live' | 'connecting'): void {
  link.set({ phase, heardAt: Date.now() });
}

function lost(): void {
  const before = link.get();
  if (before.phase !== 'lost') link.set({ phase: 'lost', heardAt: before.heardAt });
}

function takeState(next: State): void {
  const now = Date.parse(next.now);
  const passed = Date.now() - measured.heard;
  let { rate } = anchor;
  if (measured.now === 0) measured = { now, heard: Date.now() };
  else if (passed >= MEASURE_MS) {
    rate = Math.max(0, (now - measured.now) / passed);
    measured = { now, heard: Date.now() };
    isMeasured = true;
  }
  anchor = { now, heard: Date.now(), rate };
  state.set(next);
}

let waiting: Trigger[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;

function showWaiting(): void {
  timer = null;
  const fresh = waiting.reverse();
  waiting = [];
  triggers.set([...fresh, ...triggers.get()].slice(0, KEPT_TRIGGERS));
  news.set(news.get() + 1);
}

/* Many at once are drawn once. */
function add(batch: Trigger[]): void {
  const fresh = batch.filter((trigger) => !seen.has(trigger.id));
  if (fresh.length === 0) return;
  fresh.forEach((trigger) => seen.add(trigger.id));
  waiting.push(...fresh);
  timer ??= setTimeout(showWaiting, GATHER_MS);
}

function parse(text: string): Trigger | null {
  try {
    const event = JSON.parse(text);
    return typeof event?.id === 'string' && typeof event.data === 'object' ? event : null;
  } catch {
    return null;
  }
}

function listen(run: number): void {
  stream?.close();
  const source = new EventSource(desk.streamAddress(position));
  stream = source;
  source.addEventListener('trigger', (event) => {
    if (run !== running) return;
    position = event.lastEventId || position;
    const trigger = parse(event.data);
    if (trigger !== null) add([trigger]);
  });
  source.addEventListener('gap', () => gap.set(true));
  source.addEventListener('state', () => void poll(run));
  source.addEventListener('briefing', () => news.set(news.get() + 1));
  source.onopen = () => void poll(run);
  source.onerror = () => {
    if (run !== running) return;
    lost();
    source.close();
    setTimeout(() => run === running && !locked.get() && listen(run), RETRY_MS);
  };
}

async function poll(run: number): Promise<void> {
  try {
    const next = await desk.state();
    if (run !== running) return;
    takeState(next);
    heard(stream?.readyState === EventSource.OPEN ? 'live' : 'connecting');
  } catch (error) {
    if (run !== running) return;
    if (!(error instanceof Refusal)) lost();
    const silentMs = Date.now() - link.get().heardAt;
    if (link.get().phase === 'live' && silentMs > STALE_MS)
      link.set({ phase: 'stale', heardAt: link.get().heardAt });
  }
}

async function begin(run: number): Promise<void> {
  try {
    const past = await desk.triggers(200);
    if (run !== running) return;
    add(past.triggers.map((entry) => entry.event));
    gap.set(false);
    position = past.last ?? past.triggers[past.triggers.length - 1]?.position ?? '';
  } catch {
    // The stream says the same, and the banner says that we are not connected.
  }
  if (run === running) listen(run);
}

/** Follows the desk for the present organisation, until called again. */
export function follow(): () => void {
  const run = ++running;
  seen.clear();
  waiting = [];
  triggers.set([]);
  position = '';
  anchor = { now: 0, heard: 0, rate: anchor.rate };
  measured = { now: 0, heard: 0 };
  void begin(run);
  void poll(run);
  const timer = setInterval(() => void poll(run), POLL_MS);
  return () => {
    clearInterval(timer);
    if (run === running) running += 1;
    stream?.close();
  };
}

/** Follows again whenever the organisation changes. */
export function followOrg(): () => void {
  let stop = follow();
  const unfollow = org.follow(() => {
    stop();
    stop = follow();
  });
  return () => {
    unfollow();
    stop();
  };
}
