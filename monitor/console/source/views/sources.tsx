import { desk } from '../desk';
import type { SourceHealth } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { useNow } from '../parts/ticking';
import { to } from '../router';
import { dateTime, duration, number } from '../show';
import { say, word } from '../words';

function Row(props: { source: SourceHealth }) {
  const { source } = props;
  const now = useNow();
  const trouble = source.state === 'down' || source.state === 'silent';
  return (
    <tr>
      <td><a href={to('series', `source/${source.name}`)} dir="auto">{source.name}</a>
        {source.required && <span class="chip">{say('sources.required')}</span>}</td>
      <td>{word('channel', source.channel)}</td>
      <td>
        <i class={`dot is-${source.state}`} aria-hidden="true" /> {word('source', source.state)}
        {trouble && source.since !== undefined && (
          <div class="dim">{say('banner.since', { time: duration(now - Date.parse(source.since)) })}</div>
        )}
        {source.reason !== undefined && <div class="dim" dir="auto">{source.reason}</div>}
      </td>
      <td>{source.last_at === undefined ? '–' : dateTime(source.last_at)}</td>
      <td>{source.through === undefined ? '–' : dateTime(source.through)}</td>
      <td class="number">{number(source.last_24h?.mentions)}</td>
      <td class="number">{number(source.last_24h?.complaints)}</td>
    </tr>
  );
}

export function Sources() {
  const answer = useAnswer('sources', desk.sources);
  return (
    <section class="panel" aria-labelledby="sources-title">
      <h2 id="sources-title">{say('sources.title')}</h2>
      <p class="dim">{say('sources.missing')}</p>
      <Answered answer={answer}>
        {(list) => list.length === 0 ? <p class="quiet">{say('sources.none')}</p> : (
          <div class="scroll">
            <table class="list">
              <thead>
                <tr>
                  <th>{say('sources.source')}</th><th>{say('sources.channel')}</th>
                  <th>{say('sources.state')}</th><th>{say('sources.last')}</th>
                  <th>{say('sources.through')}</th>
                  <th class="number">{say('series.mentions')} · {say('series.hours.of', { count: 24 })}</th>
                  <th class="number">{say('series.complaints')} · {say('series.hours.of', { count: 24 })}</th>
                </tr>
              </thead>
              <tbody>{list.map((source) => <Row key={source.name} source={source} />)}</tbody>
            </table>
          </div>
        )}
      </Answered>
    </section>
  );
}
