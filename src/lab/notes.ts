/** What a reader of a result must know besides its figures: bounds that were hit, promises that were broken. */
import { SENDINGS } from '../modules/scheduling/assignments.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatCount, formatDuration, plural } from '../scenario/numbers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DerivedTimeout } from '../world/feasibility/derived-timeout.ts';
import { tooShort } from '../world/feasibility/derived-timeouts.ts';
import { fleet } from '../world/fleet/provision.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import { completedCautions, completedNotes } from './completed-alone.ts';
import { drainingCautions } from './draining.ts';
import { isTimeOver } from './early-end.ts';
import { faultCautions, faultNotes } from './fault-notes.ts';
import { healthNotes } from './health-notes.ts';
import type { RunSummary } from './result.ts';
import { gateCautions } from './rollout-notes.ts';
import { routeNotes } from './route-notes.ts';
import { traceNotes } from './trace-notes.ts';
import { workloadNotes } from './workload-notes.ts';

export interface RunNotes {
  readonly notes: readonly string[];
  /** Those without numbers of the run: runs of one scenario have them in common, and an answer from many runs gives them too. */
  readonly cautions: readonly string[];
}

/** @param timeouts all of the run, whether somebody wrote them down or not */
export function runNotes(
  scenario: Scenario,
  world: World,
  recorder: RunRecorder,
  { timeouts = [], draining }: Pick<RunSummary, 'timeouts' | 'draining'>,
): RunNotes {
  // What the scenario alone decides takes its time, and stands in both.
  const traces = traceNotes(scenario);
  const limits = limitNotes(world);
  const health = healthNotes(world.spec, world.parts.demand.executions);
  const rest = [...derivedNotes(timeouts), ...gateCautions(world.spec)];
  return {
    notes: [
      ...endNotes(world),
      ...traces,
      ...workloadNotes(world, recorder),
      ...lossNotes(world, recorder),
      ...completedNotes(scenario, recorder),
      ...faultNotes(world, recorder.noticing),
      ...timeoutNotes(world, recorder),
      ...acknowledgementNotes(world, recorder),
      ...limits,
      ...routeNotes(world.spec, recorder),
      ...health,
      ...rest,
      ...repeatNotes(recorder),
      ...recordNotes(world, recorder),
    ],
    cautions: [
      ...traces,
      ...faultCautions(world, recorder.noticing),
      ...completedCautions(scenario, recorder),
      ...limits,
      ...health,
      ...rest,
      ...drainingCautions(draining),
    ],
  };
}

/** `1 task was`, `2 tasks were`. */
function were(count: number, one: string): string {
  return `${plural(count, one)} ${count === 1 ? 'was' : 'were'}`;
}

function endNotes(world: World): string[] {
  const { isMeasuring, now, spec } = world;
  if (isMeasuring) return howItEnded(world);
  const [end, warmup] = [formatDuration(now / 1e6), formatDuration(spec.warmup)];
  return [
    `Nothing was measured: the run ended at ${end}, before the warm-up of ${warmup} was over.`,
    ...howItEnded(world),
  ];
}

function howItEnded(world: World): string[] {
  const {
    progress,
    tasks: { open },
  } = world;
  if (progress === 'stalled')
    return [`The run stalled: nothing moved any more, and ${were(open, 'task')} open.`];
  if (isTimeOver(world) && open > 0)
    return [`${were(open, 'task')} still under way when the time was over: figures over tasks are bounds.`];
  return progress === 'running'
    ? ['The run was interrupted; figures cover what was simulated until then.']
    : [];
}

function whyShed({ scheduler: { queue_limit, shedding } }: WorldSpec): string {
  const full = "because the coordinator's queue was full";
  if (!shedding) return full;
  const own =
    shedding.kind === 'codel'
      ? 'after they had waited while waits were too long (scheduler.shedding)'
      : 'because there was too much to do for their priority (scheduler.shedding)';
  return queue_limit === null ? own : `${full}, or ${own}`;
}

/** What was turned away on the way. */
function lossNotes(world: World, { counts }: RunRecorder): string[] {
  const { parts, spec } = world;
  const notes: string[] = [];
  const { dropped } = parts.network.counters;
  if (counts.shed > 0) notes.push(`${were(counts.shed, 'task')} shed ${whyShed(spec)}.`);
  if (counts.abandoned > 0)
    notes.push(
      `${were(counts.abandoned, 'task')} abandoned: nothing was under way for them when their patience ended.`,
    );
  if (counts.rejected > 0)
    notes.push(
      `${plural(counts.rejected, 'task')} failed because an agent that was full (when_full: reject) turned away the last of ${plural(spec.retry.max_attempts, 'attempt')}.`,
    );
  if (dropped > 0)
    notes.push(
      `${were(dropped, 'message')} dropped: lost, cut off, or not taken in by ${dropped === 1 ? 'its' : 'their'} receiver.`,
    );
  if (parts.plans.length === 1 && parts.plans[0].neighbours !== undefined)
    notes.push(
      `There is one peer, which has nobody to hand tasks over to: with a smaller coordination.fanout there would be more (agents: ${formatCount(parts.agents.table.count)}).`,
    );
  const refused = world.part(fleet)?.spawning?.refused ?? 0;
  if (refused > 0)
    notes.push(
      `${plural(refused, 'request')} for agents ${refused === 1 ? 'was' : 'were'} refused: there were as many as spawning.max_agents (${formatCount(spec.spawning?.max_agents ?? Infinity)}) allows.`,
    );
  return notes;
}

