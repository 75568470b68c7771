/** Runs of an experiment as the gate sees them. */
import { figureIn } from '../../recording/bounds.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Job, RunRow } from '../experiment/types.ts';
import type { GateRun } from './behaviour-types.ts';

/** A finished run as the gate sees it. */
export function gateRun(row: Pick<RunRow, 'fingerprint' | 'metrics' | 'bounds'>): GateRun {
  return { fingerprint: row.fingerprint, figure: (metric) => figureIn(row, metric) };
}

/** Those of the replications that are finished. */
export function runsOf(experiment: Experiment, index: number, replications: readonly number[]): GateRun[] {
  return replications.flatMap((replication) => {
    const row = experiment.row(index, replication);
    return row === undefined ? [] : [gateRun(row)];
  });
}

export function jobsOf(alternative: number, replications: readonly number[]): Job[] {
  return replications.map((replication) => ({ alternative, replication }));
}

/** Whole numbers from `from` up to `to`, which is left out. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
