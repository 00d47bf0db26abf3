import type { Level } from '../model';
import { levelName, levelShort } from '../show';
import { levelOf } from '../show';

/** A level by name and colour; the colour never speaks alone. */
export function Badge(props: { level: Level | undefined; short?: boolean }) {
  const level = levelOf(props.level);
  return (
    <span class={`badge is-${level}`}>{props.short ? levelShort(level) : levelName(level)}</span>
  );
}
