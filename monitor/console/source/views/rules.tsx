import { useState } from 'preact/hooks';

import { desk } from '../desk';
import { Answered, useAnswer } from '../parts/answer';
import { go, to } from '../router';
import { say } from '../words';

// The rules as their files stand: what counts is what is written there, comments with the
// documents' own words included.

function Line(props: { text: string; number: number; found: boolean }) {
  const hash = props.text.search(/(^|\s)#/);
  const code = hash < 0 ? props.text : props.text.slice(0, hash);
  const remark = hash < 0 ? '' : props.text.slice(hash);
  const key = code.match(/^(\s*-?\s*)([\w.*/-]+)(:.*)$/);
  return (
    <li class={props.found ? 'found' : ''} value={props.number}>
      {key === null ? code : <>{key[1]}<b>{key[2]}</b>{key[3]}</>}
      {remark !== '' && <span class="remark">{remark}</span>}
    </li>
  );
}

function File(props: { path: string; text: string; search: string }) {
  const lines = props.text.replace(/\n$/, '').split('\n');
  const wanted = props.search.toLowerCase();
  const rows = lines.map((text, i) => ({ text, number: i + 1,
    found: wanted !== '' && text.toLowerCase().includes(wanted) }));
  const near = (i: number) => rows.slice(Math.max(0, i - 2), i + 3).some((row) => row.found);
  const shown = wanted === '' ? rows : rows.filter((_row, i) => near(i));
  return (
    <section class="panel rules-file">
      <h3><code>{props.path}</code></h3>
      <div class="scroll" tabIndex={0} role="region" aria-label={props.path}>
        <ol class="code" dir="ltr">
          {shown.map((row) => <Line text={row.text} number={row.number} found={row.found} />)}
        </ol>
      </div>
    </section>
  );
}

export function Rules(props: { path: string }) {
  const answer = useAnswer('rules', desk.rules);
  const [search, setSearch] = useState('');
  return (
    <Answered answer={answer}>
      {(rules) => {
        const files = [...rules.files].sort((left, right) =>
          Number(right.path.startsWith('plans/')) - Number(left.path.startsWith('plans/'))
          || left.path.localeCompare(right.path));
        const chosen = files.find((file) => file.path === props.path) ?? files[0];
        const matching = search === '' ? [chosen]
          : files.filter((file) => file.text.toLowerCase().includes(search.toLowerCase()));
        return (
          <>
            <header class="view-head">
              <h2>{say('rules.title')}</h2>
              {rules.version !== undefined && (
                <code class="dim version">{say('rules.version', { version: rules.version.slice(0, 16) })}</code>
              )}
              <input id="filter" type="search" placeholder={say('rules.search')}
                aria-label={say('rules.search')} value={search}
                onInput={(event) => setSearch(event.currentTarget.value)} />
            </header>
            {chosen === undefined ? <p class="quiet">{say('rules.none')}</p> : (
              <div class="explorer">
                <nav class="panel series-list" aria-label={say('rules.plan')}>
                  <select class="only-narrow" aria-label={say('rules.plan')} value={chosen.path}
                    onChange={(event) => go('rules', event.currentTarget.value)}>
                    {files.map((file) => <option value={file.path}>{file.path}</option>)}
                  </select>
                  <ul class="only-wide">
                    {files.map((file) => (
                      <li><a href={to('rules', file.path)}
                        aria-current={file.path === chosen.path ? 'true' : undefined}>
                        <span class="series-name">{file.path}</span></a></li>
                    ))}
                  </ul>
                </nav>
                <div>
                  {matching.map((file) => (
                    <File key={file.path} path={file.path} text={file.text} search={search} />
                  ))}
                </div>
              </div>
            )}
          </>
        );
      }}
    </Answered>
  );
}
