/** Work of graphs and waves that never starts, because what it comes after did not succeed. */

import { Share } from '../modules/shares.ts';
import { typedDependency } from '../modules/workflow/dependencies.ts';
import { between, type Figure } from '../recording/bounds.ts';
import type { WaveRecord } from '../recording/record.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatCount, plural } from '../scenario/numbers.ts';
import { TASK_STATE } from '../world/core/task-table.ts';
import type { DagWorkloadSpec, WavesWorkloadSpec } from '../world/spec/workload-spec.ts';
import { topologicalOrder } from './critical-path.ts';
import type { MeasuredWorld } from './measured-world.ts';

/** Most names that a note lists. */
const MOST_NAMED = 5;

/** A workload of steps or waves, as far as it has come. */
export interface Blocked {
  readonly workload: number;
  /** Tasks that have not been submitted, and those among them of which it is certain that they never will. */
  readonly rest: number;
  readonly blocked: number;
  /** Names of the steps or waves that never start, and of those whose failure is the reason; in order. */
  readonly steps: readonly string[];
  readonly blockers: readonly string[];
}

/** Of each graph and each workload of waves, in order. */
export function blockedWork(world: MeasuredWorld, recorder: RunRecorder): Blocked[] {
  const { workloads } = world.spec;
  if (!workloads.some(({ kind }) => kind === 'dag' || kind === 'waves')) return [];
  const submitted = submittedOf(world);
  return workloads.flatMap((spec, workload) => {
    if (spec.kind !== 'dag' && spec.kind !== 'waves') return [];
    const isGraph = spec.kind === 'dag';
    const all = isGraph ? recorder.steps.records : recorder.waves.records;
    const records = all.filter((record) => record.workload === spec.name);
    const rolledBack = recorder.waves.rollbacks[workload]?.wave;
    const found = spec.kind === 'dag' ? blockedSteps(spec, records) : blockedWaves(spec, records, rolledBack);
    const total = records.reduce((sum, { tasks }) => sum + tasks, 0);
    const rest = Math.max(0, total - submitted[workload]);
    const named = (list: readonly number[]) => list.map((place) => records[place].name);
    // Of the waves that had begun when they were rolled back, what had not been handed in never will be.
    const blocked =
      rolledBack === undefined ? found.blocked.reduce((sum, place) => sum + records[place].tasks, 0) : rest;
    return [{ workload, rest, blocked, steps: named(found.blocked), blockers: named(found.blockers) }];
  });
}

/** By workload: tasks that were submitted, without those that undo others. */
function submittedOf({ spec, parts: { tasks } }: MeasuredWorld): Float64Array {
  const submitted = new Float64Array(spec.workloads.length);
  const steps = spec.workloads.map((workload) =>
    workload.kind === 'waves' ? workload.waves.length : Infinity,
  );
  for (let task = 0; task < tasks.count; task++) {
    const workload = tasks.workload[task];
    if (tasks.state[task] !== TASK_STATE.created && tasks.step[task] < steps[workload]) submitted[workload]++;
  }
  return submitted;
}

interface Places {
  readonly blocked: readonly number[];
  readonly blockers: readonly number[];
}

/** Whose success is asked for and has not come, or that come after the end of what never starts. */
export function blockedSteps({ tasks }: DagWorkloadSpec, records: readonly WaveRecord[]): Places {
  const places = new Map(tasks.map(({ name }, step) => [name, step]));
  const isBlocked = new Uint8Array(tasks.length);
  const blockers = new Set<number>();
  for (const step of topologicalOrder(tasks)) {
    for (const { name, on } of tasks[step].after.map(typedDependency)) {
      const before = places.get(name) as number;
      const hasFailed = on !== 'completion' && records[before].failed > 0;
      if (hasFailed) blockers.add(before);
      if (hasFailed || isBlocked[before] === 1) isBlocked[step] = 1;
    }
  }
  return {
    blocked: [...isBlocked.keys()].filter((step) => isBlocked[step] === 1),
    blockers: [...blockers].sort((a, b) => a - b),
  };
}

/** Those after the first of which too many tasks have failed, or that had not begun when the waves were rolled back. */
function blockedWaves(
  { waves }: WavesWorkloadSpec,
  records: readonly WaveRecord[],
  rolledBack: string | undefined,
): Places {
  if (rolledBack !== undefined)
    return {
      blocked: [...waves.keys()].filter((wave) => records[wave].start === null),
      blockers: [waves.findIndex(({ name }) => name === rolledBack)],
    };
  const stop = waves.findIndex(
    ({ tasks, required_success, gate }, wave) =>
      !gate && records[wave].failed > tasks - new Share(required_success).ceil(tasks),
  );
  if (stop < 0 || stop === waves.length - 1) return { blocked: [], blockers: [] };
  return { blocked: [...waves.keys()].slice(stop + 1), blockers: [stop] };
}

/** Whether nothing more of the workload can begin. */
export function isOver({ progress, parts }: MeasuredWorld, workload: number): boolean {
  const client = parts.clients[workload];
  return progress === 'finished' || progress === 'stalled' || (client.exhausted && client.due !== true);
}

/** Tasks of graphs and waves that never started, or never will. @param mayFail whether tasks that have not ended may fail */
export function neverStarted(world: MeasuredWorld, found: readonly Blocked[], mayFail: boolean): Figure {
  if (found.length === 0) return null;
  let [lower, upper] = [0, 0];
  for (const { workload, rest, blocked } of found) {
    const isFinal = isOver(world, workload);
    lower += isFinal ? rest : blocked;
    upper += isFinal || mayFail ? rest : blocked;
  }
  return between(lower, upper);
}

/** What of graphs never started, and because of what; waves have a note of their own. */
export function neverStartedNotes({ spec }: MeasuredWorld, found: readonly Blocked[]): string[] {
  return found.flatMap(({ workload, blocked, steps, blockers }) => {
    const { kind, name } = spec.workloads[workload];
    if (kind !== 'dag' || steps.length === 0) return [];
    const those = `${plural(steps.length, 'step')} of ${name}, with ${plural(blocked, 'task')},`;
    return [`${those} never started (${listed(steps)}): not all tasks of ${listed(blockers)} succeeded.`];
  });
}

/** The first of them, and how many more. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}
