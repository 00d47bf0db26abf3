import { useMemo, useState } from 'preact/hooks';

import { desk } from '../desk';
import { nowMs } from '../live';
import type { Incident } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { Badge } from '../parts/badge';
import { Bars } from '../parts/bars';
import { DeadlineRow, isDone, withoutRepeats } from '../parts/board';
import { Chart } from '../parts/chart';
import { ClauseText, DistanceRow } from '../parts/clauses';
import { Course, Spread } from '../parts/course';
import { curveOf, HOUR_MS } from '../parts/curve';
import { CheckRows, Decide, mayDo, VERBS, type Verb } from '../parts/decide';
import { Highlight } from '../parts/highlight';
import { growthMarks, Measures } from '../parts/measures';
import { to } from '../router';
import { dateTime, subjectName } from '../show';
import { say, word } from '../words';

const BEFORE_MS = 5 * 24 * HOUR_MS;

function seriesOf(incident: Incident): string {
  return incident.subject === '*' ? '*' : `subject/${incident.subject}`;
}

function isOpen(incident: Incident): boolean {
  return incident.closed_at === undefined
    && incident.state !== 'released' && incident.state !== 'closed';
}

const REPORTS = ['dossier', 'upward', 'progress', 'notice', 'closing'];

function Head(props: { incident: Incident; decide: (verb: Verb) => void }) {
  const { incident } = props;
  const wanted = incident.acknowledged_by === undefined ? 'ack'
    : incident.proposed_level !== undefined ? 'confirm' : '';
  const marks = [
    say('incident.opened', { time: dateTime(incident.opened_at) }),
    word('state', incident.state),
    incident.mode === undefined ? '' : say(`incident.${incident.mode}`),
    incident.acknowledged_by === undefined
      ? say('incident.unacknowledged')
      : say('incident.acknowledged', { name: incident.acknowledged_by }),
  ].filter(Boolean);
  return (
    <header class={`incident-head edge is-${incident.level}`}>
      <p class="incident-links">
        <a href={to('incidents')}>← {say('incident.back')}</a>
        {REPORTS.map((kind) => (
          <a href={desk.reportAddress(incident.id, kind)} target="_blank" rel="noopener noreferrer">
            {word('briefing', kind)}</a>
        ))}
      </p>
      <h2 dir="auto">
        {subjectName(incident.subject)} <Badge level={incident.level} />
        {incident.drill && <span class="chip">{say('incident.drill')}</span>}
      </h2>
      <p class="dim">{marks.join(' · ')}</p>
      {incident.proposed_level !== undefined && (
        <p class="proposed">{say('incident.proposed', { level: word('level', incident.proposed_level) })}</p>
      )}
      {(incident.suspected_coordination || incident.growth?.suspected_coordination) && (
        <p class="proposed">{say('incident.coordinated')}</p>
      )}
      {isOpen(incident) && (
        <div class="buttons left" id="decisions">
          {VERBS.map((verb) => (
            <button type="button" data-verb={verb} onClick={() => props.decide(verb)}
              class={mayDo(incident, verb) ? (verb === wanted ? 'primary' : '') : 'barred'}
              title={mayDo(incident, verb) ? say(`do.${verb}.about`) : say('do.maynot')}>
              {say(`do.${verb}`)}
            </button>
          ))}
        </div>
      )}
    </header>
  );
}

function CurvePanel(props: { incident: Incident }) {
  const { incident } = props;
  const name = seriesOf(incident);
  const from = new Date(Date.parse(incident.opened_at) - BEFORE_MS).toISOString();
  const answer = useAnswer(`series ${name} ${from}`, () => desk.series(name, from));
  const end = incident.closed_at === undefined ? nowMs() : Date.parse(incident.closed_at);
  const curve = useMemo(
    () => answer.data === null ? null
      : curveOf(answer.data, end, Date.parse(incident.opened_at),
        growthMarks(answer.data, incident.distances ?? [])),
    [answer.data, incident.opened_at]);
  return (
    <section class="panel">
      <h3>{say('incident.measures')}</h3>
      <Measures incident={incident} series={answer.data} />
      <h3>{say('incident.curve')}</h3>
      <Answered answer={answer}>
        {() => curve === null ? null
          : <Chart name={name} curve={curve} openedAt={incident.opened_at} />}
      </Answered>
    </section>
  );
}

