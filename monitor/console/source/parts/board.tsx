import type { Deadline } from '../model';
import { to } from '../router';
import { clockName, dateTime, duration, gravity, subjectName } from '../show';
import { planWord, say } from '../words';
import { Badge } from './badge';
import { useNow } from './ticking';

export function isDone(deadline: Deadline): boolean {
  return deadline.state === 'met' || deadline.state === 'waived';
}

/** Overdue first, then by instant; done ones last. */
export function byUrgency(deadlines: Deadline[]): Deadline[] {
  return [...deadlines].sort((left, right) =>
    Number(isDone(left)) - Number(isDone(right))
    || Date.parse(left.due_at) - Date.parse(right.due_at));
}

export interface Row {
  deadline: Deadline;
  /** How many periods of a cadence went by unmet. */
  times: number;
}

/** A cadence that was missed again and again is one row, with the first instant it was due. */
export function withoutRepeats(deadlines: Deadline[]): Row[] {
  const overdue = new Map<string, Row>();
  const rows: Row[] = [];
  for (const deadline of byUrgency(deadlines)) {
    const key = `${deadline.incident} ${deadline.subject} ${deadline.clock}`;
    const before = deadline.state === 'overdue' ? overdue.get(key) : undefined;
    if (before !== undefined) before.times += 1;
    else {
      const row = { deadline, times: 1 };
      if (deadline.state === 'overdue') overdue.set(key, row);
      rows.push(row);
    }
  }
  return rows;
}

export function DeadlineRow(props: { deadline: Deadline; times?: number; brief?: boolean;
  /** The group stands above. */
  grouped?: boolean; onAttest?: () => void }) {
  const { deadline } = props;
  const now = useNow();
  const due = Date.parse(deadline.due_at);
  const late = !isDone(deadline) && (deadline.state === 'overdue' || due <= now);
  const start = deadline.started_at === undefined ? due - 3600000 : Date.parse(deadline.started_at);
  const spent = Math.min(1, Math.max(0, (now - start) / Math.max(1, due - start)));
  const urgent = late ? 'overdue' : spent >= 0.8 ? 'soon' : '';
  const left = isDone(deadline)
    ? say(deadline.state === 'met' ? 'deadlines.met' : 'deadlines.waived')
    : say(late ? 'deadlines.overdue' : 'deadlines.left', { time: duration(due - now) });
  return (
    <li class={`deadline ${isDone(deadline) ? 'done' : urgent}`}>
      <div class="deadline-main">
        <b>{clockName(deadline.clock, deadline.name)}</b>{' '}
        <span class="dim">{deadline.clock}</span>{' '}
        {gravity(deadline.level) > 0 && <Badge level={deadline.level} short />}{' '}
        {deadline.incident !== undefined && (
          <a href={to('incidents', deadline.incident)}>{subjectName(deadline.subject)}</a>
        )}
        <div class="dim">
          {props.grouped !== true && deadline.group !== undefined
            && <><span class="duty">{planWord(deadline.group)}</span> · </>}
          {say('deadlines.due', { time: dateTime(deadline.due_at) })}
          {(props.times ?? 1) > 1 && ` · ${say('deadlines.times', { count: props.times ?? 1 })}`}
          {deadline.answered !== undefined && ` · ${say('deadlines.answered', {
            count: deadline.answered.answered, all: deadline.answered.complaints,
            wanted: deadline.answered.wanted_percent,
          })}`}
          {deadline.actor !== undefined && ` · ${deadline.actor}`}
          {deadline.reason !== undefined && <span dir="auto"> · {deadline.reason}</span>}
        </div>
        {!props.brief && deadline.quote !== undefined && !isDone(deadline) && (
          <div class="dim quoted"><span lang="zh">{deadline.place}</span> <q lang="zh">{deadline.quote}</q></div>
        )}
      </div>
      <div class="countdown">
        <strong>{left}</strong>
        {!isDone(deadline) && <progress max={1} value={spent} aria-label={left} />}
        {props.onAttest !== undefined && !isDone(deadline) && (
          <button type="button" onClick={props.onAttest}>{say('do.attest')}</button>
        )}
      </div>
    </li>
  );
}
