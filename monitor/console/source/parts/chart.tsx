import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';

import { dateTime, levelShort, number } from '../show';
import { useSignal } from '../signal';
import { theme } from '../theme';
import { language, say } from '../words';
import type { Curve } from './curve';

// The curve: trailing 24 hours as a line, each hour as a bar, the usual range as a band hour by hour, and a
// dashed line for the count at which each level's growth is passed. uPlot is fetched on first use.

const HEIGHT = 260;
const MOST_BLANK = 1.8; // thresholds far above everything would flatten the curve

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function faint(value: string, alpha: number): string {
  const hex = value.replace('#', '');
  const part = (at: number) => parseInt(hex.slice(at, at + 2), 16) || 0;
  return `rgba(${part(0)},${part(2)},${part(4)},${alpha})`;
}

function drawBand(plot: uPlot, curve: Curve): void {
  const { ctx, bbox } = plot;
  const clip = (y: number) => Math.max(bbox.top, Math.min(bbox.top + bbox.height, y));
  const known = curve.at.map((_at, i) => i)
    .filter((i) => curve.lows[i] !== null && curve.highs[i] !== null);
  if (known.length < 2) return;
  const point = (i: number, value: number | null): [number, number] =>
    [plot.valToPos(curve.at[i], 'x', true), clip(plot.valToPos(value ?? 0, 'sum', true))];
  ctx.save();
  ctx.fillStyle = faint(colour('--band'), 0.16);
  ctx.beginPath();
  known.forEach((i) => ctx.lineTo(...point(i, curve.highs[i])));
  known.reverse().forEach((i) => ctx.lineTo(...point(i, curve.lows[i])));
  ctx.fill();
  ctx.restore();
}

function drawThresholds(plot: uPlot, curve: Curve, openedAt: number | null): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = devicePixelRatio;
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.stroke();
  };
  const labels: number[] = []; // where they stand, so that none is written over another
  const rule = (count: number, shade: string, label: string) => {
    const y = plot.valToPos(count, 'sum', true);
    if (y < bbox.top || y > bbox.top + bbox.height) return;
    ctx.strokeStyle = ctx.fillStyle = shade;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    line(bbox.left, y, bbox.left + bbox.width, y);
    if (labels.some((other) => Math.abs(other - y) < 12 * devicePixelRatio)) return;
    labels.push(y);
    ctx.fillText(label, bbox.left + 6 * devicePixelRatio, y - 2 * devicePixelRatio);
  };
  if (curve.expected !== null)
    rule(curve.expected, colour('--dim'), `${say('series.expected')} ${number(curve.expected)}`);
  curve.thresholds.forEach(({ count, level, growth }) =>
    rule(count, colour(level === undefined ? '--dim' : `--${level}`),
      `${level === undefined ? '' : `${levelShort(level)} `}+${number(growth)}%`));
  if (openedAt !== null) {
    const x = plot.valToPos(openedAt / 1000, 'x', true);
    if (x >= bbox.left && x <= bbox.left + bbox.width) {
      ctx.strokeStyle = colour('--dim');
      ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
      line(x, bbox.top, x, bbox.top + bbox.height);
    }
  }
  ctx.restore();
}

function highest(curve: Curve): number {
  const sums = curve.trailing.filter((value): value is number => value !== null);
  const reached = Math.max(1, curve.expected ?? 0, ...curve.highs.map((value) => value ?? 0), ...sums);
  const marks = curve.thresholds.map((threshold) => threshold.count)
    .filter((count) => count <= reached * MOST_BLANK);
  const next = Math.min(...curve.thresholds.map((threshold) => threshold.count)
    .filter((count) => count > reached), Infinity);
  const wanted = Math.max(reached, ...marks, next <= reached * 4 ? next : 0);
  return wanted * 1.08;
}

