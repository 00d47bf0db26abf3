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

/** Percent-encoded; half a surrogate pair, which cannot be, becomes the replacement character. */
export function encoded(text: string): string {
  return encodeURIComponent(text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
}

export function to(view: string, rest = ''): string {
  return rest === '' ? `#/${view}` : `#/${view}/${encoded(rest)}`;
}

export function go(view: string, rest = ''): void {
  location.hash = to(view, rest);
}
