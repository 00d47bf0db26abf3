import { useMemo, useState } from 'preact/hooks';

import { desk } from '../desk';
import { nowMs } from '../live';
import type { Series, SeriesHead } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { Chart, Spark } from '../parts/chart';
import { curveOf, hourlyCounts, HOUR_MS, MEMBERS } from '../parts/curve';
import { go, to } from '../router';
import { number, times } from '../show';
import { say, word } from '../words';

const LENGTHS = [24, 72, 168, 336];

export function seriesName(name: string): string {
  if (name === '*') return say('incidents.whole');
  const [dimension, ...rest] = name.split('/');
  const value = rest.join('/');
  return dimension === 'channel' || dimension === 'category' ? word(dimension, value) : value;
}

function Figures(props: { series: Series; now: number }) {
  return (
    <dl class="facts wide">
      {MEMBERS.map((member) => {
        const [, values] = hourlyCounts(props.series.points, member, props.now);
        return (
          <div>
            <dt>{say(`series.${member}`)}</dt>
            <dd>{number(values.reduce((sum, value) => sum + value, 0))}{' '}
              <span class="dim">{say('series.peak')} {number(Math.max(0, ...values))}</span></dd>
          </div>
        );
      })}
      {props.series.growth?.ratio !== undefined && (
        <div><dt>{say('incident.ratio')}</dt><dd>{times(props.series.growth.ratio)}×</dd></div>
      )}
    </dl>
  );
}

function One(props: { name: string }) {
  const [hours, setHours] = useState(168);
  const from = new Date(Math.floor(nowMs() / HOUR_MS - hours - 23) * HOUR_MS).toISOString();
  const answer = useAnswer(`series ${props.name} ${hours}`, () => desk.series(props.name, from));
  const curve = useMemo(
    () => answer.data === null ? null : curveOf(answer.data, nowMs(), nowMs() - 24 * HOUR_MS),
    [answer.data]);
  return (
    <section class="panel">
      <header class="panel-head">
        <h3><span dir="auto">{seriesName(props.name)}</span> <code class="dim">{props.name}</code></h3>
        <div class="choice" role="group" aria-label={say('series.hours')}>
          {LENGTHS.map((length) => (
            <button type="button" aria-pressed={hours === length} onClick={() => setHours(length)}>
              {say('series.hours.of', { count: length })}
            </button>
          ))}
        </div>
      </header>
      <Answered answer={answer}>
        {(series) => (
          <>
            <Figures series={series} now={nowMs()} />
            {curve !== null && <Chart name={props.name} curve={curve} />}
          </>
        )}
      </Answered>
    </section>
  );
}

function Head(props: { head: SeriesHead; chosen: boolean }) {
  const { head } = props;
  return (
    <li>
      <a href={to('series', head.name)} aria-current={props.chosen ? 'true' : undefined}>
        <span class="series-name" dir="auto">{seriesName(head.name)}</span>
        <Spark values={head.hours} />
        <span class="number">{number(head.last_24h.distinct)}</span>
        <span class="number dim">{head.growth?.ratio === undefined ? '' : `${times(head.growth.ratio)}×`}</span>
      </a>
    </li>
  );
}

function groupName(dimension: string): string {
  if (dimension === '*') return say('incidents.whole');
  return dimension === 'subject' ? say('incidents.subject') : word('facet', dimension);
}

function groups(heads: SeriesHead[]): [string, SeriesHead[]][] {
  const order = ['*', 'subject', 'channel', 'source', 'category', 'region'];
  const found = new Map<string, SeriesHead[]>();
  heads.forEach((head) => {
    const dimension = head.name.split('/')[0];
    found.set(dimension, [...(found.get(dimension) ?? []), head]);
  });
  return [...found]
    .sort(([left], [right]) => order.indexOf(left) - order.indexOf(right))
    .map(([dimension, rows]) =>
      [dimension, rows.sort((left, right) => right.last_24h.distinct - left.last_24h.distinct)]);
}

export function SeriesView(props: { name: string }) {
  const answer = useAnswer('series', desk.seriesList);
  const name = props.name === '' ? '*' : props.name;
  return (
    <>
      <header class="view-head"><h2>{say('series.title')}</h2></header>
      <div class="explorer">
        <nav class="panel series-list" aria-label={say('series.choose')}>
          <Answered answer={answer}>
            {(heads) => heads.length === 0 ? <p class="quiet">{say('series.none')}</p> : (
              <>
                <select class="only-narrow" aria-label={say('series.choose')} value={name}
                  onChange={(event) => go('series', event.currentTarget.value)}>
                  {heads.map((head) => <option value={head.name}>{head.name}</option>)}
                </select>
                <div class="only-wide">
                  {groups(heads).map(([dimension, rows]) => (
                    <>
                      <h3>{groupName(dimension)}</h3>
                      <ul>{rows.map((head) => <Head key={head.name} head={head} chosen={head.name === name} />)}</ul>
                    </>
                  ))}
                </div>
              </>
            )}
          </Answered>
        </nav>
        <One key={name} name={name} />
      </div>
    </>
  );
}
