import type { Level, Point, Series } from '../model';

// From hourly counts to what the chart draws: each hour, the trailing 24 hours, and the range in
// which the trailing count lay before. Pure, so that the tests can ask it.

export const HOUR_MS = 3600000;
const WINDOW = 24;

export interface Threshold {
  level?: Level;
  count: number;
  growth: number;
}

export interface Curve {
  /** Seconds since 1970, one for each hour. */
  at: number[];
  hourly: number[];
  trailing: (number | null)[];
  /** The usual range of the trailing count, hour by hour. */
  lows: (number | null)[];
  highs: (number | null)[];
  low: number | null;
  high: number | null;
  expected: number | null;
  thresholds: Threshold[];
}

export type Member = 'mentions' | 'complaints' | 'distinct' | 'negative';
export const MEMBERS: Member[] = ['mentions', 'complaints', 'distinct', 'negative'];

function place(member: Member): 1 | 2 | 3 | 4 {
  return (MEMBERS.indexOf(member) + 1) as 1 | 2 | 3 | 4;
}

/** An hour that is not in the list had no record. */
export function hourlyCounts(points: Point[], member: Member, to: number): [number[], number[]] {
  if (points.length === 0) return [[], []];
  const index = place(member);
  const counts = new Map(points.map((point) => [
    Math.floor(Date.parse(point[0]) / HOUR_MS), point[index],
  ]));
  const first = Math.floor(Date.parse(points[0][0]) / HOUR_MS);
  const last = Math.max(Math.floor(to / HOUR_MS), ...counts.keys());
  const at: number[] = [];
  const values: number[] = [];
  for (let hour = first; hour <= last; hour++) {
    at.push((hour * HOUR_MS) / 1000);
    values.push(counts.get(hour) ?? 0);
  }
  return [at, values];
}

export function trailingSums(values: number[]): (number | null)[] {
  let sum = 0;
  return values.map((value, i) => {
    sum += value;
    if (i >= WINDOW) sum -= values[i - WINDOW];
    return i >= WINDOW - 1 ? sum : null;
  });
}

/** Nine tenths of what the trailing count was before; null when too little is known. */
export function usualRange(at: number[], trailing: (number | null)[], before: number) {
  const past = trailing
    .filter((value, i): value is number => value !== null && at[i] * 1000 < before)
    .sort((left, right) => left - right);
  if (past.length < 2 * WINDOW) return { low: null, high: null, middle: null };
  const pick = (share: number) => past[Math.floor(share * (past.length - 1))];
  return { low: pick(0.05), high: pick(0.95), middle: pick(0.5) };
}

export function curveOf(series: Series, now: number, before: number,
  growth: { level: Level; at: number }[] = []): Curve {
  const to = Math.min(now, series.to === undefined ? now : Date.parse(series.to));
  const [at, hourly] = hourlyCounts(series.points, 'distinct', to);
  const trailing = trailingSums(hourly);
  const range = usualRange(at, trailing, before);
  const usual = new Map((series.usual?.points ?? []).map((row) => [Date.parse(row[0]) / 1000, row]));
  const column = (index: 2 | 3, otherwise: number | null) =>
    at.map((second) => usual.get(second)?.[index] ?? (usual.size > 0 ? null : otherwise));
  const newest = series.usual?.points.slice(-1)[0];
  const isDay = series.growth?.window_minutes === WINDOW * 60;
  const expected = newest?.[1] ?? (isDay ? series.growth?.expected ?? null : range.middle);
  const given = (series.thresholds ?? [])
    .filter((row) => row.count !== undefined && row.count > 0)
    .map((row) => ({
      level: row.level ?? growth.find((mark) => mark.at === row.growth_percent)?.level,
      count: row.count as number, growth: row.growth_percent ?? 0,
    }));
  const thresholds = given.length > 0 || expected === null ? given
    : growth.map((mark) => ({ level: mark.level, growth: mark.at, count: expected * (1 + mark.at / 100) }));
  return {
    at, hourly, trailing, thresholds,
    lows: column(2, range.low),
    highs: column(3, range.high),
    low: newest?.[2] ?? range.low,
    high: newest?.[3] ?? range.high,
    expected,
  };
}
