import { useState } from 'preact/hooks';

import { desk } from '../desk';
import type { Incident } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { Badge } from '../parts/badge';
import { to } from '../router';
import { dateTime, number, subjectName, times } from '../show';
import { say, word } from '../words';

function Row(props: { incident: Incident }) {
  const { incident } = props;
  return (
    <tr>
      <td><Badge level={incident.level} /></td>
      <td>
        <a class="row-link" href={to('incidents', incident.id)} dir="auto">
          {subjectName(incident.subject)}
        </a>
        {incident.proposed_level !== undefined && (
          <div class="dim">{say('incident.proposed', { level: word('level', incident.proposed_level) })}</div>
        )}
      </td>
      <td>{word('state', incident.state)}</td>
      <td>{dateTime(incident.opened_at)}</td>
      <td class="number">{incident.growth?.ratio === undefined ? '–' : `${times(incident.growth.ratio)}×`}</td>
      <td class="number">{number(incident.people)}</td>
    </tr>
  );
}

export function Incidents() {
  const [which, setWhich] = useState('all');
  const answer = useAnswer(`incidents ${which}`, () => desk.incidents(which));
  return (
    <section class="panel" aria-labelledby="list-title">
      <header class="panel-head">
        <h2 id="list-title">{say('incidents.title')}</h2>
        <div class="choice" role="group" aria-label={say('incidents.state')}>
          {(['open', 'all'] as const).map((name) => (
            <button type="button" aria-pressed={which === name} onClick={() => setWhich(name)}>
              {say(`incidents.${name}`)}
            </button>
          ))}
        </div>
      </header>
      <Answered answer={answer}>
        {(list) => list.length === 0 ? <p class="quiet">{say('incidents.none')}</p> : (
          <div class="scroll">
            <table class="list">
              <thead>
                <tr>
                  <th>{say('incidents.level')}</th><th>{say('incidents.subject')}</th>
                  <th>{say('incidents.state')}</th><th>{say('incidents.opened')}</th>
                  <th class="number">{say('incidents.ratio')}</th>
                  <th class="number">{say('incidents.people')}</th>
                </tr>
              </thead>
              <tbody>{list.map((incident) => <Row key={incident.id} incident={incident} />)}</tbody>
            </table>
          </div>
        )}
      </Answered>
    </section>
  );
}
