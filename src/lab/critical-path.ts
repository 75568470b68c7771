/**
 * The critical path of a graph of steps as it was executed: the chain of dependent steps whose longest executions sum up to
 * most. No number of agents makes the graph end sooner with these executions; makespan over this length is the schedule
 * length ratio (Topcuoglu, Hariri and Wu 2002, there with the least cost of each task over the machines).
 */
import { typedDependency } from '../modules/workflow/dependencies.ts';
import type { Steps } from '../recording/stretches.ts';
import type { DagTaskSpec, WorldSpec } from '../world/spec.ts';

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

/** The longest of all graphs of which every step has ended; null when there is none. */
export function criticalPath(spec: WorldSpec, recorded: Steps): CriticalPath | null {
  let best: CriticalPath | null = null;
  let first = 0;
  for (const workload of spec.workloads) {
    if (workload.kind !== 'dag') continue;
    const { tasks, name } = workload;
    const records = recorded.records.slice(first, first + tasks.length);
    const times = recorded.longest.subarray(first, first + tasks.length);
    first += tasks.length;
    if (records.some(({ start, end }) => start === null || end === null)) continue;
    const { steps, length } = longestChain(tasks, times);
    const begin = records.reduce((least, { start }) => Math.min(least, start as number), Infinity);
    const end = records.reduce((most, record) => Math.max(most, record.end as number), 0);
    const path = {
      workload: name,
      steps: steps.map((step) => tasks[step].name),
      seconds: length / MICROSECONDS,
      makespan: end - begin,
    };
    if (!best || path.seconds > best.seconds) best = path;
  }
  return best;
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
  const places = new Map(graph.map(({ name }, step) => [name, step]));
  const before = graph.map(({ after }) =>
    after.map((dependency) => places.get(typedDependency(dependency).name) as number),
  );
  const dependents: number[][] = graph.map(() => []);
  for (const [step, list] of before.entries()) for (const earlier of list) dependents[earlier].push(step);
  const missing = before.map((list) => list.length);
  const order = graph.flatMap((_, step) => (missing[step] === 0 ? [step] : []));
  const length = new Float64Array(graph.length);
  const from = new Int32Array(graph.length).fill(-1);
  for (const step of order) {
    for (const earlier of before[step]) {
      if (from[step] < 0 || length[earlier] > length[from[step]]) from[step] = earlier;
    }
    length[step] = times[step] + (from[step] < 0 ? 0 : length[from[step]]);
    for (const later of dependents[step]) if (--missing[later] === 0) order.push(later);
  }
  let last = 0;
  for (let step = 1; step < graph.length; step++) if (length[step] > length[last]) last = step;
  const steps: number[] = [];
  for (let step = last; step >= 0; step = from[step]) steps.push(step);
  return { steps: steps.reverse(), length: length[last] };
}
