/**
 * How long rows are timed: all of them in the first pairs, and what these do not settle in fresh ones, batch by batch, until it is
 * settled, the batches are used up, or the time is over.
 */
import { decideFresh, decideSpeed, LOOKS, type SpeedDecision, type TimedPair } from './speed-decision.ts';
import type { SpeedUnit } from './speed-types.ts';
import type { Batch, Row, Timings } from './timings.ts';

export interface StageOptions {
  /** In the first batch. */
  readonly pairs: number;
  /** Limit of a row, as a share. */
  readonly threshold: (name: string, unit: SpeedUnit) => number;
  readonly signal?: AbortSignal;
  /** Seconds on a clock that only ever goes on; default that of the process. */
  readonly clock?: () => number;
}

export interface DecidedRow {
  readonly pairs: readonly TimedPair[];
  /** Or why there is none. */
  readonly decision: SpeedDecision | string;
}

/** Sizes of the fresh batches, in those of the first one: 40 fresh pairs in all where the first are 10. */
const FRESH_BATCHES: readonly number[] = [1, 1, 2];
/**
 * Times that either side of a fresh pair is measured twice: on a machine that others use too, the middle of ten measurements of a process
 * varies half as much from process to process as the middle of two.
 */
const FRESH_ROUNDS = 5;
/**
 * Seconds after which many rows get no further batch: a gate that takes longer than a pipeline waits is none. So few rows always get all
 * batches; they take long only where the machine has little time for them, and there they need the pairs most.
 */
const ENOUGH = 150;
const FEW = 3;

/** @param time times rows once more, in so many pairs of new processes */
export async function decideRows(
  rows: readonly Row[],
  time: (rows: readonly Row[], batch: Batch) => Promise<Timings>,
  { pairs, threshold, signal, clock = () => performance.now() / 1000 }: StageOptions,
): Promise<ReadonlyMap<string, DecidedRow>> {
  if (FRESH_BATCHES.length !== LOOKS) throw new RangeError('a look after each fresh batch');
  const begin = clock();
  const first = await time(rows, { name: 'first', pairs, rounds: 1 });
  const found = new Map<string, SpeedDecision>();
  const limit = ({ name, unit }: Row): number => threshold(name, unit);
  for (const row of rows)
    if (first.of(row.name).length === pairs) found.set(row.name, decideSpeed(first.of(row.name), limit(row)));
  const fresh = new Map<string, TimedPair[]>();
  const failures = new Map(first.failures);
  for (const [look, size] of FRESH_BATCHES.entries()) {
    const open = rows.filter(({ name }) => isOpen(found.get(name), look === 0));
    if (open.length === 0 || (look > 0 && open.length > FEW && clock() - begin > ENOUGH)) break;
    const batch = { name: `fresh ${look}`, pairs: size * pairs, rounds: FRESH_ROUNDS };
    const more = signal?.aborted ? null : await time(open, batch);
    for (const row of open) {
      const decision = found.get(row.name) as SpeedDecision;
      const added = more?.of(row.name) ?? [];
      const all = [...(fresh.get(row.name) ?? []), ...added];
      if (added.length === batch.pairs) {
        fresh.set(row.name, all);
        found.set(row.name, decideFresh(first.of(row.name), all, limit(row)));
      } else if (more?.failures.has(row.name)) {
        failures.set(row.name, more.failures.get(row.name) as string);
        found.delete(row.name);
      } else found.set(row.name, unfinished(decision));
    }
    if (signal?.aborted) break;
  }
  return new Map(
    rows.map(({ name }): [string, DecidedRow] => {
      const all = [...first.of(name), ...(fresh.get(name) ?? [])];
      return [name, { pairs: all, decision: found.get(name) ?? failures.get(name) ?? 'interrupted' }];
    }),
  );
}

/** A finding of the first pairs alone has yet to be confirmed; one of fresh pairs stands. */
function isOpen(decision: SpeedDecision | undefined, isFirst: boolean): boolean {
  return decision?.verdict === 'undecided' || (isFirst && decision?.verdict === 'worse');
}

/** A finding that was not confirmed is none. */
function unfinished(decision: SpeedDecision): SpeedDecision {
  return { ...decision, verdict: 'undecided', reason: 'interrupted before fresh pairs could confirm it' };
}
