import { signal } from './signal';

// Light, dark, or as the system has it; kept in the browser.

export type Theme = 'auto' | 'light' | 'dark';

const STORED = 'tocsin.theme';
const ORDER: Theme[] = ['auto', 'light', 'dark'];

function first(): Theme {
  const kept = localStorage.getItem(STORED) as Theme | null;
  return kept !== null && ORDER.includes(kept) ? kept : 'auto';
}

export const theme = signal<Theme>(first());

export function applyTheme(): void {
  document.documentElement.dataset.theme = theme.get();
}

export function nextTheme(): void {
  const next = ORDER[(ORDER.indexOf(theme.get()) + 1) % ORDER.length];
  localStorage.setItem(STORED, next);
  document.documentElement.dataset.theme = next;
  theme.set(next);
}
