/** What a run that ended before its scenario knows of the figures of the whole run. */

import { mostTasks } from '../modules/flows/most-steps.ts';
import { type Figure, isBounds } from '../recording/bounds.ts';
import { formatCount, formatDuration, plural } from '../scenario/numbers.ts';
import { TASK_STATE } from '../world/core/task-table.ts';
import { isImpatient } from '../world/plan/task-specs.ts';
import type { WorkloadSpec, WorldSpec } from '../world/spec/spec.ts';
import { anything, earlyEnd, ofWholeRun } from './early-end.ts';
import type { MeasuredWorld } from './measured-world.ts';

const MICROSECONDS = 1e6;

/** Counts of tasks, to which every task that is still to come may add one. */
const OF_TASKS =
  /^(tasks\.(completed|failed|failed\..*|over_budget|shed(\..*)?|rejected|abandoned)|tenant\..*\.completed)$/;
/** Counts of flows, batches and checkpoints. */
const OF_OTHERS =
  /^(flow\.(completed|failed|.*\.done)|batch\.count|checkpoints\.(written|bytes|refused|restored|damaged|lost_work))$/;
/** Figures over tasks, and over what is made of them. */
const OVER_TASKS =
  /^((task|assignment|tenant|flow|batch|workflow)\..*|tasks\.(success_rate|abandonment_rate|cost_per_task)|topology\.hops\..*|(recovery|failover)\.time\..*|checkpoints\.waste|makespan|speedup)$/;
/** Those that later tasks can but raise. */
const LARGEST = /\.max$|^makespan$/;

export class WholeRun {
  readonly #world: MeasuredWorld;
  /** Most tasks that arrivals may still bring; Infinity where their number is not given. */
  readonly #later: number;
  readonly #toCome: number;
  /** Tasks, those before the measured time too. */
  readonly #submitted: number;

  /** @param open by workload: most tasks of work that is there from the start, and is still to be submitted */
  constructor(world: MeasuredWorld, open: { readonly toCome: readonly number[] }) {
    this.#world = world;
    this.#toCome = open.toCome.reduce((sum, count) => sum + count, 0);
    const submitted = submittedOf(world);
    this.#submitted = submitted.reduce((sum, count) => sum + count, 0);
    this.#later = world.spec.workloads.reduce(
      (sum, workload, place) =>
        sum + (world.parts.clients[place].exhausted ? 0 : laterOf(workload, world.spec, submitted[place])),
      0,
    );
  }

  /** Whether a figure that is known so far may be another in the whole run because more arrives. */
  isOfArrivals(metric: string): boolean {
    if (this.#later === 0 || this.#isNever(metric)) return false;
    return [OF_TASKS, OF_OTHERS, OVER_TASKS].some((pattern) => pattern.test(metric));
  }

  /**
   * By what is known of the figure so far. Counts grow with what arrives, up to the number of tasks where that is given. Largest values
   * are at least what they are, and any other figure over tasks may come to anything.
   */
  readonly figure = (metric: string, figure: Figure): Figure => {
    if (metric === 'tasks.submitted') return atMost(figure, this.#later + this.#toCome);
    if (!this.isOfArrivals(metric)) return ofWholeRun(metric, figure);
    if (OF_TASKS.test(metric)) return atMost(figure, this.#later);
    const isGrowing = OF_OTHERS.test(metric) || LARGEST.test(metric);
    return isGrowing ? atMost(figure, Infinity) : anything(metric, figure);
  };

  /** That more was to come, of which the figures say nothing. */
  get notes(): string[] {
    if (this.#later === 0) return [];
    const end = earlyEnd(this.#world) === 'until' ? '--until ended the run' : 'The run was interrupted';
    const at = formatDuration(this.#world.now / MICROSECONDS);
    const coming = Number.isFinite(this.#later)
      ? `up to ${formatCount(this.#later)} more tasks`
      : 'more tasks';
    return [
      `${end} at ${at}, when ${coming} were to come: figures over tasks are of the ${plural(this.#submitted, 'task')} submitted until then, and decide only what later ones cannot change.`,
    ];
  }

  /** Whether nothing in the scenario makes it more than 0. */
  #isNever(metric: string): boolean {
    const { scheduler, agents, workloads, retry } = this.#world.spec;
    switch (metric) {
      case 'tasks.shed':
        return scheduler.queue_limit === null && !scheduler.shedding;
      case 'tasks.shed.waited':
      case 'tasks.shed.priority':
        return !scheduler.shedding;
      case 'tasks.rejected':
        return agents.groups.every(({ when_full }) => when_full !== 'reject');
      case 'tasks.abandoned':
        return !workloads.some(isImpatient);
      case 'tasks.over_budget':
        return !retry.budget;
      default:
        return false;
    }
  }
}

/** As much as it is, and up to so much more. */
function atMost(figure: Figure, more: number): Figure {
  if (figure === null || more === 0) return figure;
  const bounds = isBounds(figure) ? figure : { lower: figure, upper: figure };
  const most = (bounds.upper ?? Infinity) + more;
  return { ...bounds, upper: Number.isFinite(most) ? most : null };
}

/** Tasks by workload, those before the measured time too. */
function submittedOf({ spec, parts: { tasks } }: MeasuredWorld): Float64Array {
  const submitted = new Float64Array(spec.workloads.length);
  for (let task = 0; task < tasks.count; task++)
    if (tasks.state[task] !== TASK_STATE.created) submitted[tasks.workload[task]]++;
  return submitted;
}

/** Most tasks that come besides those of work that is there from the start. Bulks count one by one, batches and caches make them fewer. */
function laterOf(workload: WorkloadSpec, { workloads }: WorldSpec, submitted: number): number {
  switch (workload.kind) {
    case 'open': {
      const { arrivals, tasks } = workload;
      const recorded = arrivals.process === 'trace' ? arrivals.times.length : Infinity;
      return Math.max(0, Math.min(tasks ?? Infinity, recorded) - submitted);
    }
    case 'closed':
      return Math.max(0, (workload.tasks ?? Infinity) - submitted);
    case 'recurrence':
      return Math.max(0, (workload.occurrences ?? Infinity) * workload.tasks - submitted);
    case 'flow': {
      if (!workload.arrivals) return 0;
      // Others may begin where its steps end.
      const isAlone = workloads.every((other) => other === workload || other.kind !== 'flow');
      const flows = isAlone ? (workload.count ?? Infinity) : Infinity;
      return flows * mostTasks(workload.steps);
    }
    default:
      return 0;
  }
}
