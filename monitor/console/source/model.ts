// What the desk's REST tells the console: rules/schema/openapi.yaml in TypeScript.
// A member the desk leaves out is unknown, and is shown as unknown.

export type Level = 'none' | 'warning' | 'level-3' | 'level-2' | 'level-1';

export interface Clause {
  id: string;
  place?: string;
  quote?: string;
  holds?: boolean;
  /** What is measured, what it is now, what it must reach. */
  measure?: string;
  value?: number;
  threshold?: number;
  unit?: string;
  level?: Level;
  text?: string;
}

export interface Evidence {
  id: string;
  at?: string;
  source?: string;
  channel?: string;
  region?: string;
  excerpt: string;
  url?: string;
  spans?: { begin: number; end: number; marker?: string }[];
}

export interface Deadline {
  incident?: string;
  subject?: string;
  clock: string;
  place?: string;
  quote?: string;
  group?: string;
  due_at: string;
  started_at?: string;
  state: 'pending' | 'met' | 'waived' | 'overdue';
  level?: Level;
}

export interface ChecklistItem {
  item: string;
  text?: string;
  quote?: string;
  state: 'met' | 'unmet' | 'waived' | 'unknown';
  value?: string;
  by?: string;
  at?: string;
  attest?: boolean;
}

export interface Figures {
  window?: string;
  observed?: number;
  expected?: number;
  expected_at_open?: number;
  ratio?: number;
  corrected_ratio?: number;
  growth_percent?: number;
  distinct?: number;
  people?: number;
  guard?: number;
  probability?: number;
  decided_by?: string;
  baseline_days?: number;
}

export interface TimelineEntry {
  at: string;
  type: string;
  level?: Level;
  actor?: string;
  role?: string;
  reason?: string;
  text?: string;
  clauses?: Clause[];
}

export interface Incident extends Figures {
  id: string;
  org: string;
  subject: string;
  level: Level;
  previous_level?: Level;
  state: string;
  mode?: string;
  opened_at: string;
  updated_at?: string;
  closed_at?: string;
  proposed_level?: Level;
  suspected_coordination?: boolean;
  acknowledged_by?: string;
  series?: string;
  clauses?: Clause[];
  not_yet?: Clause[];
  evidence?: Evidence[];
  deadlines?: Deadline[];
  checklist?: ChecklistItem[];
  timeline?: TimelineEntry[];
  facets?: Record<string, Record<string, number>>;
  propagation?: Propagation[];
  may?: Record<string, string[]>;
}

export interface Propagation {
  id: string;
  parent?: string;
  at?: string;
  source?: string;
  author?: string;
  reach?: number;
  excerpt?: string;
  inferred?: boolean;
}

export interface SourceHealth {
  source: string;
  channel?: string;
  state: 'up' | 'down' | 'silent' | 'unknown';
  required?: boolean;
  since?: string;
  last_at?: string;
  through?: string;
  reason?: string;
  observed?: number;
  expected?: number;
}

export interface Series {
  series: string;
  step_ms: number;
  from: string;
  mentions: number[];
  complaints: number[];
  distinct: number[];
  negative: number[];
  expected?: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
  missing?: boolean[];
}

export interface BriefingHead {
  id: string;
  org?: string;
  kind?: string;
  hour?: string;
  published_at?: string;
  late?: boolean;
  level?: Level;
  title?: string;
}

export interface Trouble {
  id: string;
  since?: string;
  text?: string;
}

export interface State {
  now: string;
  rate?: number;
  level: Level;
  org?: string;
  orgs?: string[];
  incidents_open?: number;
  overdue?: number;
  troubles?: Trouble[];
  rules_version?: string;
  drill?: boolean;
  user?: { name: string; role: string; plan_role?: string };
}

/** A CloudEvent of the trigger topic. */
export interface Trigger {
  id: string;
  type: string;
  time: string;
  subject?: string;
  late?: boolean;
  sequence?: number;
  data: Figures & {
    org?: string;
    incident?: string;
    subject?: string;
    series?: string;
    level?: Level;
    previous_level?: Level;
    mode?: string;
    clauses?: Clause[];
    evidence?: Evidence[];
    deadlines?: Deadline[];
    clock?: string;
    stage?: string;
    due_at?: string;
    source?: string;
    since_at?: string;
    command?: string;
    verb?: string;
    actor?: string;
    role?: string;
    reason?: string;
    note?: string;
    suspected_coordination?: boolean;
  };
}
