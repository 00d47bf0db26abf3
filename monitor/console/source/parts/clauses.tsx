import type { Clause, Distance } from '../model';
import { measureName, number } from '../show';
import { say } from '../words';
import { Badge } from './badge';

/** A clause in force, with its own words. */
export function ClauseText(props: { clause: Clause }) {
  const { clause } = props;
  return (
    <figure class="clause">
      <figcaption>
        <b>{clause.id}</b>{clause.place !== undefined && <span class="dim" lang="zh"> {clause.place}</span>}
      </figcaption>
      {clause.quote !== undefined && <blockquote lang="zh">{clause.quote}</blockquote>}
    </figure>
  );
}

function share(distance: Distance): number {
  const { value, threshold } = distance;
  if (value === undefined || threshold === undefined || threshold <= 0) return 0;
  return Math.max(0, Math.min(1, value / threshold));
}

/** A clause that does not hold, and what it lacks. */
export function DistanceRow(props: { distance: Distance }) {
  const { distance } = props;
  const measured = distance.value !== undefined && distance.threshold !== undefined;
  const unit = measureName(distance.unit);
  return (
    <li class="distance">
      <div class="distance-head">
        <b>{distance.clause.id}</b> <Badge level={distance.level} short />{' '}
        {measured && (
          <span class="dim">
            {say('clause.now', {
              value: `${number(distance.value)} ${unit}`.trim(),
              threshold: `${number(distance.threshold)} ${unit}`.trim(),
            })}
          </span>
        )}
      </div>
      {measured && <progress max={1} value={share(distance)} aria-label={distance.clause.id} />}
      {measured && share(distance) >= 1 && <div class="dim">{say('clause.else')}</div>}
      <div class="dim quoted">
        {!measured && distance.sentence}{' '}
        {distance.clause.quote !== undefined && <q lang="zh">{distance.clause.quote}</q>}
      </div>
    </li>
  );
}
