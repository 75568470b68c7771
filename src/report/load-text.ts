/** What a report says of the load of a run: at its head where there is no steady state, among its facts otherwise. */
import type { LoadJudgement, RunSummary } from '../lab/result.ts';
import { formatCount, formatRatio } from './format.ts';

type Judged = Pick<RunSummary, 'load' | 'metrics'>;

/** Before all figures; null where they may be read as they stand. */
export function loadWarning({ load, metrics }: Judged): string | null {
  if (!load) return null;
  const what = wrongWith(load);
  if (what === null) return null;
  const open = metrics['tasks.unfinished'] ?? 0;
  const left =
    open === 0
      ? ''
      : ` ${formatRatio(load.unfinished)} of the tasks submitted (${formatCount(open)}) had not ended: figures over tasks are bounds.`;
  return what + left;
}

function wrongWith({ state, offered, reason }: LoadJudgement): string | null {
  if (state === 'overloaded') return `Overloaded: ${reason}`;
  if (state === 'growing') return `Growing backlog: ${reason}`;
  if (state !== 'rush') return null;
  const share = offered === null ? 'more than all' : formatRatio(offered);
  return `Overloaded while tasks came: they brought ${share} of what the agents can do. How long tasks waited depends on how long they came.`;
}

/** The load in a few words; null where nothing is known of it, or the warning says it. */
export function loadFact({ load, metrics }: Judged): string | null {
  if (!load || loadWarning({ load, metrics }) !== null) return null;
  const offered = load.offered === null ? [] : [`${formatRatio(load.offered)} of what the agents can do`];
  if (load.state === 'finite') return offered.length > 0 ? `${offered[0]}, while tasks came` : null;
  return [...offered, load.reason].join('. ');
}
