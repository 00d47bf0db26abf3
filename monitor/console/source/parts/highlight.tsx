import type { ComponentChildren } from 'preact';

import type { Evidence } from '../model';
import { word } from '../words';

/** Spans are bytes of UTF-8; strings here are UTF-16. */
function places(text: string): (byte: number) => number {
  const starts: number[] = [];
  let bytes = 0;
  for (let i = 0; i < text.length;) {
    const point = text.codePointAt(i) as number;
    const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let k = 0; k < size; k++) starts[bytes + k] = i;
    bytes += size;
    i += point > 0xffff ? 2 : 1;
  }
  starts[bytes] = text.length;
  return (byte) => starts[Math.max(0, Math.min(byte, bytes))] ?? text.length;
}

/** The excerpt with what was found in it marked. Outside text stays text. */
export function Highlight(props: { evidence: Evidence }) {
  const text = props.evidence.excerpt ?? '';
  const place = places(text);
  const marks = (props.evidence.markers ?? [])
    .filter((marker) => Array.isArray(marker.span) && marker.span.length === 2)
    .map((marker) => {
      const [begin, end] = marker.span as number[];
      return { begin: place(begin), end: place(end), name: marker.marker, own: marker.own };
    })
    .sort((left, right) => left.begin - right.begin);
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.begin < at || mark.end <= mark.begin) continue;
    parts.push(text.slice(at, mark.begin));
    parts.push(
      <mark class={mark.own ? 'own' : ''} title={word('marker', mark.name)}>
        {text.slice(mark.begin, mark.end)}
      </mark>,
    );
    at = mark.end;
  }
  parts.push(text.slice(at));
  return <p class="excerpt" dir="auto">{parts}</p>;
}
