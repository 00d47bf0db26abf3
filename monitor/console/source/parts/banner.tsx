import { session } from '../desk';
import { link, rate, rateIsKnown, state } from '../live';
import type { State } from '../model';
import { to } from '../router';
import { clock, clockName, dateTime, duration, gravity, levelName, number } from '../show';
import { useSignal } from '../signal';
import { say, word } from '../words';
import { useNow } from './ticking';

function LinkState() {
  const { phase, heardAt } = useSignal(link);
  if (phase === 'live') return <span class="link live">{say('link.live')}</span>;
  if (phase === 'connecting') return <span class="link">{say('link.connecting')}…</span>;
  return <span class="link lost">{say(phase === 'lost' ? 'link.lost' : 'link.stale', {
    time: phase === 'lost' ? clock(heardAt || Date.now()) : duration(Date.now() - heardAt),
  })}</span>;
}

function Facts(props: { state: State; now: number }) {
  const { state: now } = props;
  const next = now.next_due;
  const left = next === undefined ? 0 : Date.parse(next.due_at) - props.now;
  return (
    <dl class="facts">
      <div>
        <dt>{say('banner.next')}</dt>
        <dd>
          {now.overdue > 0 && (
            <a class="alarm" href={to('deadlines')}>{say('banner.overdue', { count: now.overdue })}</a>
          )}
          {next === undefined && now.overdue === 0 && say('banner.none.due')}
          {next !== undefined && left > 0 && (
            <a href={to('deadlines')}>{say('banner.next.in', {
              clock: clockName(next.clock, next.name), time: duration(left),
            })}</a>
          )}
        </dd>
      </div>
      <div>
        <dt>{say('banner.sources')}</dt>
        <dd>
          <a href={to('sources')} class={now.sources.down > 0 ? 'alarm' : ''}>
            {now.sources.down > 0
              ? say('banner.sources.bad', { bad: now.sources.down, count: now.sources.total })
              : say('banner.sources.ok', { count: now.sources.total })}
          </a>
        </dd>
      </div>
      <div>
        <dt>{say('banner.clock')}</dt>
        <dd>
          <time>{dateTime(props.now)}</time>
          {session.get()?.feed === true && rateIsKnown() && (
            <span class="chip">
              {rate() > 0.01
                ? say('banner.feed', { rate: number(rate()) }) : say('banner.feed.still')}
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}

const LAG_MS = 90000;

/** Counting that is behind the clock, at the pace at which the clock runs. */
function behind(held: State | null, now: number): number {
  if (held?.through === undefined || !rateIsKnown()) return 0;
  const lag = now - Date.parse(held.through);
  return lag > LAG_MS * Math.max(1, rate() / 10) ? lag : 0;
}

/** The worst level, since when, what is due, and whether all this can be believed. */
export function Banner() {
  const held = useSignal(state);
  const phase = useSignal(link).phase;
  const now = useNow();
  useSignal(session);
  const level = held?.level ?? 'none';
  const lag = behind(held, now);
  const aged = phase === 'lost' || phase === 'stale';
  return (
    <>
      <section class={`banner is-${level} ${aged ? 'aged' : ''}`} aria-live="polite"
        aria-label={levelName(level)}>
        <div class="headline">
          <h1>{held === null ? '…' : levelName(level)}</h1>
          <p>
            {held !== null && (held.open === 0
              ? say('banner.calm') : say('banner.open', { count: held.open }))}
            {held?.since !== undefined && gravity(level) > 0
              && `, ${say('banner.since', { time: duration(now - Date.parse(held.since)) })}`}
          </p>
        </div>
        {held !== null && <Facts state={held} now={now} />}
        <LinkState />
      </section>
      {lag > 0 && (
        <p class="trouble" role="alert">
          <b>{say('part.surge')}</b> {say('banner.behind', {
            time: dateTime(held?.through), lag: duration(lag),
          })}
        </p>
      )}
      {(held?.degraded ?? []).map((trouble) => (
        <p class="trouble" role="alert">
          <b>{word('part', trouble.part)}</b> <span dir="auto">{trouble.sentence}</span>
          {trouble.since !== undefined && ` (${say('trouble.since', { time: dateTime(trouble.since) })})`}
        </p>
      ))}
    </>
  );
}
