// What the desk's REST says: rules/schema/openapi.yaml in TypeScript, as far as the console reads
// it. A member that is absent is unknown, and is shown as unknown.

export type Level = 'none' | 'warning' | 'level-3' | 'level-2' | 'level-1';
export type Tally = { name: string; count: number };

export interface Session {
  actor?: string;
  role?: string;
  access: string;
  may_decide?: boolean;
  orgs: string[];
  csrf?: string;
  now: string;
  feed?: boolean;
  rate?: number;
  version?: string;
}

export interface Count {
  mentions: number;
  complaints: number;
  distinct: number;
  negative: number;
}

export interface Growth {
  decided_by?: 'nothing' | 'literal' | 'early';
  tier?: number;
  /** Of the REST; a CloudEvent has `window` as text. */
  window_minutes?: number;
  observed?: number;
  expected?: number;
  ratio?: number;
  growth_percent?: number;
  corrected_ratio?: number;
  guard?: number;
  probability?: number;
  score?: number;
  baseline_days?: number;
  expected_at_open?: number;
  suspected_coordination?: boolean;
}

export interface Trouble {
  part: string;
  since?: string;
  sentence: string;
}

export interface State {
  org: string;
  now: string;
  through?: string;
  level: Level;
  since?: string;
  open: number;
  proposed?: number;
  overdue: number;
  next_due?: Deadline;
  degraded: Trouble[];
  sources: { total: number; down: number };
  counts?: { last_hour?: Count; hour_before?: Count; last_24h?: Count; day_before?: Count };
  growth?: Growth;
  rules_version?: string;
  last_position?: string;
}

export interface Clause {
  id: string;
  place?: string;
  quote?: string;
}

export interface Distance {
  clause: Clause;
  level?: Level;
  holds?: boolean;
  sentence?: string;
  value?: number;
  threshold?: number;
  unit?: string;
}

export interface Evidence {
  id: string;
  source?: string;
  channel?: string;
  at?: string;
  excerpt?: string;
  url?: string;
  markers?: { marker?: string; span?: number[]; own?: boolean }[];
}

export interface Deadline {
  incident?: string;
  subject?: string;
  level?: Level;
  clock: string;
  name?: string;
  group?: string;
  place?: string;
  quote?: string;
  started_at?: string;
  due_at: string;
  state: 'pending' | 'met' | 'waived' | 'overdue';
  met_at?: string;
  actor?: string;
  reason?: string;
  /** Of a clock that answers meet. */
  answered?: { complaints: number; answered: number; wanted_percent: number; incomplete?: boolean };
}

export interface Check {
  item: string;
  sentence?: string;
  met: boolean;
  attestable?: boolean;
  value?: number;
  threshold?: number;
  unit?: string;
  by?: string[];
  actor?: string;
  clause?: Clause;
}

export interface Approval {
  verb?: string;
  people?: number;
  given?: number;
  roles?: string[];
  sentence?: string;
}

export interface Happening {
  at: string;
  what: string;
  level?: Level;
  actor?: string;
  role?: string;
  verb?: string;
  reason?: string;
  clauses?: Clause[];
  sentence?: string;
}

export interface Passing {
  id?: string;
  parent?: string;
  source?: string;
  at?: string;
  author?: string;
  reach?: number;
}

export interface Propagation {
  inferred?: boolean;
  first?: Evidence;
  nodes?: Passing[];
}

export interface Incident {
  id: string;
  org: string;
  subject: string;
  state: string;
  level: Level;
  proposed_level?: Level;
  peak_level?: Level;
  mode?: 'active' | 'passive';
  opened_at: string;
  level_since?: string;
  changed_at?: string;
  closed_at?: string;
  confirmed?: boolean;
  acknowledged_by?: string;
  suspected_coordination?: boolean;
  growth?: Growth;
  people?: number;
  anonymous?: number;
  peak_24h?: number;
  clauses?: Clause[];
  distances?: Distance[];
  deadlines?: Deadline[];
  checklist?: Check[];
  approvals?: Approval[];
  evidence?: Evidence[];
  facets?: Record<string, Tally[]>;
  timeline?: Happening[];
  propagation?: Propagation;
  attested?: { item: string; holds: boolean; value?: string; actor?: string; at?: string }[];
  rules_version?: string;
  drill?: boolean;
}

export interface SourceHealth {
  name: string;
  state: 'up' | 'down' | 'silent' | 'unknown';
  since?: string;
  through?: string;
  last_at?: string;
  reason?: string;
  required?: boolean;
  channel?: string;
  last_24h?: Count;
  collector?: {
    kind?: string;
    state?: 'up' | 'down' | 'new';
    trouble?: string;
    items?: number;
    refused?: number;
    waiting?: number;
    on_disk?: number;
  };
}

export interface SeriesHead {
  name: string;
  last_24h: Count;
  last_hour?: Count;
  growth?: Growth;
  hours?: number[];
}

/** start, mentions, complaints, distinct, negative */
export type Point = [string, number, number, number, number];

export interface Series {
  name: string;
  step: 'minute' | 'hour';
  from?: string;
  to?: string;
  growth?: Growth;
  thresholds?: { level?: Level; growth_percent?: number; count?: number }[];
  points: Point[];
  /** For the trailing 24 hours: start of the last hour, expected, low, high. */
  usual?: { points: [string, number, number, number][] };
}

export interface BriefingHead {
  id: string;
  kind: string;
  from: string;
  to: string;
  written_at?: string;
  late?: boolean;
  level?: Level;
  incident?: string;
  title?: string;
  formats?: string[];
}

export interface RuleFiles {
  version?: string;
  files: { path: string; text: string }[];
}

export interface Outcome {
  id: string;
  state: 'waiting' | 'done' | 'refused';
  reason?: string;
  sentence?: string;
}

export interface Order {
  verb: string;
  id: string;
  incident?: string;
  level?: string;
  item?: string;
  result?: string;
  value?: string;
  evidence?: string;
  reason?: string;
}

/** A CloudEvent of the trigger topic. */
export interface Trigger {
  id: string;
  type: string;
  time: string;
  subject?: string;
  data: Growth & {
    org?: string;
    incident?: string;
    subject?: string;
    series?: string;
    level?: Level;
    previous_level?: Level;
    mode?: string;
    clauses?: Clause[];
    evidence?: Evidence[];
    people?: number;
    distinct?: number;
    clock?: string;
    stage?: string;
    due_at?: string;
    source?: string;
    since?: string;
    command?: string;
    verb?: string;
    actor?: string;
    role?: string;
    reason?: string;
    note?: string;
    late?: boolean;
    title?: string;
  };
}
