import { useState } from 'preact/hooks';

import { desk } from '../desk';
import type { Deadline } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { DeadlineRow, withoutRepeats, type Row } from '../parts/board';
import { planWord, say } from '../words';

/** Groups in the order of their most urgent deadline. */
function byGroup(deadlines: Deadline[]): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  withoutRepeats(deadlines).forEach((row) => {
    const name = planWord(row.deadline.group) || say('deadlines.nogroup');
    groups.set(name, [...(groups.get(name) ?? []), row]);
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
                  <ul class="deadlines">{rows.map((row) => <DeadlineRow {...row} grouped />)}</ul>
                </section>
              ))}
            </div>
          );
        }}
      </Answered>
    </>
  );
}
