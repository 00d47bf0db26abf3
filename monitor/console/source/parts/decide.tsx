import { useState } from 'preact/hooks';

import { desk, session } from '../desk';
import { link, news } from '../live';
import type { Incident, Outcome } from '../model';
import { clockName, levelName, measureName, number } from '../show';
import { useSignal } from '../signal';
import { planWord, say, word } from '../words';
import { Badge } from './badge';
import { Dialog } from './dialog';

// A person's decision. The desk and the plan judge it; this only asks for what they will ask.

export const VERBS = [
  'ack', 'confirm', 'reject', 'attest', 'verify', 'upgrade', 'downgrade', 'release', 'note',
] as const;
export type Verb = (typeof VERBS)[number];

const WITH_LEVEL: Record<string, string[]> = {
  confirm: ['level-1', 'level-2', 'level-3'],
  reject: ['level-1', 'level-2', 'level-3', 'warning'],
  verify: ['level-3', 'level-2', 'level-1'],
  upgrade: ['level-2', 'level-1'],
  downgrade: ['level-3'],
};

export function rolesFor(incident: Incident, verb: Verb): string[] | null {
  const row = incident.approvals?.find((approval) => approval.verb === verb);
  return row?.roles ?? null;
}

/** False only when the plan names others: unknown is for the desk to answer. */
export function mayDo(incident: Incident, verb: Verb): boolean {
  const who = session.get();
  if (who?.may_decide === false) return false;
  const roles = rolesFor(incident, verb);
  if (roles === null || who?.access === 'admin') return true;
  return who?.role !== undefined && roles.includes(who.role);
}

/** What the plan wants said in reports and warnings; its words go into the value. */
const FIELDS = ['INT-5.nature', 'INT-5.impact',
  'RPT-2.nature', 'RPT-2.measures', 'RPT-2.impact', 'RPT-2.controls',
  'RPT-3.casualties', 'RPT-3.measures', 'RPT-3.impact', 'RPT-4.statement', 'RPT-4.spokesperson',
  'RPT-7.cause', 'RPT-7.effect', 'RPT-7.improvement'];
const WARNING_FIELDS = ['WRN-3.risk_nature', 'WRN-3.scope', 'WRN-3.advice', 'WRN-3.official_contact'];

function fields(incident: Incident): { item: string; label: string; by?: string[] }[] {
  const known = new Set((incident.attested ?? []).filter((one) => one.holds).map((one) => one.item));
  return (incident.state === 'warning' ? WARNING_FIELDS : FIELDS).filter((item) => !known.has(item))
    .map((item) => ({ item, label: `${item} ${word('field', item.slice(6))}` }));
}

