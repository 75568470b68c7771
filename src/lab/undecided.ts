/** Why a run leaves a condition undecided, and what would decide it. */
import { type Figure, isBounds } from '../recording/bounds.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { windowedSeries } from '../recording/series.ts';
import { formatDuration } from '../scenario/numbers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { TASK_STATE } from '../world/core/task-table.ts';
import { RelativeSpeeds } from '../world/plan/pairs.ts';
import { taskSpecs } from '../world/plan/task-specs.ts';
import type { World } from '../world/world.ts';
import { LONGER, STOP_ARRIVALS } from './longer.ts';
import type { OpenWork } from './open-work.ts';
import { isCounted } from './prospects.ts';
import { unended } from './still-open.ts';
import { whyNoFailure } from './undecided-failures.ts';
import { whatIsUnset } from './unset-keys.ts';
import type { Undecided } from './verdict.ts';

const MICROSECONDS = 1e6;

/** Of metrics that are of something that need not happen: what did not, and what would make it happen. */
const NEVER: readonly (readonly [prefix: RegExp, reason: string, remedy?: string])[] = [
  [/^takeover\./, 'no standby took over', 'add a fault of the root'],
  [/^task\.abandonment\./, 'no task gave up'],
  [/^(task|tenant)\./, 'no task completed', LONGER],
  [/^(scaling|tasks)\.cost_per_task$/, 'no task completed', LONGER],
  [/^topology\.hops\./, 'no task completed', LONGER],
  [/^assignment\./, 'no task was assigned', LONGER],
  [/^(makespan|speedup|tasks\.(success|abandonment)_rate)$/, 'no task ended'],
  [/^flow\./, 'no flow came so far', LONGER],
  [/^sprint\./, 'no sprint came to its end', LONGER],
  [/^spawn\./, 'no agent was created'],
  [/^pool\./, 'no wave used an agent of the pool'],
  [/^scaling\.reversal_share$/, 'the number of agents did not change more than once', LONGER],
  [/^(cache\.hit_rate)$/, 'no execution was of a task that is cheaper when warm', LONGER],
  [/^cache\.results\./, 'no request came', LONGER],
  [/^checkpoints\./, 'no checkpoint was written, and no execution ended', LONGER],
  [/^balance\./, 'no agent worked', LONGER],
  [/^agents\./, 'no agent was there'],
  [/^heartbeat\.latency\./, 'no heartbeat came', LONGER],
  [/^coordination\.latency\./, 'no message came', LONGER],
  [/^ring\.token\./, 'the token did not go round', LONGER],
  [/^recovery\.healing\./, 'no agent was isolated by a recovery'],
  [/^topology\.change\./, 'peers did not change how they work together', LONGER],
  [/^workflow\./, 'no graph of steps came to its end', LONGER],
  [/^batch\./, 'no batch left'],
];

/** @param figure what is known of the metric: nothing, or bounds between which both verdicts are possible */
export function whyUndecided(
  metric: string,
  figure: Figure,
  scenario: Scenario,
  world: World,
  open: OpenWork,
  recorder: RunRecorder,
): Undecided {
  if (windowedSeries(metric) !== undefined) {
    const ended = `the run ended at ${formatDuration(world.now / MICROSECONDS)}`;
    const reason = figure === null ? `${ended}, before the window began` : `${ended}, within the window`;
    const isOver = world.progress === 'finished' || world.progress === 'stalled';
    const remedy = { remedy: 'all its work was done: let the window end before that' };
    return { reason, ...(isOver ? remedy : goOn(world)) };
  }
  const unset = figure === null ? whatIsUnset(metric, scenario) : undefined;
  if (unset) return unset;
  if (!world.isMeasuring)
    return {
      reason: `nothing was measured: the run ended at ${formatDuration(world.now / MICROSECONDS)}, before the warm-up of ${formatDuration(scenario.warmup)} was over`,
      remedy: 'shorten warmup, or let the run go on for longer',
    };
  const never = neverDecided(metric, figure, scenario, open);
  if (never) return never;
  if (figure === null) {
    if (metric === 'task.wait.probability' && world.parts.bindsLate)
      return {
        reason:
          'with late binding it is not measured: a task waits at its coordinator whether an agent is free or not',
      };
    const why = whyNoFailure(metric, scenario, world, recorder);
    if (why) return why;
    const found = NEVER.find(([prefix]) => prefix.test(metric));
    if (!found) return { reason: 'nothing that it is of happened' };
    const [, reason, remedy] = found;
    if (remedy === LONGER) return { reason, ...goOn(world) };
    return { reason, ...(remedy === undefined ? {} : { remedy }) };
  }
  return { reason: unended(metric, open), ...remedyOf(world, open) };
}

