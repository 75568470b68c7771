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

function wrongWith({ state, reason }: LoadJudgement): string | null {
  const { [state]: head } = HEADS;
  return head === undefined ? null : `${head}: ${reason}`;
}

const HEADS: { readonly [State in LoadJudgement['state']]?: string } = {
  overloaded: 'Overloaded',
  growing: 'Growing backlog',
  rush: 'Overloaded while tasks came',
  grew: 'Growing backlog while tasks came',
};

/** The load in a few words; null where nothing is known of it, or the warning says it. */
export function loadFact({ load, metrics }: Judged): string | null {
  if (!load || loadWarning({ load, metrics }) !== null) return null;
  const { state, offered, of = 'the agents', reason } = load;
  const hasStopped = state === 'finite' || state === 'unsettled';
  const share =
    offered === null
      ? []
      : [`${formatRatio(offered)} of what ${of} can do${hasStopped ? ', while tasks came' : ''}`];
  if (state === 'finite' && offered === null) return null;
  return [...share, reason].join('. ');
}
