import { useState } from 'preact/hooks';

import { desk } from '../desk';
import type { Deadline } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { byUrgency, DeadlineRow } from '../parts/board';
import { say } from '../words';

/** Groups in the order of their most urgent deadline. */
function byGroup(deadlines: Deadline[]): [string, Deadline[]][] {
  const groups = new Map<string, Deadline[]>();
  byUrgency(deadlines).forEach((deadline) => {
    const name = deadline.group ?? say('deadlines.nogroup');
    groups.set(name, [...(groups.get(name) ?? []), deadline]);
  });
  return [...groups];
}

export function Deadlines() {
  const answer = useAnswer('deadlines', desk.deadlines);
  const [all, setAll] = useState(false);
  return (
    <>
      <header class="view-head">
        <h2>{say('deadlines.title')}</h2>
        <label class="inline">
          <input type="checkbox" checked={all} onChange={() => setAll(!all)} /> {say('deadlines.showdone')}
        </label>
      </header>
      <Answered answer={answer}>
        {(list) => {
          const shown = list
            .filter((row) => all || row.state === 'pending' || row.state === 'overdue');
          if (shown.length === 0) return <p class="quiet">{say('deadlines.none')}</p>;
          return (
            <div class="groups">
              {byGroup(shown).map(([group, rows]) => (
                <section class="panel">
                  <h3 dir="auto">{group}</h3>
                  <ul class="deadlines">{rows.map((row) => <DeadlineRow deadline={row} />)}</ul>
                </section>
              ))}
            </div>
          );
        }}
      </Answered>
    </>
  );
}
