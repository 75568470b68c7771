/** Metrics of a user's own: what they are computed from, and the check of what they return. */

import { between, type Figure } from '../../recording/bounds.ts';
import type { RunRecord } from '../../recording/record.ts';
import { plural } from '../../scenario/numbers.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { TASK_STATE } from '../../world/core/task-table.ts';
import type { World } from '../../world/world.ts';
import type { Measured } from '../measure.ts';
import type { FinishedRun, FinishedTask, MetricEntry } from './definition.ts';
import { Misuse } from './errors.ts';
import { type Guard, show } from './guard.ts';
import { lazilyCopied } from './read-only.ts';
import { CALL } from './trace.ts';

/** A run, and what is noted of those who look at it. */
export interface ObservedRun {
  readonly run: FinishedRun;
  readonly reading: TaskReading;
}

/** Whether a metric, while it was computed, was given a measured task that had not ended. */
interface TaskReading {
  open: boolean;
}

/** What the metrics of a user's modules came to. */
export interface OwnFigures {
  readonly figures: Readonly<Record<string, Figure>>;
  /** Those that are one number although they read tasks that had not ended: they count as not measured. */
  readonly overOpenTasks: readonly { readonly name: string; readonly value: number }[];
}

/** @throws ModuleError when a metric throws or is neither a finite number nor bounds */
export function measureOwn(
  metrics: readonly { readonly entry: MetricEntry; readonly guard: Guard }[],
  { run, reading }: ObservedRun,
): OwnFigures {
  const figures: Record<string, Figure> = {};
  const overOpenTasks: { name: string; value: number }[] = [];
  for (const { entry, guard } of metrics) {
    reading.open = false;
    const returned = returnedBy(entry, guard, run);
    if (reading.open && typeof returned === 'number') {
      // It may be the mean of those that have ended alone, which would decide conditions for all.
      overOpenTasks.push({ name: entry.name, value: returned });
      figures[entry.name] = null;
      continue;
    }
    // Bounds whose ends are the same say that the value is known exactly.
    const isExact =
      typeof returned === 'object' && returned !== null && !returned.or_none && returned.upper !== null;
    figures[entry.name] = isExact ? between(returned.lower, returned.upper) : returned;
  }
  return { figures, overOpenTasks };
}

/** What a reader must know of metrics that may leave out the tasks that had not ended. @param open how many had not */
export function openTaskNotes({ overOpenTasks }: OwnFigures, open: number): string[] {
  return overOpenTasks.map(
    ({ name, value }) =>
      `${name} came to ${value}, but ${plural(open, 'task')} that its module read had not ended, which may still change it: it counts ` +
      'as not measured. Bounds { lower, upper } say what is known; equal ends, that nothing can change.',
  );
}

function returnedBy(entry: MetricEntry, guard: Guard, run: FinishedRun): Figure {
  return guard.run(CALL.measure, 0, 0, () => {
    const value: unknown = entry.measure(run);
    if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
    const bounds = ownBounds(value);
    if (bounds !== null) return bounds;
    throw new Misuse(
      `returned ${show(value)}, not a finite number, bounds { lower, upper } of it, or null for none`,
    );
  });
}

/** A copy, so that nothing of the module's own stays in the result. */
function ownBounds(value: unknown): Figure {
  if (typeof value !== 'object' || value === null) return null;
  const { lower, upper, or_none } = value as Record<string, unknown>;
  if (typeof lower !== 'number' || !Number.isFinite(lower)) return null;
  if (upper !== null && (typeof upper !== 'number' || !Number.isFinite(upper) || upper < lower)) return null;
  return { lower, upper, ...(or_none === true ? { or_none: true as const } : {}) };
}

/** All of it copies, made when they are first read, and the same for all metrics. */
export function finishedRun(
  scenario: Scenario,
  world: World,
  { metrics, bounds }: Measured,
  record: RunRecord,
): ObservedRun {
  const reading = { open: false };
  const copied = lazilyCopied({ scenario, metrics, bounds });
  const run: FinishedRun = Object.freeze({
    get scenario() {
      return copied.scenario;
    },
    get metrics() {
      return copied.metrics;
    },
    get bounds() {
      return copied.bounds;
    },
    simulated: world.now / 1e6,
    measuredFrom: world.measuredFrom / 1e6,
    record: lazilyCopied(record),
    tasks: Object.freeze({ [Symbol.iterator]: () => finishedTasks(world, reading) }),
  });
  return { run, reading };
}

const OUTCOMES: Readonly<Record<number, FinishedTask['outcome'] | undefined>> = {
  [TASK_STATE.completed]: 'completed',
  [TASK_STATE.failed]: 'failed',
  [TASK_STATE.abandoned]: 'abandoned',
};

/** Tasks that were never submitted are left out. */
function* finishedTasks(world: World, reading: TaskReading): Generator<FinishedTask, undefined> {
  const { tasks } = world.parts;
  const names = world.spec.workloads.map(({ name }) => name);
  const seconds = (time: number) => (time < 0 ? null : time / 1e6);
  for (let task = 0; task < tasks.count; task++) {
    const state = tasks.state[task];
    if (state === TASK_STATE.created) continue;
    const outcome = OUTCOMES[state] ?? 'open';
    const measured = tasks.submittedAt[task] >= world.measuredFrom;
    if (measured && outcome === 'open') reading.open = true;
    yield {
      number: task,
      workload: names[tasks.workload[task]],
      step: tasks.step[task],
      priority: tasks.priority[task],
      demand: tasks.demand[task] / 1e6,
      payload: tasks.payload[task],
      affinity: tasks.affinity[task],
      agent: tasks.agent[task] < 0 ? null : tasks.agent[task],
      executions: tasks.executions[task],
      submitted: seconds(tasks.submittedAt[task]),
      assigned: seconds(tasks.assignedAt[task]),
      started: seconds(tasks.startedAt[task]),
      executed: seconds(tasks.executedAt[task]),
      outcome,
      measured,
    };
  }
}
