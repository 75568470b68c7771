/** What a whole gate comes to. */
import type { Accepted } from './accept.ts';
import type { BehaviourReport } from './behaviour-types.ts';
import type { NullReport, SpeedReport } from './speed-types.ts';

export interface BenchResult {
  readonly behaviour: BehaviourReport | null;
  readonly speed: SpeedReport | null;
  readonly nulls: NullReport | null;
  readonly accepted: Accepted | null;
  /** Cut short by an interrupt. */
  readonly partial: boolean;
}

export type Conclusion = 'fine' | 'failed' | 'undecided' | 'no baseline';

/** Failed outweighs undecided, and that what has no baseline. */
export function concludeBench({ behaviour, speed }: BenchResult): Conclusion {
  const subjects = behaviour?.subjects ?? [];
  const rows = speed?.rows ?? [];
  const broken = subjects.some(
    ({ state, expired }) => expired || state === 'changed' || state === 'stale' || state === 'failed',
  );
  if (broken || rows.some(({ verdict }) => verdict === 'worse')) return 'failed';
  if (rows.some(({ verdict }) => verdict === 'undecided')) return 'undecided';
  // What was accepted is no open question.
  const compared = subjects.filter(({ state }) => state !== 'no baseline');
  const nothing = speed !== null && rows.every(({ verdict }) => verdict === 'unmatched');
  return compared.length < subjects.length || nothing ? 'no baseline' : 'fine';
}
