/** What a report says of the load of a run: at its head where there is no steady state, among its facts otherwise. */
import type { RunSummary } from '../lab/result.ts';
import { formatCount, formatRatio } from './format.ts';

type Judged = Pick<RunSummary, 'load' | 'metrics'>;

/** Before all figures; null where they may be read as they stand. */
export function loadWarning({ load, metrics }: Judged): string | null {
  if (load?.state !== 'overloaded' && load?.state !== 'growing') return null;
  const open = metrics['tasks.unfinished'] ?? 0;
  const left =
    open === 0
      ? ''
      : ` ${formatRatio(load.unfinished)} of the tasks submitted (${formatCount(open)}) had not ended: figures over tasks are bounds.`;
  return `${load.state === 'overloaded' ? 'Overloaded' : 'Growing backlog'}: ${load.reason}${left}`;
}

/** The load in a few words; null where nothing is known of it, or the warning says it. */
export function loadFact({ load, metrics }: Judged): string | null {
  if (!load || loadWarning({ load, metrics }) !== null) return null;
  const offered = load.offered === null ? [] : [`${formatRatio(load.offered)} of what the agents can do`];
  if (load.state === 'finite') return offered.length > 0 ? `${offered[0]}, while tasks came` : null;
  return [...offered, load.reason].join('. ');
}