function items(incident: Incident): { item: string; label: string; by?: string[] }[] {
  const checks = (incident.checklist ?? [])
    .filter((check) => check.attestable && !check.met)
    .map((check) => ({ item: check.item, label: `${check.item} ${planWord(check.sentence)}`, by: check.by }));
  const clocks = (incident.deadlines ?? [])
    .filter((deadline) => deadline.state === 'pending' || deadline.state === 'overdue')
    .map((deadline) => ({
      item: deadline.clock, label: `${deadline.clock} ${clockName(deadline.clock, deadline.name)}`,
      by: undefined,
    }));
  return [...clocks, ...checks, ...fields(incident)];
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function Checklist(props: { incident: Incident }) {
  const list = props.incident.checklist ?? [];
  if (list.length === 0) return null;
  const unmet = list.filter((check) => !check.met).length;
  return (
    <>
      {unmet > 0 && <p class="fault">{say('do.unmet', { count: unmet })}</p>}
      <CheckRows incident={props.incident} />
    </>
  );
}

export function CheckRows(props: { incident: Incident }) {
  return (
    <ul class="checks">
      {(props.incident.checklist ?? []).map((check) => (
        <li class={check.met ? 'met' : 'unmet'}>
          <span class="mark" aria-hidden="true">{check.met ? '✓' : '○'}</span>
          <div>
            <b>{check.item}</b> {planWord(check.sentence)}
            <div class="dim">
              {say(check.met ? 'check.met' : check.attestable ? 'check.unknown' : 'check.unmet')}
              {(check.threshold ?? 0) > 0 && !check.attestable
                && ` · ${number(check.value)} / ${number(check.threshold)} ${measureName(check.unit)}`}
              {check.actor !== undefined && ` · ${check.actor}`}
              {check.by !== undefined && check.by.length > 0 && !check.met
                && ` · ${say('do.who')}${check.by.map((role) => word('role', role)).join(', ')}`}
            </div>
            {check.clause?.quote !== undefined && <q class="dim" lang="zh">{check.clause.quote}</q>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function sentence(outcome: Outcome): string {
  if (outcome.state === 'refused')
    return say('do.refused', { reason: outcome.sentence ?? outcome.reason ?? '' });
  return say(outcome.state === 'done' ? 'do.done' : 'do.accepted');
}

export function Decide(props: { incident: Incident; verb: Verb; item?: string; onClose: () => void }) {
  const { incident, verb } = props;
  const choices = items(incident);
  const levels = WITH_LEVEL[verb];
  // Kept after a failure of the network, so that asking again cannot decide twice.
  const [id, setId] = useState(newId);
  const [reason, setReason] = useState('');
  const [level, setLevel] = useState<string>(incident.proposed_level ?? levels?.[0] ?? '');
  const [item, setItem] = useState(props.item ?? choices[0]?.item ?? '');
  const [result, setResult] = useState('met');
  const [value, setValue] = useState('');
  const [evidence, setEvidence] = useState('');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const connected = useSignal(link).phase !== 'lost';
  const who = useSignal(session);
  const roles = rolesFor(incident, verb);
  const approval = incident.approvals?.find((row) => row.verb === verb);
  const about = approval?.sentence;
  const needed = approval?.people ?? 1;
  const allowed = mayDo(incident, verb);
  const free = verb === 'ack'; // what is done at three in the morning needs no words

  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const outcome = await desk.order({
        verb, id, incident: incident.id,
        ...(reason.trim() !== '' ? { reason: reason.trim() } : {}),
        ...(levels !== undefined && level !== '' ? { level } : {}),
        ...(verb === 'attest' ? { item: item.trim(), result } : {}),
        ...(verb === 'attest' && value.trim() !== '' ? { value: value.trim() } : {}),
        ...(evidence.trim() !== '' ? { evidence: evidence.trim() } : {}),
      });
      if (outcome.state === 'refused') setId(newId());
      setSaid({ text: sentence(outcome), good: outcome.state !== 'refused' });
      news.set(news.get() + 1);
    } catch (error) {
      setSaid({ text: say('do.failed', { reason: (error as Error).message }), good: false });
    }
    setBusy(false);
  };

  return (
    <Dialog title={`${say(`do.${verb}`)} · ${incident.subject}`} onClose={props.onClose}>
      <p>{say(`do.${verb}.about`)} <Badge level={incident.level} short /></p>
      <p class="dim">
        {say('do.who')}
        {roles === null ? say('do.who.unknown')
          : roles.length === 0 ? say('do.who.nobody') : roles.map((role) => word('role', role)).join(', ')}
        {about !== undefined && <> · <q lang="zh">{about}</q></>}
        {needed > 1 && ` · ${say('do.people', { people: needed, given: approval?.given ?? 0 })}`}
        {who !== null && <><br />{say('do.you', {
          role: [who.actor, word('role', who.role ?? who.access)].filter(Boolean).join(', '),
        })}</>}
      </p>
      {!allowed && (
        <p class="fault">{say(who?.actor === undefined ? 'do.login' : 'do.maynot')}</p>
      )}
      {verb === 'release' && <Checklist incident={incident} />}
      <form onSubmit={send}>
        {levels !== undefined && (
          <label>{say('do.level')}
            <select value={level} onChange={(event) => setLevel(event.currentTarget.value)}>
              {levels.map((name) => <option value={name}>{levelName(name as Incident['level'])}</option>)}
            </select>
          </label>
        )}
        {verb === 'attest' && (
          <>
            <label>{say('do.item')}
              <input list="attest-items" required value={item}
                onInput={(event) => setItem(event.currentTarget.value)} />
              <datalist id="attest-items">
                {choices.map((choice) => <option value={choice.item}>{choice.label}</option>)}
              </datalist>
            </label>
            <label>{say('do.result')}
              <select value={result} onChange={(event) => setResult(event.currentTarget.value)}>
                {(['met', 'waived', 'true', 'false'] as const).map((name) => (
                  <option value={name}>{say(`do.result.${name}`)}</option>
                ))}
              </select>
            </label>
            <label>{say('do.value')}
              <input value={value} maxLength={200} onInput={(event) => setValue(event.currentTarget.value)} />
            </label>
          </>
        )}
        {(verb === 'attest' || verb === 'release') && (
          <label>{say('do.evidence')}
            <input value={evidence} maxLength={500}
              onInput={(event) => setEvidence(event.currentTarget.value)} />
          </label>
        )}
        <label>{say(free ? 'do.reason.free' : 'do.reason')}
          <textarea required={!free} maxLength={1000} rows={3} value={reason}
            onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
        {!connected && <p class="fault">{say('do.offline')}</p>}
        {said !== null && <p class={said.good ? 'good' : 'fault'} role="status">{said.text}</p>}
        <div class="buttons">
          <button type="button" onClick={(event) => event.currentTarget.closest('dialog')?.close()}>
            {said?.good ? say('keys.close') : say('do.cancel')}
          </button>
          {!said?.good && (
            <button type="submit" class="primary"
              disabled={busy || !connected || !allowed || (!free && reason.trim() === '')}>
              {busy ? say('do.sending') : say('do.send')}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
