/** Short forms in which the lists of claims are written. */
import type {
  ArithmeticSource,
  Case,
  Claim,
  DocumentName,
  Requirement,
  SizingSource,
  Verdict,
} from './types.ts';

type Unit = Requirement['unit'];

export const below = (value: number, unit: Unit): Requirement => ({ relation: '<', value, unit });
export const atMost = (value: number, unit: Unit): Requirement => ({ relation: '<=', value, unit });
export const above = (value: number, unit: Unit): Requirement => ({ relation: '>', value, unit });
export const atLeast = (value: number, unit: Unit): Requirement => ({ relation: '>=', value, unit });
export const exactly = (value: number, unit: Unit): Requirement => ({ relation: '=', value, unit });
/** @param within a share of the value */
export const about = (value: number, unit: Unit, within: number): Requirement => ({
  relation: 'about',
  value,
  unit,
  within,
});

/** A metric of a stored run. */
export const run = (when: string, name: string, metric: string): Case => ({
  when,
  source: { run: name, metric },
});

/** The share of time saved against one agent that does the same work alone. */
export const saved = (when: string, name: string): Case => ({
  when,
  source: { run: name, metric: 'speedup', as: 'saved' },
});

/** What a sizing module decides: by default how many agents by the documents' own algorithm. */
export const sizing = (
  when: string,
  name: string,
  policy: SizingSource['policy'] = 'roi',
  figure: SizingSource['figure'] = 'agents',
): Case => ({ when, source: { sizing: name, policy, figure } });

/** A figure that follows from others of the same document. */
export const computed = (how: string, value: number): Case => ({
  when: 'by the document’s own figures',
  source: { how, value } satisfies ArithmeticSource,
});

type Extra = Pick<Claim, 'depends' | 'note'>;

export interface Section {
  /** A claim that was examined. */
  claim(
    subject: string,
    stated: string,
    requirement: Requirement,
    verdict: Exclude<Verdict, 'untested'>,
    cases: readonly Case[],
    extra?: Extra,
  ): Claim;
  /** A claim that cannot be examined yet, and what it waits for. */
  untested(subject: string, stated: string, missing: string, note?: string): Claim;
}

/** The claims under one heading of one document. */
export function section(document: DocumentName, place: string): Section {
  const id = (subject: string): string =>
    `${document}-${place}-${subject}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/-$/, '');
  return {
    claim: (subject, stated, requirement, verdict, cases, extra = {}) => ({
      id: id(subject),
      document,
      place,
      subject,
      stated,
      requirement,
      verdict,
      cases,
      ...extra,
    }),
    untested: (subject, stated, missing, note) => ({
      id: id(subject),
      document,
      place,
      subject,
      stated,
      requirement: null,
      verdict: 'untested',
      cases: [],
      missing,
      ...(note ? { note } : {}),
    }),
  };
}

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;
export const MS = 0.001;

/** What claims wait for. */
export const MISSING = {
  consensus: 'no consensus module yet',
  healing:
    'agents come back after the repair time of a fault, or a scaling policy replaces them; nothing restarts one by attempts or counts how often',
  states: 'detectors know alive and suspected, no degraded state or prediction yet',
  machines:
    'machines are not simulated: their cores and memory bound how many agents they hold, by what a scenario says an agent takes, and nothing measures their use',
  providers: 'what providers allow is not simulated',
  traffic: 'messages between agents and coordinators are counted, traffic with anybody else is not simulated',
  machine: 'the text does not say of which machine',
  cost: 'what providers charge for a task is not simulated, only a price per hour of an agent',
  content: 'what the work achieves is not simulated',
  people: 'a rule for people and their tools, not for agents',
  perAgent: 'results hold no figures of single agents or pools',
} as const;