/** A figure over tasks that complete, of which there are none and never will be: no longer run decides it. */
function neverDecided(
  metric: string,
  figure: Figure,
  { retry }: Scenario,
  open: OpenWork,
): Undecided | undefined {
  const isOfCompleted = /^(task|tenant)\./.test(metric) && !metric.startsWith('task.abandonment.');
  const hasNone = figure === null || (isBounds(figure) && figure.or_none === true);
  const obstruction = isOfCompleted && hasNone ? open.obstruction : null;
  switch (obstruction) {
    case null:
      return undefined;
    case 'timeout':
      return {
        reason: `no task completed, and none can: what is left of each takes longer than the ${formatDuration(retry.timeout ?? Infinity)} after which an attempt is given up (retry.timeout)`,
        remedy: 'raise retry.timeout, no longer run decides it',
      };
    case 'failure':
      return {
        reason: 'no task completed, and none can: every execution fails',
        remedy: 'lower failure, no longer run decides it',
      };
  }
}

/** How to let the run go on, where it would. */
function goOn({ progress }: World): { readonly remedy?: string } {
  switch (progress) {
    case 'horizon':
      return { remedy: LONGER };
    case 'cut':
      return { remedy: 'leave out --until' };
    case 'running':
      return { remedy: 'let the run come to its end' };
    default:
      return {};
  }
}

/** Where more time would decide it: how to let the work come to its end, and how long that takes at least, where that can be told. */
function remedyOf(world: World, open: OpenWork): { readonly remedy?: string } {
  const { remedy } = goOn(world);
  if (remedy === undefined || world.progress === 'running') return remedy === undefined ? {} : { remedy };
  const { spec, parts } = world;
  const unending = spec.workloads.filter(
    (workload, place) => !parts.clients[place].exhausted && !isCounted(workload),
  );
  if (unending.length > 0) {
    // The clients of a closed workload go on, and have no time at which they stop.
    const isClosed = unending.every(({ kind }) => kind === 'closed');
    const way = isClosed ? ', and give the workload a number of tasks (workload.tasks)' : STOP_ARRIVALS;
    return { remedy: `${remedy}${way}` };
  }
  // The scenario may have a duration besides.
  if (world.progress === 'cut') return { remedy };
  const least = open.mayFail ? null : leastTime(world, open);
  const when = least === null ? '' : `, not before ${formatDuration(least)}`;
  return { remedy: `leave out duration, and the run ends with its last task${when}` };
}

/**
 * Seconds: now, and what the agents need for the work that is left if none of them is ever idle, but no less than the fastest needs for
 * what is left of the longest task; null where more is to come.
 */
function leastTime({ now, parts, spec }: World, open: OpenWork): number | null {
  if (open.tasks.length === 0 || open.goesOn) return null;
  const { tasks, agents } = parts;
  const { table, executor } = agents;
  let work = 0;
  let longest = 0;
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.state[task] !== TASK_STATE.submitted) continue;
    const start = executor.earliestStart(task);
    const left = Math.max(0, tasks.demand[task] - (start < 0 ? 0 : now - start));
    work += left;
    longest = Math.max(longest, left);
  }
  let capacity = 0;
  let fastest = 0;
  for (let agent = 0; agent < table.count; agent++) {
    capacity += table.slots[agent] * table.speed[agent];
    fastest = Math.max(fastest, table.speed[agent]);
  }
  const most = new RelativeSpeeds(spec.workloads.flatMap(taskSpecs), spec.agents.groups).most;
  if (capacity <= 0) return null;
  return Math.ceil((now + Math.max(work / capacity, longest / fastest) / most) / MICROSECONDS);
}
