import { useMemo, useState } from 'preact/hooks';

import { gap, triggers } from '../live';
import type { Trigger } from '../model';
import { to } from '../router';
import { clockName, dateTime, gravity, kindOf, levelOf, subjectName, times } from '../show';
import { useSignal } from '../signal';
import { isKey, say, word } from '../words';
import { Badge } from './badge';

const KINDS = ['warning', 'response', 'upgrade', 'clock', 'source', 'command'] as const;
const LEVELS = ['level-1', 'level-2', 'level-3', 'warning'] as const;
const STEP = 40;

export function typeName(type: string): string {
  const key = `type.${type}`;
  return say(isKey(key) ? key : 'type.other');
}

function about(trigger: Trigger): string {
  const data = trigger.data;
  const parts: string[] = [];
  if (data.clock !== undefined) parts.push(clockName(data.clock));
  if (data.verb !== undefined) parts.push(word('do', data.verb));
  if (data.source !== undefined) parts.push(data.source);
  else if (data.subject !== undefined) parts.push(subjectName(data.subject));
  if (data.ratio !== undefined && data.ratio > 0)
    parts.push(say('unit.times', { count: times(data.ratio) }));
  if (data.people !== undefined && data.people > 0)
    parts.push(say('unit.people', { count: data.people }));
  return parts.join(' · ');
}

function who(trigger: Trigger): string {
  const { actor, role, reason, note } = trigger.data;
  const person = [actor, word('role', role)].filter(Boolean).join(', ');
  return [person, reason ?? note].filter(Boolean).join(': ');
}

function matches(trigger: Trigger, kind: string, level: string, text: string): boolean {
  if (kind !== '' && kindOf(trigger) !== kind) return false;
  if (level !== '' && trigger.data.level !== level) return false;
  if (text === '') return true;
  const data = trigger.data;
  const whole = [trigger.type, typeName(trigger.type), about(trigger), who(trigger),
    ...(data.clauses ?? []).map((clause) => `${clause.id} ${clause.quote ?? ''}`)].join(' ');
  return whole.toLowerCase().includes(text.toLowerCase());
}

function Row(props: { trigger: Trigger }) {
  const { trigger } = props;
  const data = trigger.data;
  const level = levelOf(data.level);
  const clause = data.clauses?.[0];
  const grave = gravity(level) > 0 && ['warning', 'response'].includes(kindOf(trigger));
  const said = who(trigger);
  return (
    <li class={`trigger ${grave ? `edge is-${level}` : ''} kind-${kindOf(trigger)}`}>
      <time dateTime={trigger.time}>{dateTime(trigger.time)}</time>
      <div>
        <span class="what">{typeName(trigger.type)}</span>{' '}
        {gravity(level) > 0 && <Badge level={level} short />}{' '}
        {data.late && <span class="chip">{say('stream.late')}</span>}{' '}
        {data.incident !== undefined
          ? <a href={to('incidents', data.incident)}>{about(trigger)}</a>
          : <span>{about(trigger)}</span>}
        {said !== '' && <div class="dim" dir="auto">{said}</div>}
        {clause?.quote !== undefined && (
          <div class="dim quoted"><b>{clause.id}</b> <span lang="zh">{clause.place}</span> <q>{clause.quote}</q></div>
        )}
      </div>
    </li>
  );
}

export const pause = { toggle: () => {} };

export function Stream() {
  const all = useSignal(triggers);
  const hole = useSignal(gap);
  const [held, setHeld] = useState<Trigger[] | null>(null);
  const [kind, setKind] = useState('');
  const [level, setLevel] = useState('');
  const [text, setText] = useState('');
  const [shown, setShown] = useState(STEP);
  const list = held ?? all;
  const found = useMemo(() => list.filter((trigger) => matches(trigger, kind, level, text)),
    [list, kind, level, text]);
  const waiting = held === null ? 0 : all.findIndex((trigger) => trigger.id === held[0]?.id);
  pause.toggle = () => setHeld(held === null ? all : null);

  return (
    <section class="panel stream" aria-labelledby="stream-title">
      <header class="panel-head">
        <h2 id="stream-title">{say('now.stream')}</h2>
        <button type="button" aria-pressed={held !== null} onClick={pause.toggle}
          class={held === null ? '' : 'active'}>
          {held === null ? say('stream.pause') : say('stream.resume')}
        </button>
      </header>
      <div class="filters" role="search">
        <select aria-label={say('stream.kind')} value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}>
          <option value="">{say('stream.kind.all')}</option>
          {KINDS.map((name) => <option value={name}>{say(`stream.kind.${name}`)}</option>)}
        </select>
        <select aria-label={say('stream.level')} value={level}
          onChange={(event) => setLevel(event.currentTarget.value)}>
          <option value="">{say('stream.level.all')}</option>
          {LEVELS.map((name) => <option value={name}>{say(`level.${name}`)}</option>)}
        </select>
        <input id="filter" type="search" placeholder={say('stream.search')}
          aria-label={say('stream.search')} value={text}
          onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      {held !== null && waiting > 0 && (
        <p class="held" role="status">{say('stream.held', { count: waiting })}</p>
      )}
      {hole && <p class="fault">{say('link.gap')}</p>}
      <ol class="triggers" aria-label={say('stream.label')} aria-live={held ? 'off' : 'polite'}>
        {found.slice(0, shown).map((trigger) => <Row key={trigger.id} trigger={trigger} />)}
      </ol>
      {found.length === 0 && (
        <p class="quiet">{say(all.length === 0 ? 'stream.empty' : 'stream.nothing')}</p>
      )}
      {found.length > shown && (
        <button type="button" class="plain" onClick={() => setShown(shown + STEP)}>
          {say('stream.older')} ({found.length - shown})
        </button>
      )}
    </section>
  );
}