function options(curve: Curve, width: number, openedAt: number | null,
  bars: uPlot.Series.PathBuilder | undefined): uPlot.Options {
  const ink = colour('--dim');
  const axis = { stroke: ink, grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 }, font: '11px system-ui, sans-serif' };
  return {
    width, height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { time: true },
      sum: { range: () => [0, highest(curve)] },
      hour: { range: (_plot, _low, high) => [0, Math.max(4, (high ?? 0) * 3)] },
    },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((at) => dateTime(at * 1000)), space: 110 },
      { ...axis, scale: 'sum', size: 46 },
      { ...axis, scale: 'hour', side: 1, size: 40, grid: { show: false } },
    ],
    series: [
      { label: say('series.time'), value: (_plot, at) => at === null ? '–' : dateTime(at * 1000) },
      { label: `${say('series.distinct')} · ${say('series.hours.of', { count: 1 })}`,
        scale: 'hour', fill: faint(colour('--accent'), 0.28), stroke: faint(colour('--accent'), 0),
        paths: bars, points: { show: false } },
      { label: `${say('series.distinct')} · ${say('series.hours.of', { count: 24 })}`,
        scale: 'sum', stroke: colour('--accent'), width: 2, points: { show: false } },
    ],
    hooks: {
      drawClear: [(plot) => drawBand(plot, curve)],
      draw: [(plot) => drawThresholds(plot, curve, openedAt)],
    },
  };
}

export function Chart(props: { name: string; curve: Curve; openedAt?: string }) {
  const box = useRef<HTMLDivElement>(null);
  const shade = useSignal(theme);
  const spoken = useSignal(language);
  const { curve } = props;
  const openedAt = props.openedAt === undefined ? null : Date.parse(props.openedAt);

  useEffect(() => {
    let plot: uPlot | null = null;
    let wanted = true;
    const watch = new ResizeObserver(() => {
      if (plot !== null && box.current !== null)
        plot.setSize({ width: box.current.clientWidth, height: HEIGHT });
    });
    void import('./plot').then(({ Plot }) => {
      if (!wanted || box.current === null) return;
      const bars = Plot.paths.bars?.({ size: [0.8, 40] });
      plot = new Plot(options(curve, box.current.clientWidth, openedAt, bars),
        [curve.at, curve.hourly, curve.trailing] as uPlot.AlignedData, box.current);
      watch.observe(box.current);
    });
    return () => {
      wanted = false;
      watch.disconnect();
      plot?.destroy();
    };
  }, [curve, shade, spoken, openedAt]);

  if (curve.at.length === 0) return <p class="quiet">{say('series.empty')}</p>;
  const last = [...curve.trailing].reverse().find((value) => value !== null);
  return (
    <figure class="chart">
      <div ref={box} role="img" aria-label={say('series.chart', {
        series: props.name, last: number(last), expected: number(curve.expected),
      })} />
      <figcaption class="dim">
        {curve.low !== null && (
          <span><i class="band-key" /> {say('series.band')}: {number(curve.low)}–{number(curve.high)}</span>
        )}
      </figcaption>
      <details>
        <summary>{say('series.table')}</summary>
        <div class="scroll short">
          <table>
            <thead><tr><th>{say('series.time')}</th><th class="number">{say('series.hours.of', { count: 1 })}</th>
              <th class="number">{say('series.hours.of', { count: 24 })}</th></tr></thead>
            <tbody>
              {curve.at.map((at, i) => (
                <tr><td>{dateTime(at * 1000)}</td><td class="number">{number(curve.hourly[i])}</td>
                  <td class="number">{number(curve.trailing[i])}</td></tr>
              )).reverse().slice(0, 96)}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** The last hours as small bars, for lists. */
export function Spark(props: { values: number[] | undefined }) {
  const values = props.values ?? [];
  if (values.length === 0) return null;
  const most = Math.max(1, ...values);
  const step = 100 / values.length;
  return (
    <svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      {values.map((value, i) => {
        const height = (value / most) * 23 + 0.5;
        return <rect x={i * step} y={24 - height} width={step * 0.75} height={height} />;
      })}
    </svg>
  );
}
