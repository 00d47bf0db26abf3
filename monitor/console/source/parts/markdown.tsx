import type { ComponentChildren, JSX } from 'preact';

// The briefing's Markdown as elements: headings, paragraphs, lists, tables, quotations, bold, code.
// Whatever else is in the text stays text; links are not followed and HTML is not read.

function inline(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  const pattern = /\*\*([^*]+)\*\*|`([^`]+)`|\\([\\`*_{}[\]<>()#+\-.!|~&])/g;
  let at = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    parts.push(text.slice(at, found.index));
    if (found[1] !== undefined) parts.push(<b>{inline(found[1])}</b>);
    else if (found[2] !== undefined) parts.push(<code>{found[2]}</code>);
    else parts.push(found[3]);
    at = found.index + found[0].length;
  }
  parts.push(text.slice(at));
  return parts.map((part) => (typeof part === 'string' ? entities(part) : part));
}

const NAMED: Record<string, string> = {
  amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#124': '|', nbsp: '\u00a0',
};

function entities(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name) => NAMED[name] ?? whole);
}

function cells(line: string): string[] {
  return line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function Table(props: { lines: string[] }) {
  const [head, , ...rows] = props.lines.map(cells);
  const numeric = (column: number) => rows.length > 0
    && rows.every((row) => /^[-–+\d.,%×\s]*$/.test(row[column] ?? ''));
  const kind = head.map((_cell, column) => (numeric(column) ? 'number' : ''));
  return (
    <div class="scroll">
      <table>
        <thead><tr>{head.map((cell, i) => <th class={kind[i]}>{inline(cell)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => <tr>{row.map((cell, i) => <td class={kind[i]}>{inline(cell)}</td>)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}

function heading(line: string): JSX.Element {
  const depth = line.match(/^#+/)?.[0].length ?? 1;
  const text = inline(line.replace(/^#+\s*/, ''));
  if (depth === 1) return <h2>{text}</h2>;
  return depth === 2 ? <h3>{text}</h3> : <h4>{text}</h4>;
}

/** The kind of block a line belongs to; neighbours of one kind are one block. */
function kindOf(line: string): string {
  if (line.trim() === '') return '';
  if (/^#{1,6}\s/.test(line)) return 'heading';
  if (/^\s*\|/.test(line)) return 'table';
  if (/^\s*[-*]\s/.test(line)) return 'list';
  if (/^\s*\d+\.\s/.test(line)) return 'numbers';
  if (/^>/.test(line)) return 'quote';
  if (/^(-{3,}|\*{3,})\s*$/.test(line)) return 'rule';
  return 'text';
}

function block(kind: string, lines: string[]): ComponentChildren {
  switch (kind) {
    case 'heading': return lines.map(heading);
    case 'table': return lines.length > 1 ? <Table lines={lines} /> : <p>{inline(lines[0])}</p>;
    case 'list':
      return <ul>{lines.map((line) => <li>{inline(line.replace(/^\s*[-*]\s+/, ''))}</li>)}</ul>;
    case 'numbers':
      return <ol>{lines.map((line) => <li>{inline(line.replace(/^\s*\d+\.\s+/, ''))}</li>)}</ol>;
    case 'quote':
      return <blockquote>{inline(lines.map((line) => line.replace(/^>\s?/, '')).join(' '))}</blockquote>;
    case 'rule': return <hr />;
    case 'text': return <p dir="auto">{inline(lines.join(' '))}</p>;
    default: return null;
  }
}

export function Markdown(props: { text: string }) {
  const blocks: { kind: string; lines: string[] }[] = [];
  for (const line of props.text.split(/\r?\n/)) {
    const kind = kindOf(line);
    const last = blocks[blocks.length - 1];
    if (last !== undefined && last.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return <div class="prose">{blocks.map(({ kind, lines }) => block(kind, lines))}</div>;
}
