/** What a reader must know of workloads that did not get to do what they are for. */
import type { Timeline } from '../recording/record.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatDuration, formatRatio, plural } from '../scenario/numbers.ts';
import type { WorkloadSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import { isTimeOver } from './early-end.ts';
import { blockedWork, neverStartedNotes } from './never-started.ts';
import { rolloutNotes } from './rollout-notes.ts';

const MICROSECONDS = 1e6;

export function workloadNotes(world: World, recorder: RunRecorder): string[] {
  return [
    ...waveNotes(recorder),
    ...rolloutNotes(recorder, blockedWork(world, recorder)),
    ...neverStartedNotes(world, blockedWork(world, recorder)),
    ...sprintNotes(world, recorder),
    ...recurrenceNotes(world),
    ...itemNotes(world),
  ];
}

/** Of those that are not rolled back: these have notes of their own. */
function waveNotes({ waves }: RunRecorder): string[] {
  const rolledBack = waves.rollbacks.map((rollback) => rollback?.workload);
  const records = waves.records.filter(({ workload }) => !rolledBack.includes(workload));
  const stopped = records.find((wave) => wave.end === null && wave.start !== null);
  const missed = records.filter((wave) => wave.start === null).length;
  return missed > 0 && !stopped
    ? [`${plural(missed, 'wave')} did not start: too few tasks of the wave before succeeded.`]
    : [];
}

/** Results are tested and shipped in phases of their own, so a run that ends before the first sprint does has none. */
function sprintNotes(world: World, { sprints }: RunRecorder): string[] {
  if (!isTimeOver(world)) return [];
  const { spec, now } = world;
  return spec.workloads.flatMap((workload) => {
    if (workload.kind !== 'sprints' || sprints.records.some((sprint) => sprint.workload === workload.name))
      return [];
    const sprint = workload.phases.reduce((sum, { duration }) => sum + duration, 0);
    const left = formatDuration(Math.max(0, now / MICROSECONDS - workload.start));
    return [
      `No sprint of ${workload.name} came to its end: its phases take ${formatDuration(sprint)}, the run ended ${left} after it began. Whatever was done, nothing was shipped.`,
    ];
  });
}

function recurrenceNotes(world: World): string[] {
  if (!isTimeOver(world)) return [];
  const { spec, parts, now } = world;
  return spec.workloads.flatMap((workload, place) => {
    const times = parts.clients[place].recurrences;
    if (workload.kind !== 'recurrence' || !times || times.submitted + times.skipped > 0) return [];
    const from = new Date((workload.epoch + workload.start) * 1000).toISOString().slice(0, 16);
    const lasted = formatDuration(now / MICROSECONDS - workload.start);
    return [
      `No time of ${workload.name} (${workload.schedule}) came: the calendar was followed for ${lasted} from ${from.replace('T', ' ')} UTC on. A longer duration or another epoch would reach one.`,
    ];
  });
}

/** Items are no tasks until their batch is sent, so no other figure knows of these. */
function itemNotes({ spec, parts }: World): string[] {
  return spec.workloads.flatMap(({ name }, place) => {
    const waiting = parts.clients[place].batches?.waiting ?? 0;
    if (waiting === 0) return [];
    const [were, their, it] = waiting === 1 ? ['was', 'its', 'it'] : ['were', 'their', 'them'];
    return [
      `${plural(waiting, 'item')} of ${name} ${were} still waiting for ${their} batch when the run ended: no task was made of ${it}.`,
    ];
  });
}

/** One agent has done more than this share of all work. */
const MOST_OF_THE_WORK = 0.5;
/** Agents stood idle while tasks waited at others: for at least this many times as long as all agents worked. */
const IDLE_BY_BUSY = 0.5;

/**
 * Where tasks wait at agents without limit, an agent that is up first gets all that came until then. Said only when one agent did
 * most of the work while tasks waited at agents and others, up and trusted, had nothing to do; and when neither what tasks ask for
 * nor the workload itself binds them to few agents.
 */
export function idleNotes({ spec, parts, measuredFrom }: World, { interval, columns }: Timeline): string[] {
  if (spec.scheduler.agent_queue !== null || spec.workloads.some(bindsTasks)) return [];
  const busy = parts.agents.executor.busyTimes();
  const total = busy.reduce((sum, time) => sum + time, 0);
  const most = busy.reduce((max, time) => Math.max(max, time), 0);
  if (total === 0 || most <= total * MOST_OF_THE_WORK) return [];
  const of = (name: string, place: number) => columns[name]?.[place] ?? 0;
  const idle = (columns['agents.idle'] ?? []).reduce((sum, agents, place) => {
    if (place * interval * MICROSECONDS < measuredFrom) return sum;
    // The one with the queue may have been idle for a part of the interval.
    const others = Math.max(0, agents - of('agents.suspected', place) - 1);
    return sum + Math.min(of('tasks.queued', place), others) * interval;
  }, 0);
  if (idle * MICROSECONDS < total * IDLE_BY_BUSY) return [];
  return [
    `One agent did ${formatRatio(most / total)} of the work, and tasks waited at agents while others stood idle. With scheduler.agent_queue: 0 tasks wait at the coordinator and go to whoever is free.`,
  ];
}

function bindsTasks(workload: WorkloadSpec): boolean {
  if (workload.kind === 'sprints') return workload.agents === 1;
  if (workload.kind === 'waves') {
    if (workload.waves.some(({ agents }) => agents === 1)) return true;
    return workload.waves.some(({ task }) => isBound(task));
  }
  if (workload.kind === 'dag') return workload.tasks.some(({ task }) => isBound(task));
  if (workload.kind === 'flow') return workload.steps.some(({ task }) => isBound(task));
  return isBound(workload.task);
}

function isBound({
  capabilities,
  affinity_keys,
}: {
  capabilities: readonly string[];
  affinity_keys: number;
}): boolean {
  return capabilities.length > 0 || affinity_keys > 0;
}
