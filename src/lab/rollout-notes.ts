/** What became of waves with gates, and what their gates can tell apart. */
import { expectedLooks, sprtRates, stepsOfRates } from '../modules/gates/sprt.ts';
import type { SequentialGate } from '../modules/gates/types.ts';
import type { RollbackRecord, WaveRecord } from '../recording/record.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatCount, formatDuration, formatRatio, plural } from '../scenario/numbers.ts';
import type { WaveSpec, WorldSpec } from '../world/spec/spec.ts';
import { type Blocked, listed } from './never-started.ts';

/** Steps up to which the rates of a sequential gate are computed: some tens of milliseconds. */
const MOST_STEPS = 10_000_000;
/** Share of either kind that is left undecided from which on the scenario's gate is said to be too short. */
const MUCH_UNDECIDED = 0.1;

/** The decisions of gates, and what was undone. */
export function rolloutNotes({ waves }: RunRecorder, found: readonly Blocked[]): string[] {
  const decisions = waves.records.flatMap(decisionNotes);
  return [
    ...decisions,
    ...waves.rollbacks.flatMap((rollback, workload) => {
      if (!rollback) return [];
      const blocked = found.find((one) => one.workload === workload);
      return [undoneNote(rollback), ...(blocked ? stoppedNotes(rollback, blocked) : [])];
    }),
    ...promotedNotes(waves.records),
    ...failedNotes(waves.records),
  ];
}

/** Waves of which nothing succeeded, and that kept nothing from going on. */
function failedNotes(waves: readonly WaveRecord[]): string[] {
  const [wave] = waves.filter((one) => {
    const next = waves.find(({ workload, index }) => workload === one.workload && index === one.index + 1);
    const isFailure = one.tasks > 0 && one.failed === one.tasks && one.gate === undefined;
    return isFailure && next !== undefined && next.undoes === undefined && next.start !== null;
  });
  if (!wave) return [];
  return [
    `All tasks of wave ${wave.name} failed, and the next wave began all the same: required_success of the wave, or a gate, keeps it from that.`,
  ];
}

/** What went on as planned, in one line. */
function promotedNotes(waves: readonly WaveRecord[]): string[] {
  const promoted = waves
    .filter(({ gate }) => gate === 'promoted')
    .map(({ name, tasks, gate_looked: looked = 0, gate_failures: failures = 0 }) => {
      const failed = failures === 0 ? 'no failure' : plural(failures, 'failure');
      return `${name} after ${formatCount(looked)} of ${plural(tasks, 'task')} (${failed})`;
    });
  if (promoted.length === 0) return [];
  return [`${promoted.length === 1 ? 'The gate' : 'Gates'} promoted ${listed(promoted)}.`];
}

function decisionNotes(wave: WaveRecord): string[] {
  const { name, tasks, gate, gate_looked: looked = 0, gate_failures: failures = 0 } = wave;
  const failed = plural(failures, 'failure');
  if (gate === 'rolled back')
    return [
      `The gate of wave ${name} rolled back after ${formatCount(looked)} of ${plural(tasks, 'task')}: ${failed}.`,
    ];
  if (gate !== 'undecided, promoted' && gate !== 'undecided, rolled back') return [];
  const did = gate === 'undecided, promoted' ? 'promoted' : 'rolled back';
  return [
    `The gate of wave ${name} could not decide by ${plural(looked, 'result')}, ${failed} among them: it ${did} because undecided says so.`,
  ];
}

function undoneNote({ workload, byGate, wave, start, end, tasks, left }: RollbackRecord): string {
  const why = byGate ? '' : ` Somebody ordered it in the midst of wave ${wave}.`;
  if (end === null) return `${workload} was still being rolled back when the run ended.${why}`;
  if (tasks === 0) return `${workload} was rolled back, and there was nothing to undo.${why}`;
  const those = `${plural(tasks, 'task')} that had succeeded ${tasks === 1 ? 'was' : 'were'} undone`;
  const but =
    left === 0 ? '' : `, but for ${formatCount(left)}: the tasks that were to undo them failed for good`;
  return `${workload} was rolled back: ${those} within ${formatDuration(end - start)} of the decision${but}.${why}`;
}

function stoppedNotes({ workload }: RollbackRecord, { blocked, steps }: Blocked): string[] {
  if (blocked === 0) return [];
  const waves = steps.length === 0 ? '' : ` (all of ${listed(steps)})`;
  return [`${plural(blocked, 'task')} of ${workload} never started${waves}: it was rolled back before.`];
}

/** What sequential gates leave undecided, where the tasks of their waves are too few to tell. */
export function gateCautions({ workloads }: WorldSpec): string[] {
  return workloads.flatMap((workload) =>
    workload.kind === 'waves' ? workload.waves.flatMap(tooFewNotes) : [],
  );
}

function tooFewNotes({ name, tasks, gate }: WaveSpec): string[] {
  if (gate?.kind !== 'sequential') return [];
  const most = Math.min(tasks, gate.most);
  if (stepsOfRates(gate, most) > MOST_STEPS) return [];
  const [good, bad] = [gate.acceptable, gate.unacceptable].map((rate) => sprtRates(gate, most, rate));
  if (Math.max(good.undecided, bad.undecided) < MUCH_UNDECIDED) return [];
  return [
    `The gate of wave ${name} looks at ${plural(most, 'result')} at most, which are few to tell ${rates(gate)}: it leaves ${formatRatio(good.undecided)} of what fails at ${formatRatio(gate.acceptable)} undecided, and ${formatRatio(bad.undecided)} of what fails at ${formatRatio(gate.unacceptable)}. It needs about ${formatCount(Math.ceil(expectedLooks(gate).acceptable))}.`,
  ];
}

function rates({ acceptable, unacceptable }: SequentialGate): string {
  return `${formatRatio(acceptable)} from ${formatRatio(unacceptable)}`;
}
