import { useState } from 'preact/hooks';

import type { Happening, Incident, Passing } from '../model';
import { dateTime, gravity, number } from '../show';
import { say, word } from '../words';
import { Badge } from './badge';
import { Highlight } from './highlight';
import { typeName } from './stream';

// What happened in an incident and who decided, and how the talk spread.

const MOST_HAPPENINGS = 25;
const MOST_NODES = 40;
const MOST_INFERRED = 10; // by time alone the first few say all there is to say

function whatName(happening: Happening): string {
  if (happening.what.startsWith('tocsin.')) return typeName(happening.what);
  const name = word('happened', happening.what);
  if (name !== happening.what) return name;
  return word('do', happening.verb ?? happening.what);
}

/** A level that it begins with, and the result of what a person attested, in the reader's language. */
function sentenceOf(happening: Happening): string | undefined {
  const sentence = happening.sentence?.replace(/^(warning|level-[123])(?=:|$)/, (level) => word('level', level));
  if (happening.what !== 'attest') return sentence;
  return sentence?.replace(/^(\S+?)(:?) (met|waived|true|false)\b/,
    (_, item, colon, result) => `${item}${colon} ${word('do.result', result)}`);
}

export function Course(props: { incident: Incident }) {
  const [all, setAll] = useState(false);
  const timeline = [...(props.incident.timeline ?? [])].reverse();
  return (
    <section class="panel">
      <h3>{say('incident.timeline')}</h3>
      {timeline.length === 0 && <p class="quiet">{say('incident.timeline.none')}</p>}
      <ol class="course">
        {timeline.slice(0, all ? timeline.length : MOST_HAPPENINGS).map((happening) => (
          <li class={`is-${happening.level ?? 'none'} ${happening.actor === undefined ? '' : 'by-person'}`}>
            <time dateTime={happening.at}>{dateTime(happening.at)}</time>{' '}
            <b>{whatName(happening)}</b>{' '}
            {gravity(happening.level) > 0 && <Badge level={happening.level} short />}
            {happening.actor !== undefined && (
              <div><span dir="auto">{happening.actor}</span>
                {happening.role !== undefined && `, ${word('role', happening.role)}`}</div>
            )}
            {(happening.reason ?? sentenceOf(happening)) !== undefined && (
              <div class="dim" dir="auto">{happening.reason ?? sentenceOf(happening)}</div>
            )}
            {(happening.clauses ?? []).map((clause) => (
              <div class="dim quoted"><b>{clause.id}</b> <span lang="zh">{clause.place}</span> <q lang="zh">{clause.quote}</q></div>
            ))}
          </li>
        ))}
      </ol>
      {!all && timeline.length > MOST_HAPPENINGS && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {say('stream.older')} ({timeline.length - MOST_HAPPENINGS})
        </button>
      )}
    </section>
  );
}

interface Branch {
  node: Passing;
  below: Branch[];
}

/** Parents that are not among the nodes are roots, as are loops. */
function trees(nodes: Passing[]): Branch[] {
  const branches = new Map(nodes.map((node) => [node.id ?? '', { node, below: [] } as Branch]));
  const roots: Branch[] = [];
  nodes.forEach((node, i) => {
    const branch = branches.get(node.id ?? '') as Branch;
    const parent = branches.get(node.parent ?? '');
    const earlier = parent !== undefined && nodes.indexOf(parent.node) < i;
    (earlier && parent !== undefined ? parent.below : roots).push(branch);
  });
  return roots;
}

function Twig(props: { branch: Branch }) {
  const { node, below } = props.branch;
  return (
    <li>
      <b dir="auto">{node.author ?? node.id}</b>{' '}
      <span class="dim">
        {[node.author === undefined ? '' : node.source, node.at === undefined ? '' : dateTime(node.at),
          (node.reach ?? 0) > 0 ? say('incident.propagation.reach', { count: number(node.reach) }) : '',
        ].filter(Boolean).join(' · ')}
      </span>
      {below.length > 0 && <ul>{below.map((branch) => <Twig branch={branch} />)}</ul>}
    </li>
  );
}

export function Spread(props: { incident: Incident }) {
  const spread = props.incident.propagation;
  const nodes = [...(spread?.nodes ?? [])]
    .sort((left, right) => (left.at ?? '').localeCompare(right.at ?? '')).slice(0, spread?.inferred ? MOST_INFERRED : MOST_NODES);
  if (spread === undefined || (nodes.length === 0 && spread.first === undefined)) return null;
  return (
    <section class="panel">
      <h3>
        {say('incident.propagation')}{' '}
        {spread.inferred && <span class="chip">{say('incident.propagation.inferred')}</span>}
      </h3>
      {spread.first !== undefined && <Highlight evidence={spread.first} />}
      <ul class="tree">{trees(nodes).map((branch) => <Twig branch={branch} />)}</ul>
    </section>
  );
}
