import { desk } from '../desk';
import type { BriefingHead } from '../model';
import { Answered, useAnswer } from '../parts/answer';
import { Badge } from '../parts/badge';
import { Markdown } from '../parts/markdown';
import { go, to } from '../router';
import { briefingTime, briefingTitle, clock, gravity } from '../show';
import { useSignal } from '../signal';
import { language, say, word } from '../words';

function Reader(props: { head: BriefingHead }) {
  const { head } = props;
  const answer = useAnswer(`briefing ${head.id} ${useSignal(language)}`, () => desk.briefing(head.id));
  return (
    <article class="panel reader">
      <header class="panel-head">
        <p class="dim">
          {word('briefing', head.kind)} · {briefingTime(head)}{head.kind === 'hourly' && `–${clock(head.to)}`}
          {head.late && <span class="chip">{say('briefings.late')}</span>}
        </p>
        <div class="buttons">
          {(head.formats ?? []).filter((format) => format !== 'md').map((format) => (
            <a class="button" href={desk.briefingAddress(head.id, format)} target="_blank"
              rel="noopener noreferrer">{format.toUpperCase()}</a>
          ))}
          <button type="button" onClick={() => window.print()}>{say('briefings.print')}</button>
        </div>
      </header>
      <Answered answer={answer}>{(text) => <Markdown text={text} />}</Answered>
    </article>
  );
}

export function Briefings(props: { id: string }) {
  const answer = useAnswer('briefings', desk.briefings);
  return (
    <>
      <header class="view-head"><h2>{say('briefings.title')}</h2></header>
      <Answered answer={answer}>
        {(list) => {
          if (list.length === 0) return <p class="quiet">{say('briefings.none')}</p>;
          const chosen = list.find((head) => head.id === props.id) ?? list[0];
          return (
            <div class="explorer">
              <nav class="panel series-list" aria-label={say('briefings.choose')}>
                <select class="only-narrow" aria-label={say('briefings.choose')} value={chosen.id}
                  onChange={(event) => go('briefings', event.currentTarget.value)}>
                  {list.map((head) => (
                    <option value={head.id}>{briefingTitle(head)}</option>
                  ))}
                </select>
                <ul class="only-wide">
                  {list.map((head) => (
                    <li>
                      <a href={to('briefings', head.id)}
                        aria-current={head.id === chosen.id ? 'true' : undefined}>
                        <span class="series-name" dir="auto" title={briefingTitle(head)}>{briefingTime(head)}</span>
                        <span class="dim">{word('briefing', head.kind)}</span>
                        {gravity(head.level) > 0 && <Badge level={head.level} short />}
                        {head.late && <span class="chip">{say('briefings.late')}</span>}
                      </a>
                    </li>
                  ))}
                </ul>
              </nav>
              <Reader key={chosen.id} head={chosen} />
            </div>
          );
        }}
      </Answered>
    </>
  );
}
