/**
 * Which agents leave on scale-in.
 *
 * Each policy is an order on agents; the k first leave. The k first of n are found with a heap of k entries inside the
 * caller's own array: O(n log k) comparisons, no allocation. Every order ends with the agent's index, so the choice is
 * the same everywhere.
 */
import { type EntryDescription, Registry } from '../registry.ts';

/** The agents as parallel arrays; entry i of each belongs to agent i, 0 <= i < count. */
export interface AgentsView {
  readonly count: number;
  /** Tasks being executed. */
  readonly running: ArrayLike<number>;
  /** Tasks that wait at the agent. */
  readonly queued: ArrayLike<number>;
  /** When the agent started, microseconds. */
  readonly startedAt: ArrayLike<number>;
  /** What it costs to move the agent's work and state elsewhere, in any unit. */
  readonly moveCost: ArrayLike<number>;
  /** Not 0: already leaving, and never chosen again. */
  readonly leaving: ArrayLike<number>;
}

/** Whether agent `a` should leave before agent `b`. A strict total order. */
export type LeavesBefore = (view: AgentsView, a: number, b: number) => boolean;

/** Fewest tasks in hand, idle agents first; then the youngest. */
const idleFirst: LeavesBefore = (view, a, b) => {
  const difference = view.running[a] + view.queued[a] - (view.running[b] + view.queued[b]);
  return difference !== 0 ? difference < 0 : youngest(view, a, b);
};

/** Latest start; then the highest index. */
const youngest: LeavesBefore = (view, a, b) => {
  const difference = view.startedAt[b] - view.startedAt[a];
  return difference !== 0 ? difference < 0 : a > b;
};

/** Least cost of moving; then idle first. */
const cheapest: LeavesBefore = (view, a, b) => {
  const difference = view.moveCost[a] - view.moveCost[b];
  return difference !== 0 ? difference < 0 : idleFirst(view, a, b);
};

/** Soonest empty when nothing new arrives: fewest queued (they wait for a slot), then fewest running; then the youngest. */
const soonestEmpty: LeavesBefore = (view, a, b) => {
  const queued = view.queued[a] - view.queued[b];
  if (queued !== 0) return queued < 0;
  const running = view.running[a] - view.running[b];
  return running !== 0 ? running < 0 : youngest(view, a, b);
};

export interface VictimPolicyEntry extends EntryDescription {
  /**
   * Whether victims must be drained: they take no new tasks and go once they have none. Otherwise they go at once and their
   * tasks are moved or repeated.
   */
  readonly drain: boolean;
  readonly leavesBefore: LeavesBefore;
}

/** The heap's root is the entry that leaves last. */
function siftDown(
  out: Int32Array,
  size: number,
  view: AgentsView,
  leavesBefore: LeavesBefore,
  from: number,
): void {
  const moving = out[from];
  let parent = from;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= size) break;
    if (child + 1 < size && leavesBefore(view, out[child], out[child + 1])) child++;
    if (!leavesBefore(view, moving, out[child])) break;
    out[parent] = out[child];
    parent = child;
  }
  out[parent] = moving;
}

/**
 * Writes up to `k` agents into `out`, the first to leave first, and returns how many: fewer than `k` when fewer can be
 * chosen or `out` is shorter. Agents already leaving are passed over. O(n log k), nothing is allocated.
 */
export function selectVictims(
  view: AgentsView,
  k: number,
  leavesBefore: LeavesBefore,
  out: Int32Array,
): number {
  const wanted = Math.min(k, out.length);
  if (!(wanted >= 1)) return 0;
  let size = 0;
  for (let agent = 0; agent < view.count; agent++) {
    if (view.leaving[agent] !== 0) continue;
    if (size < wanted) {
      out[size++] = agent;
      if (size === wanted)
        for (let i = (size >> 1) - 1; i >= 0; i--) siftDown(out, size, view, leavesBefore, i);
    } else if (leavesBefore(view, agent, out[0])) {
      out[0] = agent;
      siftDown(out, size, view, leavesBefore, 0);
    }
  }
  if (size < wanted) for (let i = (size >> 1) - 1; i >= 0; i--) siftDown(out, size, view, leavesBefore, i);
  for (let end = size - 1; end > 0; end--) {
    const last = out[0];
    out[0] = out[end];
    out[end] = last;
    siftDown(out, end, view, leavesBefore, 0);
  }
  return size;
}

function entry(
  name: string,
  description: string,
  source: string,
  drain: boolean,
  leavesBefore: LeavesBefore,
) {
  return { name, description, source, parameters: {}, drain, leavesBefore } satisfies VictimPolicyEntry;
}

export const VICTIM_POLICIES = new Registry<VictimPolicyEntry>('victim policy', [
  entry('idle_first', 'idle agents, then those with the fewest tasks', 'common practice', false, idleFirst),
  entry('youngest', 'the agents started last', 'Kubernetes ReplicaSet, rank of pods by age', false, youngest),
  entry(
    'cheapest',
    'the agents whose work and state cost least to move',
    'Kubernetes pod deletion cost',
    false,
    cheapest,
  ),
  entry(
    'drain',
    'the agents soonest empty; they finish their tasks before they go',
    'connection draining',
    true,
    soonestEmpty,
  ),
]);
