import { useEffect, useState } from 'preact/hooks';

import { desk, locked, org, session } from './desk';
import { listenToKeys } from './keys';
import { followOrg, setRate } from './live';
import { Banner } from './parts/banner';
import { Dialog } from './parts/dialog';
import { Guard } from './parts/guard';
import { route, to, VIEWS } from './router';
import { useSignal } from './signal';
import { nextTheme, theme } from './theme';
import { Briefings } from './views/briefings';
import { Deadlines } from './views/deadlines';
import { IncidentPage } from './views/incident';
import { Incidents } from './views/incidents';
import { Login } from './views/login';
import { Now } from './views/now';
import { Rules } from './views/rules';
import { SeriesView } from './views/series';
import { Sources } from './views/sources';
import { language, say, setLanguage, word } from './words';

const ENTER_AGAIN_MS = 3000;

function View() {
  const { view, rest } = useSignal(route);
  return <Guard key={`${view}/${rest}`}><Chosen view={view} rest={rest} /></Guard>;
}

function Chosen(props: { view: string; rest: string }) {
  const { view, rest } = props;
  switch (view) {
    case 'incidents': return rest === '' ? <Incidents /> : <IncidentPage key={rest} id={rest} />;
    case 'deadlines': return <Deadlines />;
    case 'sources': return <Sources />;
    case 'series': return <SeriesView name={rest} />;
    case 'briefings': return <Briefings id={rest} />;
    case 'rules': return <Rules path={rest} />;
    default: return <Now />;
  }
}

function Orgs() {
  const who = useSignal(session);
  const chosen = useSignal(org);
  if (who === null || who.orgs.length === 0) return null;
  if (who.orgs.length === 1) return <span class="org" dir="auto">{who.orgs[0]}</span>;
  return (
    <select class="org" value={chosen} aria-label={say('incidents.whole')}
      onChange={(event) => org.set(event.currentTarget.value)}>
      {who.orgs.map((name) => <option value={name}>{name}</option>)}
    </select>
  );
}

function Person(props: { enter: () => void }) {
  const who = useSignal(session);
  if (who?.actor === undefined)
    return <button type="button" class="plain" onClick={props.enter}>{say('login.title')}</button>;
  return (
    <span class="person">
      <span dir="auto">{who.actor}</span> <span class="dim">{word('role', who.role ?? who.access)}</span>{' '}
      <button type="button" class="plain" onClick={() => void desk.logout()}>{say('nav.leave')}</button>
    </span>
  );
}

function Top(props: { help: () => void; enter: () => void }) {
  const { view } = useSignal(route);
  const shade = useSignal(theme);
  return (
    <header class="top">
      <a class="brand" href="#/now"><span class="bell" aria-hidden="true" />Tocsin</a>
      <Orgs />
      <nav aria-label={say('nav.label')}>
        {VIEWS.map((name) => (
          <a href={to(name)} aria-current={view === name ? 'page' : undefined}>{say(`nav.${name}`)}</a>
        ))}
      </nav>
      <div class="tools">
        <Person enter={props.enter} />
        <button type="button" class="plain" id="language" title={say('nav.language')}
          lang={language.get() === 'zh' ? 'en' : 'zh'}
          onClick={() => setLanguage(language.get() === 'zh' ? 'en' : 'zh')}>
          {say('nav.language.short')}
        </button>
        <button type="button" class="plain" id="theme" onClick={nextTheme}
          aria-label={`${say('nav.theme')}: ${say(`nav.theme.${shade}`)}`} title={say(`nav.theme.${shade}`)}>
          {shade === 'auto' ? '◐' : shade === 'light' ? '☀' : '☾'}
        </button>
        <button type="button" class="plain" aria-label={say('nav.keys')} title={say('nav.keys')}
          onClick={props.help}>?</button>
      </div>
    </header>
  );
}

function Help(props: { onClose: () => void }) {
  const rows: [string, string][] = [
    ['1 – 7', say('keys.views')], ['p', say('keys.pause')], ['/', say('keys.filter')],
    ['j k', say('keys.move')], ['Enter', say('keys.open')], ['l', say('keys.language')],
    ['?', say('keys.help')], ['Esc', say('keys.close')],
  ];
  return (
    <Dialog title={say('keys.title')} onClose={props.onClose}>
      <dl class="keys">{rows.map(([key, what]) => <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
    </Dialog>
  );
}

/** Asks who we are until the desk answers, then follows it. */
function useDesk(): void {
  const isLocked = useSignal(locked);
  useEffect(() => {
    if (isLocked) return undefined;
    let wanted = true;
    let stop = () => {};
    const enter = () => {
      desk.enter().then(() => {
        if (!wanted) return;
        setRate(session.get()?.rate ?? 1);
        stop = followOrg();
      }, () => wanted && !locked.get() && setTimeout(enter, ENTER_AGAIN_MS));
    };
    enter();
    return () => {
      wanted = false;
      stop();
    };
  }, [isLocked]);
}

export function App() {
  const [help, setHelp] = useState(false);
  const [entering, setEntering] = useState(false);
  const isLocked = useSignal(locked);
  useSignal(language);
  useSignal(org);
  useDesk();
  useEffect(() => listenToKeys(() => setHelp(true)), []);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}>{say('app.skip')}</a>
      <Top help={() => setHelp(true)} enter={() => setEntering(true)} />
      {!isLocked && <Banner />}
      <main id="main" tabIndex={-1} key={org.get()}>
        {isLocked ? <section class="panel narrow"><h1>{say('login.title')}</h1><Login /></section> : <View />}
      </main>
      {help && <Help onClose={() => setHelp(false)} />}
      {entering && (
        <Dialog title={say('login.title')} onClose={() => setEntering(false)}>
          <Login onClose={() => setEntering(false)} />
        </Dialog>
      )}
    </>
  );
}
