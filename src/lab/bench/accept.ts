/**
 * Accepting what scenarios do now: their new baselines.
 */
import type { Experiment } from '../experiment/experiment.ts';
import { VERSION } from '../version.ts';
import { type Acceptance, type Baseline, baselineFile, isExpired, writeBaseline } from './baseline.ts';
import type { GateRun, Subject } from './behaviour-types.ts';
import { BenchError } from './bench-error.ts';
import { gatesOf, isSameRun } from './gate-pairs.ts';
import { jobsOf, range, runsOf } from './runs.ts';

export interface AcceptOptions {
  readonly experiment: Experiment;
  readonly folder: string;
  readonly acceptance: Acceptance;
  /** YYYY-MM-DD */
  readonly today: string;
}

export interface Accepted {
  /** Names of baselines that were written. */
  readonly written: readonly string[];
  /** Names of those that hold already: nothing of them has changed. */
  readonly unchanged: readonly string[];
}

/**
 * Runs every replication, fresh ones included, and writes the baselines that are not as they should be.
 * @throws BenchError when a run failed: what does not run cannot be a baseline
 */
export async function acceptBaselines(
  subjects: readonly Subject[],
  { experiment, folder, acceptance, today }: AcceptOptions,
): Promise<Accepted> {
  const wanted = subjects.map(({ replications, fresh }) => range(0, replications + fresh));
  await experiment.perform(wanted.flatMap((replications, i) => jobsOf(i, replications)));
  const [failure] = experiment.failures;
  if (failure !== undefined)
    throw new BenchError(`${failure.label}, replication ${failure.replication} failed: ${failure.reason}`);
  if (experiment.aborted) return { written: [], unchanged: [] };
  const written: string[] = [];
  const unchanged: string[] = [];
  for (const [i, subject] of subjects.entries()) {
    const runs = runsOf(experiment, i, wanted[i]);
    if (holds(subject, runs, today)) unchanged.push(subject.name);
    else {
      await writeBaseline(baselineFile(folder, subject.name), baselineOf(subject, runs, acceptance));
      written.push(subject.name);
    }
  }
  return { written, unchanged };
}

/** Whether the committed baseline says all that the new one would. */
function holds(subject: Subject, runs: readonly GateRun[], today: string): boolean {
  const { baseline: found, source, replications } = subject;
  if (found.kind !== 'found') return false;
  const { baseline } = found;
  const gates = gatesOf(subject, runs);
  return (
    baseline.source === source &&
    baseline.replications === replications &&
    baseline.runs.length === runs.length &&
    JSON.stringify(baseline.gates) === JSON.stringify(gates) &&
    !isExpired(baseline.accepted, today) &&
    baseline.runs.every(({ fingerprint, values }, i) =>
      isSameRun(
        gates,
        { fingerprint, figure: (metric) => values[gates.findIndex((gate) => gate.metric === metric)] },
        runs[i],
      ),
    )
  );
}

function baselineOf(subject: Subject, runs: readonly GateRun[], accepted: Acceptance): Baseline {
  const { file, set, scenario, source, replications } = subject;
  const gates = gatesOf(subject, runs).map(({ metric, better, margin }) => ({ metric, better, margin }));
  return {
    scenario: file,
    set,
    seed: scenario.seed,
    version: VERSION,
    source,
    accepted,
    gates,
    replications,
    runs: runs.map((run) => ({
      fingerprint: run.fingerprint,
      values: gates.map(({ metric }) => run.figure(metric) ?? null),
    })),
  };
}
