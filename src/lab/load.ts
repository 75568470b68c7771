/** Whether a run has a steady state of which its figures could speak: by arithmetic where that decides, by a test otherwise. */

import type { Microseconds } from '../engine/types.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { isImpatient } from '../world/plan/task-specs.ts';
import type { World } from '../world/world.ts';
import { type Arrivals, arrivalsOf } from './arrivals.ts';
import { crowdedKind } from './bulkhead-load.ts';
import { isTooMuch, offeredBy, overloadText } from './offered-work.ts';
import { agentsText, type Offered } from './overload-text.ts';
import { regimeOf } from './regime.ts';
import { excessOf, isLimited, relieved } from './relief.ts';
import type { LoadJudgement } from './result.ts';
import { judgeBacklog, type Verdict } from './trend.ts';

export interface JudgedLoad {
  readonly load: LoadJudgement;
  /** Microseconds that a queue takes to settle at that load; null unless the run lasted long enough, and nothing grew. */
  readonly settling: Microseconds | null;
}

/** Judges the load of a run that has ended, or was interrupted. */
export function judgeLoad(world: World, recorder: RunRecorder): JudgedLoad {
  const { open, ended } = world.tasks;
  const unfinished = open + ended === 0 ? 0 : open / (open + ended);
  const arrivals = arrivalsOf(world, recorder);
  if (arrivals === null) {
    const reason = 'The work is finite: what is measured is all of it, not a steady state.';
    return { load: { state: 'finite', offered: null, unfinished, reason }, settling: null };
  }
  const offered = offeredBy(arrivals.workloads, world, arrivals.present);
  const isKnown = (offered.isComplete || offered.ratio >= 1) && offered.all.length > 0;
  const { state, reason, settling } = judgeArrivals(arrivals, offered, world, recorder);
  return {
    load: {
      state: arrivals.isOver ? ENDED[state] : state,
      offered: isKnown && Number.isFinite(offered.ratio) ? offered.ratio : null,
      ...(isKnown && offered.capabilities.length > 0 ? { of: agentsText(offered) } : {}),
      unfinished,
      reason,
    },
    settling: settling ?? null,
  };
}

/** What is said of tasks that came to an end, by what would have been said had they gone on coming. */
const ENDED = {
  overloaded: 'rush',
  growing: 'grew',
  undecided: 'unsettled',
  steady: 'finite',
} as const;

function judgeArrivals(arrivals: Arrivals, offered: Offered, world: World, recorder: RunRecorder): Verdict {
  const { workloads, isOver, present } = arrivals;
  const { spec } = world;
  if (!workloads.some(isLimited)) {
    // What gives up or is turned away does not wait for ever: of such work no backlog grows without end.
    const waiting = workloads.filter((one) => !isImpatient(one) && excessOf(one, spec) === 'waits');
    const staying = waiting.length === workloads.length ? offered : offeredBy(waiting, world, present);
    if (isTooMuch(staying)) return { state: 'overloaded', reason: overloadText(staying, world, isOver) };
    const crowded = crowdedKind(waiting, world, isOver);
    if (crowded !== null) return { state: 'overloaded', reason: crowded };
  }
  const regime = regimeOf(world, recorder, arrivals, offered);
  const judged = judgeBacklog(recorder.backlog, regime);
  return isTooMuch(offered) ? relieved(judged, spec, workloads, regime) : judged;
}
