import { isKey, language, say, word } from './words';
import type { BriefingHead, Level, Trigger } from './model';

// Numbers and times as people read them, in the language that is set.

const RANK: Record<Level, number> = {
  none: 0, warning: 1, 'level-3': 2, 'level-2': 3, 'level-1': 4,
};

/** How grave a level is: level 1 is the worst. */
export function gravity(level: Level | undefined): number {
  return RANK[level ?? 'none'] ?? 0;
}

export function levelOf(name: string | undefined): Level {
  return name !== undefined && name in RANK ? (name as Level) : 'none';
}

export function levelName(level: Level | undefined): string {
  return say(`level.${levelOf(level)}`);
}

export function levelShort(level: Level | undefined): string {
  return say(`level.short.${levelOf(level)}`);
}

function locale(): string {
  return language.get() === 'zh' ? 'zh-CN' : 'en-GB';
}

/* Making a formatter is what costs; there are few different ones. */
const formatters = new Map<string, (value: number) => string>();

function formatter(name: string, make: (locale: string) => { format: (value: number) => string }) {
  const key = `${locale()} ${name}`;
  let format = formatters.get(key);
  if (format === undefined) {
    const made = make(locale());
    format = (value) => made.format(value);
    formatters.set(key, format);
  }
  return format;
}

export function number(value: number | undefined | null, digits = 0): string {
  if (value === undefined || value === null || !Number.isFinite(value)) return '–';
  return formatter(`number ${digits}`, (place) => new Intl.NumberFormat(place, {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }))(value);
}

/** Ratios below ten need a digit, above they do not. */
export function times(value: number | undefined | null): string {
  return number(value, value !== undefined && value !== null && value < 10 ? 1 : 0);
}

export function clock(at: string | number | undefined): string {
  const moment = new Date(at ?? NaN).getTime();
  if (Number.isNaN(moment)) return say('time.unknown');
  return formatter('clock', (place) => new Intl.DateTimeFormat(place,
    { hour: '2-digit', minute: '2-digit', hour12: false }))(moment);
}

export function dateTime(at: string | number | undefined): string {
  const moment = new Date(at ?? NaN).getTime();
  if (Number.isNaN(moment)) return say('time.unknown');
  return formatter('date', (place) => new Intl.DateTimeFormat(place, {
    month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
  }))(moment);
}

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(Math.abs(ms) / 1000));
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return say('time.days', { days, hours });
  if (hours > 0) return say('time.hours', { hours, minutes });
  if (minutes > 0) return say('time.minutes', { minutes, seconds: seconds % 60 });
  return say('time.seconds', { seconds });
}

export function subjectName(subject: string | undefined): string {
  if (subject === undefined || subject === '') return '';
  return subject === '*' ? say('incidents.whole') : subject;
}

export function clockName(id: string | undefined, given?: string): string {
  if (id === undefined) return '';
  if (given !== undefined && language.get() === 'zh') return given;
  const [row, part] = id.split('.');
  const name = word('clock', row);
  if (name === row) return given ?? id;
  return part === undefined ? name : `${name} (${part})`;
}

/** What is counted; an item that people attest has a name of its own and no unit. */
export function measureName(unit: string | undefined): string {
  const name = (unit ?? '').replace(/[ %]+/g, '-').replace(/^-/, 'percent-');
  const key = `measure.${name}`;
  return isKey(key) ? say(key) : '';
}

/** The kinds by which the stream can be filtered: the second part of a type. */
export function kindOf(trigger: Trigger): string {
  return trigger.type.split('.')[1] ?? '';
}

/** An hour is known by its beginning; a report is of the moment it was written for. */
export function briefingTime(head: BriefingHead): string {
  return dateTime(head.kind === 'hourly' ? head.from : head.to);
}

export function briefingTitle(head: BriefingHead): string {
  return `${word('briefing', head.kind)} ${briefingTime(head)}`;
}
