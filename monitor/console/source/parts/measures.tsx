import type { Distance, Incident, Series } from '../model';
import { gravity, levelOf, number, times } from '../show';
import { say } from '../words';
import { Meter, type Mark } from './meter';

// Where the incident stands between the thresholds. The thresholds come with the series and with
// the distances; this file knows none.

/* Each threshold once, with the worst level that has it. */
function sorted(marks: Mark[]): Mark[] {
  const worst = new Map<number, Mark>();
  marks.forEach((mark) => {
    const before = worst.get(mark.at);
    if (before === undefined || gravity(mark.level) > gravity(before.level)) worst.set(mark.at, mark);
  });
  return [...worst.values()].sort((left, right) => left.at - right.at);
}

function marksOf(distances: Distance[], units: string[]): Mark[] {
  return distances
    .filter((row) => row.unit !== undefined && units.includes(row.unit)
      && row.threshold !== undefined && row.threshold > 0 && gravity(row.level) > 0)
    .map((row) => ({ level: row.level ?? 'none', at: row.threshold ?? 0 }));
}

/** Growth in percent at which levels are passed. */
export function growthMarks(series: Series | null, distances: Distance[]): Mark[] {
  return sorted([
    ...(series?.thresholds ?? []).map((row) => ({ level: levelOf(row.level), at: row.growth_percent ?? 0 })),
    ...marksOf(distances, ['%', '% growth']),
  ].filter((mark) => mark.at > 0 && gravity(mark.level) > 0));
}

function windowName(minutes: number | undefined): string {
  if (minutes === undefined) return '';
  return minutes % 60 === 0 ? say('series.hours.of', { count: minutes / 60 })
    : say('time.minutes.of', { count: minutes });
}

export function Measures(props: { incident: Incident; series: Series | null }) {
  const { incident } = props;
  const growth = incident.growth ?? props.series?.growth;
  const distances = incident.distances ?? [];
  const byGrowth = growthMarks(props.series, distances);
  const facts = growth === undefined ? [] : [
    growth.ratio !== undefined && say('incident.forms', {
      ratio: times(growth.ratio), percent: number(growth.ratio * 100),
      growth: number(growth.growth_percent),
    }),
    growth.observed !== undefined && say('incident.window', {
      window: windowName(growth.window_minutes), observed: number(growth.observed), expected: number(growth.expected, 1),
    }),
    growth.expected_at_open !== undefined
      && say('incident.at.open', { expected: number(growth.expected_at_open, 1) }),
    growth.decided_by !== undefined && say(`incident.decided.${growth.decided_by}`),
    growth.probability !== undefined
      && say('incident.probability', { percent: number(growth.probability * 100) }),
    growth.corrected_ratio !== undefined
      && say('incident.corrected', { ratio: times(growth.corrected_ratio) }),
    growth.baseline_days !== undefined
      && say('incident.baseline', { days: number(growth.baseline_days) }),
  ].filter((fact): fact is string => typeof fact === 'string');
  return (
    <div class="measures">
      <Meter name={say('incident.ratio')} value={growth?.ratio}
        shown={say('unit.times', { count: times(growth?.ratio) })} digits={1}
        marks={byGrowth.map((mark) => ({ ...mark, at: mark.at / 100 + 1 }))}
        unit={(count) => say('unit.times', { count })} />
      <Meter name={say('incident.growth')} value={growth?.growth_percent}
        shown={`${(growth?.growth_percent ?? 0) > 0 ? '+' : ''}${number(growth?.growth_percent)}%`}
        marks={byGrowth} unit={(count) => say('unit.percent', { count })} />
      <Meter name={say('incident.people')} value={incident.people}
        shown={number(incident.people)} marks={sorted(marksOf(distances, ['people']))}
        unit={(count) => say('unit.people', { count })} />
      <p class="dim facts-line">{facts.join(' · ')}</p>
    </div>
  );
}