function Clauses(props: { incident: Incident }) {
  const { clauses = [], distances = [] } = props.incident;
  const lacking = distances.filter((distance) => distance.holds !== true);
  return (
    <section class="panel">
      <h3>{say('incident.clauses')}</h3>
      {clauses.length === 0 && <p class="quiet">{say('incident.clauses.none')}</p>}
      {clauses.map((clause) => <ClauseText clause={clause} />)}
      {lacking.length > 0 && (
        <>
          <h3>{say('incident.notyet')}</h3>
          <ul class="distances">{lacking.map((distance) => <DistanceRow distance={distance} />)}</ul>
        </>
      )}
    </section>
  );
}

/** What runs; what is done can be unfolded. */
function Clocks(props: { incident: Incident; attest: (item: string) => void }) {
  const { incident } = props;
  const rows = withoutRepeats((incident.deadlines ?? [])
    .map((deadline) => ({ ...deadline, incident: undefined })));
  const done = rows.filter(({ deadline }) => isDone(deadline));
  return (
    <>
      <ul class="deadlines">
        {rows.filter((row) => !done.includes(row)).map((row) => (
          <DeadlineRow {...row}
            onAttest={isOpen(incident) ? () => props.attest(row.deadline.clock) : undefined} />
        ))}
      </ul>
      {done.length > 0 && (
        <details>
          <summary>{say('deadlines.done', { count: done.length })}</summary>
          <ul class="deadlines">{done.map((row) => <DeadlineRow {...row} />)}</ul>
        </details>
      )}
    </>
  );
}

function EvidenceList(props: { incident: Incident }) {
  const evidence = props.incident.evidence ?? [];
  return (
    <section class="panel">
      <h3>{say('incident.evidence')}</h3>
      {evidence.length === 0 && <p class="quiet">{say('incident.evidence.none')}</p>}
      <ul class="evidence">
        {evidence.map((item) => (
          <li>
            <Highlight evidence={item} />
            <div class="dim">
              {[item.at === undefined ? '' : dateTime(item.at), item.source,
                word('channel', item.channel), item.id].filter(Boolean).join(' · ')}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Page(props: { incident: Incident }) {
  const { incident } = props;
  const [asked, setAsked] = useState<{ verb: Verb; item?: string } | null>(null);
  const facets = Object.entries(incident.facets ?? {}).filter(([, rows]) => rows.some((row) => row.count > 0));
  return (
    <>
      <Head incident={incident} decide={(verb) => setAsked({ verb })} />
      <div class="columns">
        <div>
          <CurvePanel incident={incident} />
          <EvidenceList incident={incident} />
          {facets.length > 0 && (
            <section class="panel">
              <h3>{say('incident.facets')}</h3>
              <div class="facets">{facets.map(([name, rows]) => <Bars facet={name} rows={rows} />)}</div>
            </section>
          )}
          <Spread incident={incident} />
        </div>
        <div>
          <Clauses incident={incident} />
          {(incident.deadlines ?? []).length > 0 && (
            <section class="panel">
              <h3>{say('incident.deadlines')}</h3>
              <Clocks incident={incident} attest={(item) => setAsked({ verb: 'attest', item })} />
            </section>
          )}
          {(incident.checklist ?? []).length > 0 && (
            <section class="panel">
              <h3>{say('incident.checklist')}</h3>
              <CheckRows incident={incident} />
            </section>
          )}
          <Course incident={incident} />
        </div>
      </div>
      {asked !== null && (
        <Decide key={asked.verb} incident={incident} verb={asked.verb} item={asked.item}
          onClose={() => setAsked(null)} />
      )}
    </>
  );
}

export function IncidentPage(props: { id: string }) {
  const answer = useAnswer(`incident ${props.id}`, () => desk.incident(props.id));
  return <Answered answer={answer}>{(incident) => <Page incident={incident} />}</Answered>;
}
