/**
 * HEFT: heterogeneous earliest finish time (Topcuoglu, Hariri and Wu, Performance-Effective and Low-Complexity Task Scheduling for
 * Heterogeneous Computing, 2002). Tasks are taken by upward rank, the length of the longest way from a task to the end of the
 * graph, in mean costs; each goes to where it would end first, into a gap between others if it fits there.
 */

/** A directed acyclic graph of tasks 0..n-1. */
export interface TaskGraph {
  /** For each task, those that must have ended before it starts. */
  readonly after: readonly (readonly number[])[];
  /** How long what one task hands to a later one is under way, when they run in different places. */
  communication(from: number, to: number): number;
}

/**
 * rank(i) = cost(i) + max over successors j of (communication(i, j) + rank(j)).
 *
 * @param costs mean cost of each task, in the unit of communication
 */
export function upwardRanks(graph: TaskGraph, costs: readonly number[]): number[] {
  const ranks = [...costs];
  const successors = costs.map(() => 0);
  for (const before of graph.after) for (const one of before) successors[one]++;
  // From the end of the graph: a task is due when the ranks of all its successors are known.
  const due = costs.map((_, task) => task).filter((task) => successors[task] === 0);
  for (let task = due.pop(); task !== undefined; task = due.pop()) {
    for (const before of graph.after[task]) {
      const way = costs[before] + graph.communication(before, task) + ranks[task];
      if (way > ranks[before]) ranks[before] = way;
      if (--successors[before] === 0) due.push(before);
    }
  }
  return ranks;
}

export interface Placement {
  readonly processor: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The whole schedule, for whoever knows all tasks and processors in advance.
 *
 * @param costs for each task, how long it takes each processor
 */
export function heftSchedule(graph: TaskGraph, costs: readonly (readonly number[])[]): Placement[] {
  const means = costs.map((row) => row.reduce((sum, cost) => sum + cost, 0) / row.length);
  const ranks = upwardRanks(graph, means);
  const order = costs.map((_, task) => task).sort((a, b) => ranks[b] - ranks[a] || a - b);
  const placed: Placement[] = new Array(costs.length);
  /** What each processor does, in order of time. */
  const busy: Placement[][] = (costs[0] ?? []).map(() => []);
  for (const task of order) {
    let best: Placement | null = null;
    for (const [processor, duration] of costs[task].entries()) {
      const ready = graph.after[task].reduce((latest, before) => {
        const { processor: from, end } = placed[before];
        return Math.max(latest, end + (from === processor ? 0 : graph.communication(before, task)));
      }, 0);
      const start = earliestGap(busy[processor], ready, duration);
      if (best === null || start + duration < best.end) best = { processor, start, end: start + duration };
    }
    if (best === null) return [];
    placed[task] = best;
    const { processor, start } = best;
    const at = busy[processor].findIndex((other) => other.start > start);
    busy[processor].splice(at < 0 ? busy[processor].length : at, 0, best);
  }
  return placed;
}

/** When a processor first has so much time free, from `ready` on. */
function earliestGap(busy: readonly Placement[], ready: number, duration: number): number {
  let start = ready;
  for (const { start: begin, end } of busy) {
    if (begin >= start + duration) return start;
    if (end > start) start = end;
  }
  return start;
}
