import type {
  BriefingHead, Deadline, Incident, Order, Outcome, RuleFiles, Series, SeriesHead, Session,
  SourceHealth, State, Trigger,
} from './model';
import { encoded } from './router';
import { signal } from './signal';
import { language } from './words';

// The only file that knows the desk's addresses. Answers are kept with their ETag, so that asking
// again for what has not changed costs a header.

export const session = signal<Session | null>(null);
export const org = signal<string>('');
/** Must somebody log in before anything can be seen? */
export const locked = signal<boolean>(false);

export class Refusal extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

const LIMIT_MS = 10000;
const kept = new Map<string, { etag: string; body: unknown }>();

function address(path: string, query: Record<string, string> = {}): string {
  const all = new URLSearchParams(query);
  if (org.get() !== '') all.set('org', org.get());
  const tail = all.toString();
  return `/v1/${path}${tail === '' ? '' : `?${tail}`}`;
}

async function refuse(answer: Response): Promise<never> {
  let reason = `${answer.status}`;
  try {
    const problem = await answer.json();
    reason = String(problem.detail ?? problem.title ?? reason);
  } catch {
    // A proxy's page says nothing that the status does not.
  }
  if (answer.status === 401) locked.set(true);
  throw new Refusal(answer.status, reason);
}

async function ask(url: string, options: RequestInit = {}): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT_MS);
  try {
    return await fetch(url, { credentials: 'same-origin', signal: stop.signal, ...options });
  } finally {
    clearTimeout(timer);
  }
}

/** What is null is as good as absent. */
function withoutNull(_name: string, value: unknown): unknown {
  return value === null ? undefined : value;
}

async function get<T>(url: string, asText = false): Promise<T> {
  const before = kept.get(url);
  const headers: Record<string, string> = { Accept: asText ? 'text/markdown' : 'application/json' };
  if (before !== undefined) headers['If-None-Match'] = before.etag;
  const answer = await ask(url, { headers, cache: 'no-store' });
  if (answer.status === 304 && before !== undefined) return before.body as T;
  if (!answer.ok) return refuse(answer);
  const text = await answer.text();
  const body = asText ? text : JSON.parse(text, withoutNull);
  const etag = answer.headers.get('ETag');
  if (etag !== null) {
    if (kept.size > 60) kept.delete(kept.keys().next().value as string);
    kept.set(url, { etag, body });
  }
  return body as T;
}

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  const csrf = session.get()?.csrf;
  if (csrf !== undefined) headers['X-Tocsin-CSRF'] = csrf;
  const answer = await ask(`/v1/${path}`, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) return refuse(answer);
  return answer;
}

function take(next: Session): void {
  locked.set(false);
  session.set(next);
  if (!next.orgs.includes(org.get())) org.set(next.orgs[0] ?? '');
}

export const desk = {
  async enter(): Promise<void> {
    take(await get<Session>('/v1/session'));
  },
  async login(token: string): Promise<void> {
    await send('POST', 'session', { token });
    kept.clear();
    await desk.enter();
  },
  async logout(): Promise<void> {
    await send('DELETE', 'session');
    kept.clear();
    session.set(null);
    await desk.enter();
  },
  state: () => get<State>(address('state')),
  incidents: async (state: string) =>
    (await get<{ incidents: Incident[] }>(address('incidents', { state }))).incidents,
  incident: (id: string) => get<Incident>(address(`incidents/${encoded(id)}`)),
  deadlines: async () => (await get<{ deadlines: Deadline[] }>(address('deadlines'))).deadlines,
  sources: async () => (await get<{ sources: SourceHealth[] }>(address('sources'))).sources,
  seriesList: async () => (await get<{ series: SeriesHead[] }>(address('series'))).series,
  series: (name: string, from: string) =>
    get<Series>(address(`series/${encoded(name)}`, { step: 'hour', from })),
  briefings: async () =>
    (await get<{ briefings: BriefingHead[] }>(address('briefings'))).briefings,
  briefing: (id: string) =>
    get<string>(address(`briefings/${encoded(id)}`, { format: 'md', language: language.get() }), true),
  briefingAddress: (id: string, format: string) =>
    address(`briefings/${encoded(id)}`, { format }),
  reportAddress: (id: string, kind: string) =>
    address(`incidents/${encoded(id)}/${kind}`, { format: 'html', language: language.get() }),
  rules: () => get<RuleFiles>(address('rules')),
  triggers: (limit: number) => get<{
    triggers: { position: string; event: Trigger }[]; last?: string; gap: boolean;
  }>(address('triggers', { limit: String(limit) })),
  streamAddress: (after: string) => address('stream', after === '' ? {} : { after }),
  async order(order: Order): Promise<Outcome> {
    const whole = org.get() === '' ? order : { ...order, org: org.get() };
    return (await send('POST', 'commands', whole)).json();
  },
  outcome: (id: string) => get<Outcome>(`/v1/commands/${encoded(id)}`),
};