/** More attempts given up for want of a result than one in a hundred tasks, and what that time is. */
function timeoutNotes({ spec }: World, { counts }: RunRecorder): string[] {
  const { timeouts, timeoutsRunning: running, submitted } = counts;
  if (timeouts === 0 || timeouts <= submitted / 100) return [];
  const timeout = formatDuration(spec.retry.timeout ?? Infinity);
  const queued = timeouts - running;
  const executed = running === timeouts ? 'all' : formatCount(running);
  const unbegun = `${queued === timeouts ? 'all' : formatCount(queued)} without any: ${queued === 1 ? 'it' : 'they'} waited at an agent, or ${queued === 1 ? 'its' : 'their'} messages were on the way`;
  const some = [
    ...(running > 0 ? [`${executed} while an execution of the task was under way`] : []),
    ...(queued > 0 ? [unbegun] : []),
  ].join(', ');
  const waits =
    spec.coordination.topology === 'star' && spec.scheduler.agent_queue !== 0
      ? 'the wait at the agent included; with scheduler.agent_queue: 0 tasks wait at the coordinator instead'
      : 'and what takes longer never completes';
  return [
    `${were(timeouts, 'attempt')} given up after retry.timeout (${timeout}): ${some}. That time runs from the assignment on, ${waits}.`,
  ];
}

/** Attempts that ended before any work: more than one in a hundred tasks, or the last that a task had. */
function acknowledgementNotes({ spec }: World, { counts }: RunRecorder): string[] {
  const { unacknowledged: used, unacknowledgedLast: last, submitted } = counts;
  if (last === 0 && used <= submitted / 100) return [];
  const patience = formatDuration(SENDINGS * spec.retry.ack_timeout);
  const failed = last === 0 ? '' : ` ${were(last, 'task')} given up by that.`;
  return [
    `${plural(used, 'attempt')} of the ${formatCount(spec.retry.max_attempts)} that each task has ${used === 1 ? 'was' : 'were'} used up because nobody confirmed the assignment within ${patience} (${SENDINGS} times retry.ack_timeout), not because the work failed.${failed} Such an attempt ends at an agent that is down, cut off or too slow to answer; raise retry.ack_timeout or retry.max_attempts.`,
  ];
}

/** A limit of the scaling policy that the number of agents keeps it from reaching. */
function limitNotes({ spec, parts }: World): string[] {
  const most = spec.scaling?.parameters.max_agents;
  const there = parts.agents.table.count;
  if (typeof most !== 'number' || most <= there) return [];
  return [
    `scaling.parameters.max_agents is ${formatCount(most)}, but there are never more agents than agents.count allows, which is ${formatCount(there)}.`,
  ];
}

/** Time-outs that nobody wrote down, where an answer takes longer than they wait. */
function derivedNotes(timeouts: readonly DerivedTimeout[]): string[] {
  return tooShort(timeouts).map(
    ({ what, from, seconds, needs, needed, otherwise }) =>
      `${what[0].toUpperCase()}${what.slice(1)}, after ${formatDuration(seconds)} in all (from ${from}): no more than ${needed}, ${formatDuration(needs ?? 0)}. ${otherwise}`,
  );
}

/** One result of a task is recorded, however often its work was done. */
function repeatNotes({ counts: { repeated } }: RunRecorder): string[] {
  if (repeated === 0) return [];
  const ran = repeated === 1 ? '1 execution' : `${formatCount(repeated)} executions`;
  return [
    `${ran} succeeded although another one of the same task had: that work was done again, though one result was recorded. Tasks whose effects must not be repeated have to be idempotent.`,
  ];
}

/** What is not in the record, and broken promises. */
function recordNotes({ parts }: World, { log, faults }: RunRecorder): string[] {
  const notes: string[] = [];
  const { oracle } = parts;
  if (log.omitted > 0)
    notes.push(
      `The event log was full: ${plural(log.omitted, 'line')} ${log.omitted === 1 ? 'is' : 'are'} missing.`,
    );
  if (faults.omitted > 0)
    notes.push(
      `${plural(faults.omitted, 'more occurrence')} of faults ${faults.omitted === 1 ? 'is' : 'are'} not listed.`,
    );
  if (oracle.violations > 0) {
    notes.push(
      `INVARIANTS BROKEN ${plural(oracle.violations, 'time')}, first: ${oracle.examples.slice(0, 3).join('; ')}.`,
    );
  }
  return notes;
}
