import { desk } from '../desk';
import type { Incident } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { Badge } from '../parts/badge';
import { DeadlineRow, withoutRepeats } from '../parts/board';
import { Stream } from '../parts/stream';
import { useNow } from '../parts/ticking';
import { to } from '../router';
import { briefingTitle, duration, number, subjectName, times } from '../show';
import { say, word } from '../words';

const MOST_DEADLINES = 6;

function Card(props: { incident: Incident }) {
  const { incident } = props;
  const now = useNow();
  const growth = incident.growth;
  return (
    <a class={`card edge is-${incident.level}`} href={to('incidents', incident.id)}>
      <div class="card-head">
        <strong dir="auto">{subjectName(incident.subject)}</strong>
        <Badge level={incident.level} />
      </div>
      <div class="card-figures">
        {growth?.ratio !== undefined && (
          <span><b>{times(growth.ratio)}×</b> {say('incident.ratio')}</span>
        )}
        <span><b>{number(incident.people)}</b> {say('incident.people')}</span>
        <span><b>{duration(now - Date.parse(incident.opened_at))}</b> {say('incident.open.for')}</span>
      </div>
      {incident.proposed_level !== undefined && (
        <p class="proposed">{say('incident.proposed', {
          level: word('level', incident.proposed_level),
        })}</p>
      )}
      {incident.suspected_coordination && <p class="proposed">{say('incident.coordinated')}</p>}
      <p class="dim">{[
        incident.mode === undefined ? '' : say(`incident.${incident.mode}`),
        incident.acknowledged_by === undefined ? say('incident.unacknowledged')
          : say('incident.acknowledged', { name: incident.acknowledged_by }),
      ].filter(Boolean).join(' · ')}</p>
      {incident.clauses?.[0]?.quote !== undefined && (
        <p class="dim quoted"><b>{incident.clauses[0].id}</b> <q lang="zh">{incident.clauses[0].quote}</q></p>
      )}
    </a>
  );
}

function Sources() {
  const answer = useAnswer('sources', desk.sources);
  return (
    <section class="panel" aria-labelledby="sources-title">
      <header class="panel-head">
        <h2 id="sources-title">{say('now.sources')}</h2>
        <a href={to('sources')}>{say('now.all')}</a>
      </header>
      <Answered answer={answer}>
        {(sources) => (
          <ul class="dots">
            {sources.map((source) => (
              <li><i class={`dot is-${source.state}`} aria-hidden="true" />
                <span dir="auto">{source.name}</span>{' '}
                <span class="dim">{word('source', source.state)}</span></li>
            ))}
            {sources.length === 0 && <li class="quiet">{say('sources.none')}</li>}
          </ul>
        )}
      </Answered>
    </section>
  );
}

function LatestBriefing() {
  const answer = useAnswer('briefings', desk.briefings);
  return (
    <Answered answer={answer}>
      {(briefings) => briefings.length === 0 ? null : (
        <p class="latest">
          {say('now.briefing')}:{' '}
          <a href={to('briefings', briefings[0].id)}>
            {briefingTitle(briefings[0])}
          </a>
        </p>
      )}
    </Answered>
  );
}

export function Now() {
  const incidents = useAnswer('incidents open', () => desk.incidents('open'));
  const deadlines = useAnswer('deadlines', desk.deadlines);
  return (
    <div class="columns">
      <div>
        <section class="panel" aria-labelledby="incidents-title">
          <header class="panel-head">
            <h2 id="incidents-title">{say('now.incidents')}</h2>
            <a href={to('incidents')}>{say('now.all')}</a>
          </header>
          <Answered answer={incidents}>
            {(list) => list.length === 0
              ? <p class="quiet">{say('now.quiet')}</p>
              : <div class="cards">{list.map((incident) => <Card key={incident.id} incident={incident} />)}</div>}
          </Answered>
        </section>
        <Stream />
      </div>
      <div>
        <section class="panel" aria-labelledby="deadlines-title">
          <header class="panel-head">
            <h2 id="deadlines-title">{say('now.deadlines')}</h2>
            <a href={to('deadlines')}>{say('now.all')}</a>
          </header>
          <Answered answer={deadlines}>
            {(list) => {
              const waiting = withoutRepeats(
                list.filter((row) => row.state === 'pending' || row.state === 'overdue'));
              return waiting.length === 0 ? <p class="quiet">{say('deadlines.none')}</p> : (
                <ul class="deadlines">
                  {waiting.slice(0, MOST_DEADLINES).map((row) => <DeadlineRow {...row} brief />)}
                </ul>
              );
            }}
          </Answered>
        </section>
        <Sources />
        <LatestBriefing />
      </div>
    </div>
  );
}
