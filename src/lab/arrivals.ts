/** Tasks that come as a stream, and the time over which their load is judged: until the end of the run, or until they stopped. */
import type { Microseconds } from '../engine/types.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { offerOf } from '../world/feasibility/demand.ts';
import type { FlowWorkloadSpec, OpenWorkloadSpec, WorkloadSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import { isTooMuch, offeredBy } from './offered-work.ts';

const MICROSECONDS = 1e6;

export interface Arrivals {
  readonly workloads: readonly WorkloadSpec[];
  /** When the last of them began, and until when they are judged. */
  readonly from: Microseconds;
  readonly to: Microseconds;
  /** Whether no more of them come, however long the run goes on. */
  readonly isOver: boolean;
  /** Agents that the swarm had at that time: those scaled away, or not started yet, are none of them. */
  readonly present: number;
  /** Latest time until then at which that number changed. */
  readonly presentSince: Microseconds;
  /** Mean of the tasks under way from the end of the warm-up until then. */
  readonly busy: number;
}

/** null where no tasks come as a stream: their number is given, or the times at which they come. */
export function arrivalsOf(world: World, recorder: RunRecorder): Arrivals | null {
  const { spec, now, parts } = world;
  const { count } = parts.agents.table;
  const { absentAgents, running, lastSubmission: last } = recorder;
  const endless = spec.workloads.filter((workload, place) => isEndless(workload, world, place));
  if (endless.length > 0)
    return {
      workloads: endless,
      from: latest(endless.map(({ start }) => start * MICROSECONDS)),
      to: now,
      isOver: false,
      present: count - absentAgents.value,
      presentSince: absentAgents.changedAt,
      busy: running.meanAt(now),
    };
  const present = count - last.absent;
  const phase = judgedPhase(
    spec.workloads.flatMap((one) => streamOf(one, world, last.at)),
    world,
    present,
  );
  if (phase === null) return null;
  const { absentSince: presentSince, busy } = last;
  return { ...phase, isOver: true, present, presentSince, busy };
}

/** Whether more tasks would come for as long as the run went on, whatever became of those before. */
function isEndless(workload: WorkloadSpec, { parts, now }: World, place: number): boolean {
  const { kind } = workload;
  if (kind !== 'open' && kind !== 'flow' && kind !== 'recurrence') return false;
  // Flows go on with their steps when no more of them begin.
  if (kind === 'flow' && workload.stop !== null && workload.stop * MICROSECONDS <= now) return false;
  return !parts.clients[place].exhausted;
}

interface Stream {
  readonly workload: WorkloadSpec;
  readonly start: Microseconds;
  readonly end: Microseconds;
}

/** What came of a workload whose tasks arrive one after the other; empty where their times are given one by one. */
function streamOf(workload: WorkloadSpec, world: World, last: Microseconds): Stream[] {
  if (workload.kind !== 'open' && workload.kind !== 'flow') return [];
  const { arrivals } = workload;
  if (arrivals === null || arrivals.process === 'trace') return [];
  const start = workload.start * MICROSECONDS;
  const stop = (workload.stop ?? Infinity) * MICROSECONDS;
  const end = Math.min(stop, world.now, byNumber(workload, world, last));
  return end > start ? [{ workload, start, end }] : [];
}

/** When as many had come as were to come; on average, where that of other workloads cannot be told from it. Infinity: no number is given. */
function byNumber(
  workload: OpenWorkloadSpec | FlowWorkloadSpec,
  { spec }: World,
  last: Microseconds,
): Microseconds {
  const number = workload.kind === 'open' ? workload.tasks : workload.count;
  if (number === null) return Infinity;
  if (workload.kind === 'open' && spec.workloads.length === 1) return last;
  const [first] = offerOf(workload, spec) ?? [];
  if (first === undefined) return last;
  const items = workload.kind === 'open' ? (workload.batch?.size ?? 1) : 1;
  return Math.min(last, (workload.start + number / (first.rate * items)) * MICROSECONDS);
}

type Phase = Pick<Arrivals, 'workloads' | 'from' | 'to'>;

/** Streams that come one after the other make phases: that in which too much came, or else the longest. */
function judgedPhase(streams: readonly Stream[], world: World, present: number): Phase | null {
  const times = [...new Set(streams.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const phases = times.slice(0, -1).map((from, place) => ({
    from,
    to: times[place + 1],
    workloads: streams
      .filter(({ start, end }) => start <= from && end > from)
      .map(({ workload }) => workload),
  }));
  let [longest, worst]: (Phase | null)[] = [null, null];
  let most = 0;
  for (const phase of phases) {
    if (phase.workloads.length === 0) continue;
    if (longest === null || phase.to - phase.from > longest.to - longest.from) longest = phase;
    const offered = phases.length > 1 ? offeredBy(phase.workloads, world, present) : null;
    if (offered === null || offered.ratio <= most || !isTooMuch(offered)) continue;
    worst = phase;
    most = offered.ratio;
  }
  return worst ?? longest;
}

function latest(times: readonly Microseconds[]): Microseconds {
  return times.reduce((last, time) => Math.max(last, time), 0);
}
