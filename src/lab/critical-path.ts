/**
 * The critical path of a graph of steps as it was executed: the chain of dependent steps whose longest executions sum up to
 * most. No number of agents makes the graph end sooner with these executions; makespan over this length is the schedule
 * length ratio (Topcuoglu, Hariri and Wu 2002, there with the least cost of each task over the machines).
 */
import { typedDependency } from '../modules/workflow/dependencies.ts';
import { type Bounds, type Figure, maximumBounds } from '../recording/bounds.ts';
import { unlimited } from '../recording/statistics.ts';
import type { Steps } from '../recording/stretches.ts';
import type { DagTaskSpec, WorldSpec } from '../world/spec/spec.ts';

const MICROSECONDS = 1e6;

export interface CriticalPath {
  readonly workload: string;
  /** Names of the steps, the first first. */
  readonly steps: readonly string[];
  /** Seconds: the sum of their longest executions. */
  readonly seconds: number;
  /** Seconds from the submission of the graph's first task to the end of its last. */
  readonly makespan: number;
}

export interface CriticalPaths {
  /** The longest of all graphs of which every step has ended; null when there is none. */
  readonly ended: CriticalPath | null;
  /** Seconds: of each graph that may still end, the longest chain of what has been executed so far. */
  readonly open: readonly number[];
}

/**
 * @param isClosed by workload: no more of its steps can begin or end, whatever is missing
 * @param underWay microseconds for which the longest execution under way of a step has run, which will not be lost; 0 without one
 */
export function criticalPaths(
  spec: WorldSpec,
  recorded: Steps,
  isClosed: (workload: number) => boolean,
  underWay: (workload: number, step: number) => number,
): CriticalPaths {
  let ended: CriticalPath | null = null;
  const open: number[] = [];
  let first = 0;
  for (const [place, workload] of spec.workloads.entries()) {
    if (workload.kind !== 'dag') continue;
    const { tasks, name } = workload;
    const records = recorded.records.slice(first, first + tasks.length);
    const times = recorded.longest.slice(first, first + tasks.length);
    first += tasks.length;
    if (records.some(({ start, end }) => start === null || end === null)) {
      if (isClosed(place)) continue;
      for (let step = 0; step < tasks.length; step++)
        times[step] = Math.max(times[step], underWay(place, step));
      open.push(longestChain(tasks, times).length / MICROSECONDS);
      continue;
    }
    const { steps, length } = longestChain(tasks, times);
    const begin = records.reduce((least, { start }) => Math.min(least, start as number), Infinity);
    const end = records.reduce((most, record) => Math.max(most, record.end as number), 0);
    const path = {
      workload: name,
      steps: steps.map((step) => tasks[step].name),
      seconds: length / MICROSECONDS,
      makespan: end - begin,
    };
    if (!ended || path.seconds > ended.seconds) ended = path;
  }
  return { ended, open };
}

/** Of graphs that have not ended the path is at least what has been executed; a graph of which a task fails may have none. */
export function pathFigures({ ended, open }: CriticalPaths, mayFail: boolean): Record<string, Figure> {
  const ratio = ended && ended.seconds > 0 ? ended.makespan / ended.seconds : null;
  const names = ['workflow.critical_path', 'workflow.critical_path.ratio'] as const;
  if (open.length === 0) return { [names[0]]: ended?.seconds ?? null, [names[1]]: ratio };
  const unended = unlimited(Float64Array.from(open), mayFail);
  const length = maximumBounds(ended?.seconds ?? null, unended);
  // No graph takes less time than its critical path; where that takes none at all there is no ratio to it.
  const certain = Math.max(ended?.seconds ?? 0, ...(mayFail ? [] : open));
  const times: Bounds = { lower: 1, upper: null, ...(certain > 0 ? {} : { or_none: true }) };
  return { [names[0]]: length, [names[1]]: times };
}

/** Steps in an order in which each comes after all those that it depends on (Kahn 1962). */
export function topologicalOrder(graph: readonly Pick<DagTaskSpec, 'name' | 'after'>[]): number[] {
  const { missing, dependents } = dependenciesOf(graph);
  const order = graph.flatMap((_, step) => (missing[step] === 0 ? [step] : []));
  for (const step of order)
    for (const later of dependents[step]) if (--missing[later] === 0) order.push(later);
  return order;
}

function dependenciesOf(graph: readonly Pick<DagTaskSpec, 'name' | 'after'>[]) {
  const places = new Map(graph.map(({ name }, step) => [name, step]));
  const before = graph.map(({ after }) =>
    after.map((dependency) => places.get(typedDependency(dependency).name) as number),
  );
  const dependents: number[][] = graph.map(() => []);
  for (const [step, list] of before.entries()) for (const earlier of list) dependents[earlier].push(step);
  return { before, dependents, missing: before.map((list) => list.length) };
}

/**
 * The longest chain of an acyclic graph: steps in topological order (Kahn 1962), each with the longest chain that ends in it.
 * Among equals the one that is listed first.
 * @param times how long each step takes
 */
export function longestChain(
  graph: readonly Pick<DagTaskSpec, 'name' | 'after'>[],
  times: ArrayLike<number>,
): { readonly steps: readonly number[]; readonly length: number } {
  const { before } = dependenciesOf(graph);
  const length = new Float64Array(graph.length);
  const from = new Int32Array(graph.length).fill(-1);
  for (const step of topologicalOrder(graph)) {
    for (const earlier of before[step]) {
      if (from[step] < 0 || length[earlier] > length[from[step]]) from[step] = earlier;
    }
    length[step] = times[step] + (from[step] < 0 ? 0 : length[from[step]]);
  }
  let last = 0;
  for (let step = 1; step < graph.length; step++) if (length[step] > length[last]) last = step;
  const steps: number[] = [];
  for (let step = last; step >= 0; step = from[step]) steps.push(step);
  return { steps: steps.reverse(), length: length[last] };
}
