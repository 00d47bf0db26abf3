import { desk } from '../desk';
import type { SourceHealth } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { useNow } from '../parts/ticking';
import { to } from '../router';
import { dateTime, duration, number } from '../show';
import { say, word } from '../words';

/** What the collector says of it: what it brought, and what holds it up. */
function Collector(props: { of: NonNullable<SourceHealth['collector']> }) {
  const { kind, state, trouble, items, refused, waiting, on_disk } = props.of;
  const parts = ([['items', items], ['refused', refused], ['waiting', waiting], ['disk', on_disk]] as const)
    .filter(([name, count]) => count !== undefined && (count > 0 || name === 'items'))
    .map(([name, count]) => say(`sources.${name}`, { count: number(count) }));
  return (
    <>
      {[kind, word('source', state)].filter(Boolean).join(' · ')}
      {parts.length > 0 && <div class="dim">{parts.join(' · ')}</div>}
      {trouble !== undefined && trouble !== '' && <div class="proposed" dir="auto">{trouble}</div>}
    </>
  );
}

function Row(props: { source: SourceHealth; collected: boolean; channels: boolean }) {
  const { source } = props;
  const now = useNow();
  const trouble = source.state === 'down' || source.state === 'silent';
  return (
    <tr>
      <td><a href={to('series', `source/${source.name}`)} dir="auto">{source.name}</a>
        {source.required && <span class="chip">{say('sources.required')}</span>}</td>
      {props.channels && <td>{word('channel', source.channel)}</td>}
      <td>
        <i class={`dot is-${source.state}`} aria-hidden="true" /> {word('source', source.state)}
        {trouble && source.since !== undefined && (
          <div class="dim">{say('banner.since', { time: duration(now - Date.parse(source.since)) })}</div>
        )}
        {source.reason !== undefined && <div class="dim" dir="auto">{source.reason}</div>}
      </td>
      <td>{source.last_at === undefined ? '–' : dateTime(source.last_at)}</td>
      <td>{source.through === undefined ? '–' : dateTime(source.through)}</td>
      {props.collected && (
        <td>{source.collector === undefined ? '–' : <Collector of={source.collector} />}</td>
      )}
      <td class="number">{number(source.last_24h?.mentions)}</td>
      <td class="number">{number(source.last_24h?.complaints)}</td>
    </tr>
  );
}

function List(props: { list: SourceHealth[] }) {
  const { list } = props;
  const collected = list.some((source) => source.collector !== undefined);
  const channels = list.some((source) => source.channel !== undefined);
  return (
    <div class="scroll">
      <table class="list">
        <thead>
          <tr>
            <th>{say('sources.source')}</th>{channels && <th>{say('sources.channel')}</th>}
            <th>{say('sources.state')}</th><th>{say('sources.last')}</th>
            <th>{say('sources.through')}</th>{collected && <th>{say('sources.collector')}</th>}
            <th class="number">{say('series.mentions')} · {say('series.hours.of', { count: 24 })}</th>
            <th class="number">{say('series.complaints')} · {say('series.hours.of', { count: 24 })}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((source) => (
            <Row key={source.name} source={source} collected={collected} channels={channels} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Sources() {
  const answer = useAnswer('sources', desk.sources);
  return (
    <section class="panel" aria-labelledby="sources-title">
      <h2 id="sources-title">{say('sources.title')}</h2>
      <p class="dim">{say('sources.missing')}</p>
      <Answered answer={answer}>
        {(list) => list.length === 0 ? <p class="quiet">{say('sources.none')}</p> : <List list={list} />}
      </Answered>
    </section>
  );
}
