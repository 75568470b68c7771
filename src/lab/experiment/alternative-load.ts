/** How much work the runs of one alternative met. */
import { isGrowing, isGrowth, isOverloaded, isOverloadedMeanwhile } from './figure.ts';
import type { AlternativeLoad } from './result.ts';
import type { RunRow } from './types.ts';

/** What runs say of their load together; null where none of them judged it. Each row is read once, and kept by nobody. */
export function loadOf(runs: Iterable<{ readonly row: Pick<RunRow, 'load'> }>): AlternativeLoad | null {
  let [judged, overloaded, growing, meanwhile, grew, undecided, unfinished] = [0, 0, 0, 0, 0, 0, 0];
  let offered: number | null = 0;
  let [first, firstOverloaded, firstGrowing]: (string | null)[] = [null, null, null];
  for (const {
    row: { load },
  } of runs) {
    if (load === null) continue;
    judged++;
    first ??= load.reason;
    if (isOverloaded(load)) {
      overloaded++;
      firstOverloaded ??= load.reason;
    }
    if (isGrowing(load)) {
      growing++;
      firstGrowing ??= load.reason;
    }
    if (isOverloadedMeanwhile(load)) meanwhile++;
    if (load.state === 'grew') grew++;
    if (load.state === 'undecided' || load.state === 'unsettled') undecided++;
    unfinished += load.unfinished;
    offered = offered === null || load.offered === null ? null : offered + load.offered;
  }
  if (first === null) return null;
  const grows = isGrowth(growing, judged);
  return {
    overloaded,
    growing,
    grows,
    overloaded_meanwhile: meanwhile,
    grew_meanwhile: isGrowth(grew, judged) ? grew : 0,
    undecided,
    runs: judged,
    offered: offered === null ? null : offered / judged,
    unfinished: unfinished / judged,
    reason: firstOverloaded ?? (grows ? firstGrowing : null) ?? first,
  };
}
