import type { Level } from '../model';
import { levelName } from '../show';
import { say } from '../words';

export interface Mark {
  level: Level;
  at: number;
}

/** A measure on a scale with the thresholds of the levels, and the distance to the next. */
export function Meter(props: {
  name: string;
  value: number | undefined;
  shown: string;
  marks: Mark[];
  unit: (count: string) => string;
  digits?: number;
}) {
  const { value, marks } = props;
  const known = value !== undefined && Number.isFinite(value);
  const most = Math.max(...marks.map((mark) => mark.at), 1) * 1.15;
  const top = Math.max(most, known ? value * 1.05 : 0);
  const next = marks.find((mark) => !known || value <= mark.at);
  const passed = [...marks].reverse().find((mark) => known && value > mark.at);
  const percent = (at: number) => `${Math.min(100, Math.max(0, (at / top) * 100))}%`;
  return (
    <div class="meter">
      <div class="meter-head">
        <span class="dim">{props.name}</span>
        <strong>{props.shown}</strong>
      </div>
      <div class="scale" role="meter" aria-label={props.name} aria-valuemin={0}
        aria-valuemax={Math.round(top)} aria-valuenow={known ? value : 0}
        aria-valuetext={props.shown}>
        <div class={`fill is-${passed?.level ?? 'none'}`}
          style={{ width: percent(known ? value : 0) }} />
        {marks.map((mark) => (
          <i class={`tick is-${mark.level}`} style={{ left: percent(mark.at) }}
            title={levelName(mark.level)} />
        ))}
      </div>
      <div class="meter-foot">
        {passed !== undefined && (
          <span>{say('incident.reached', { level: levelName(passed.level) })}</span>
        )}
        {next !== undefined && known && (
          <span class="dim">
            {say('incident.distance', {
              level: levelName(next.level),
              value: props.unit((next.at - value).toFixed(props.digits ?? 0)),
            })}
          </span>
        )}
      </div>
    </div>
  );
}
