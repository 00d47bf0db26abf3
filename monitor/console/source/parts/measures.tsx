import type { Distance, Incident, Series } from '../model';
import { gravity, number, times } from '../show';
import { say } from '../words';
import { Meter, type Mark } from './meter';

// Where the incident stands between the thresholds. The thresholds come with the series and with
// the distances; this file knows none.

function growthMarks(series: Series | null): Mark[] {
  return (series?.thresholds ?? [])
    .filter((row) => row.level !== undefined && row.growth_percent !== undefined)
    .map((row) => ({ level: row.level ?? 'none', at: row.growth_percent ?? 0 }))
    .sort((left, right) => left.at - right.at);
}

function peopleMarks(distances: Distance[]): Mark[] {
  const marks = distances
    .filter((row) => row.unit === 'people' && row.threshold !== undefined && gravity(row.level) > 0)
    .map((row) => ({ level: row.level ?? 'none', at: row.threshold ?? 0 } as Mark))
    .sort((left, right) => left.at - right.at);
  return marks.filter((mark, i) => i === 0 || mark.at !== marks[i - 1].at);
}

export function Measures(props: { incident: Incident; series: Series | null }) {
  const { incident } = props;
  const growth = incident.growth ?? props.series?.growth;
  const byGrowth = growthMarks(props.series);
  const facts = growth === undefined ? [] : [
    growth.ratio !== undefined && say('incident.forms', {
      ratio: times(growth.ratio), percent: number(growth.ratio * 100),
      growth: number(growth.growth_percent),
    }),
    growth.observed !== undefined && say('incident.window', {
      window: growth.window ?? '', observed: number(growth.observed), expected: number(growth.expected, 1),
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
        shown={number(incident.people)} marks={peopleMarks(incident.distances ?? [])}
        unit={(count) => say('unit.people', { count })} />
      <p class="dim facts-line">{facts.join(' · ')}</p>
    </div>
  );
}
