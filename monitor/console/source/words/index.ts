import { en } from './en';
import { planEn } from './plan_en';
import { zh, type Key } from './zh';
import { signal } from '../signal';

export type { Key };
export type Language = 'zh' | 'en';

const STORED = 'tocsin.language';

function first(): Language {
  const kept = localStorage.getItem(STORED);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const language = signal<Language>(first());

export function setLanguage(next: Language): void {
  localStorage.setItem(STORED, next);
  document.documentElement.lang = next;
  language.set(next);
}

/** The sentence of that key with `{names}` filled in. */
export function say(key: Key, values: Record<string, string | number> = {}): string {
  const sentence = (language.get() === 'zh' ? zh : en)[key];
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Is there a sentence of that name? */
export function isKey(key: string): key is Key {
  return key in zh;
}

/** The word for a name that comes from outside: translated when known, else as it is. */
export function word(prefix: string, name: string | undefined): string {
  if (name === undefined || name === '') return '';
  const key = `${prefix}.${name}`;
  return isKey(key) ? say(key) : name;
}

/** A group or a condition as the plan names it: in English when it is one of the shipped plans'. */
export function planWord(name = ''): string {
  return (language.get() === 'en' && planEn[name]) || name;
}
