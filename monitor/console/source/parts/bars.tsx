import type { Tally } from '../model';
import { number } from '../show';
import { say, word, type Key } from '../words';
import { zh } from '../words/zh';

const MOST_ROWS = 8;

/** Singular and plural both occur as the desk's names. */
function title(name: string): string {
  const one = name.replace(/ies$/, 'y').replace(/s$/, '');
  const key = `facet.${one}` as Key;
  return key in zh ? say(key) : name;
}

function rowName(facet: string, name: string): string {
  if (facet.startsWith('channel')) return word('channel', name);
  if (facet.startsWith('sentiment')) return word('sentiment', name);
  if (facet.startsWith('marker')) return word('marker', name);
  if (facet === 'spread') return word('spread', name);
  if (facet === 'acceleration') return word('acceleration', name);
  if (facet.startsWith('categor')) return word('category', name);
  return name;
}

export function Bars(props: { facet: string; rows: Tally[] }) {
  const whole = props.rows.reduce((sum, row) => sum + row.count, 0);
  const most = Math.max(1, ...props.rows.map((row) => row.count));
  return (
    <section class="bars">
      <h3>{title(props.facet)}</h3>
      <ul>
        {props.rows.slice(0, MOST_ROWS).map((row) => (
          <li>
            <span class="bar-name" dir="auto">{rowName(props.facet, row.name)}</span>
            <span class="bar"><i style={{ width: `${(row.count / most) * 100}%` }} /></span>
            <span class="number">{number(row.count)}</span>
            <span class="number dim">{whole > 0 ? `${Math.round((row.count / whole) * 100)}%` : ''}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
