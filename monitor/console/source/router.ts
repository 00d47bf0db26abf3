import { signal } from './signal';

// The address after `#` says what is shown, so that a page can be sent to a colleague.

export interface Route {
  view: string;
  rest: string;
}

export const VIEWS = [
  'now', 'incidents', 'deadlines', 'sources', 'series', 'briefings', 'rules',
] as const;
export type View = (typeof VIEWS)[number];

function read(): Route {
  const [view, ...rest] = location.hash.replace(/^#\/?/, '').split('/');
  let name = rest.join('/');
  try {
    name = decodeURIComponent(name);
  } catch {
    name = '';
  }
  return { view: (VIEWS as readonly string[]).includes(view) ? view : 'now', rest: name };
}

export const route = signal<Route>(read());

window.addEventListener('hashchange', () => {
  route.set(read());
  window.scrollTo(0, 0);
});

export function to(view: string, rest = ''): string {
  return rest === '' ? `#/${view}` : `#/${view}/${encodeURIComponent(rest)}`;
}

export function go(view: string, rest = ''): void {
  location.hash = to(view, rest);
}
