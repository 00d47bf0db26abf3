import { pause } from './parts/stream';
import { go, VIEWS } from './router';
import { language, setLanguage } from './words';

// One letter each, outside of fields and dialogs.

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.matches('input, textarea, select') || target.closest('dialog') !== null);
}

/** Moves the focus among what can be opened on the page. */
function move(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('.card, .row-link')];
  if (links.length === 0) return;
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : (at + step + links.length) % links.length;
  links[next].focus();
}

export function listenToKeys(help: () => void): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const view = VIEWS[Number(event.key) - 1];
    if (view !== undefined) go(view);
    else if (event.key === 'p') pause.toggle();
    else if (event.key === '/') document.getElementById('filter')?.focus();
    else if (event.key === 'j') move(1);
    else if (event.key === 'k') move(-1);
    else if (event.key === 'l') setLanguage(language.get() === 'zh' ? 'en' : 'zh');
    else if (event.key === '?') help();
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', press);
  return () => document.removeEventListener('keydown', press);
}
