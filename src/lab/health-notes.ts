/** What a reader must know of states of health: which of them agents cannot come to, and what is not seen of them. */
import { healthStates } from '../modules/health/states/index.ts';
import { withDefaults } from '../modules/registry.ts';
import { exceeds } from '../modules/shares.ts';
import { formatDuration, formatNumber, formatRatio } from '../scenario/numbers.ts';
import { BUILT_IN } from '../world/core/registries.ts';
import { knownMean, knownVariation } from '../world/plan/means.ts';
import { taskSpecs } from '../world/plan/task-specs.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { watchesHealth } from '../world/watch/health-watch.ts';
import { largest } from './extremes.ts';

const LIST = new Intl.ListFormat('en');

/** @param executions of all agents, in the whole run */
export function healthNotes(spec: WorldSpec, executions: number): string[] {
  if (!watchesHealth(spec)) return [];
  const limits = withDefaults(healthStates.parameters, spec.health.parameters);
  return [
    ...timeoutNotes(spec, limits),
    ...waitingNotes(spec),
    ...predictionNotes(spec, limits, executions),
    ...chanceNotes(spec, limits),
  ];
}

type Limits = ReturnType<typeof withDefaults>;

/** Seconds of work that tasks of each kind take the fastest agent; those that nobody knows are left out. */
function works({ workloads, agents }: WorldSpec): number[] {
  const speed = Math.max(...agents.groups.map((group) => largest(group.speed)));
  return workloads
    .flatMap(taskSpecs)
    .map(({ service }) => knownMean(service) / speed)
    .filter((work) => !Number.isNaN(work));
}

/** An attempt that is given up is as slow as it was by then, and no more. */
function timeoutNotes(spec: WorldSpec, limits: Limits): string[] {
  const { timeout } = spec.retry;
  if (timeout === null) return [];
  const [degraded, critical, unit] = [limits.degraded_after, limits.critical_after, limits.work].map(Number);
  const most = Math.max(0, ...works(spec).map((work) => timeout / Math.max(1, work / unit)));
  const missed = [
    ...(exceeds(degraded, most) ? ['degraded'] : []),
    ...(exceeds(most, critical) ? [] : ['critical']),
  ];
  if (missed.length === 0) return [];
  return [
    `No agent becomes ${LIST.format(missed)} for answering slowly: attempts are given up after ${formatDuration(timeout)} (retry.timeout), when a response time is ${formatDuration(most)} at most. Time-outs count as failures all the same.`,
  ];
}

function waitingNotes({ agents, scheduler }: WorldSpec): string[] {
  const hasSlots = agents.groups.some(({ slots }) => slots > 1);
  const queue = BUILT_IN.algorithms.get(scheduler.algorithm)?.agentQueue ?? scheduler.agent_queue;
  if (!hasSlots || queue === 0) return [];
  return [
    'Response times are known of those tasks alone that found a free slot at their agent: of one that waits there for one of several slots nobody else knows when it begins. With scheduler.agent_queue 0 tasks wait at the coordinator.',
  ];
}

/** A mean of so many answers is to lie so many of its standard deviations below the rise that is predicted from. */
const DEVIATIONS = 3;

/** Where executions vary much, the mean of few of them is well above that of many every so often. */
function chanceNotes({ workloads }: WorldSpec, { recent, rise }: Limits): string[] {
  const variations = workloads.flatMap(taskSpecs).map(({ service }) => knownVariation(service));
  const most = Math.max(0, ...variations.filter((one) => !Number.isNaN(one)));
  const needed = (DEVIATIONS * most) / Number(rise);
  if (!exceeds(needed, Math.sqrt(Number(recent)))) return [];
  const what = Number.isFinite(most) ? `by ${formatRatio(most)} of their mean` : 'without limit';
  const advice = Number.isFinite(most)
    ? ` With health.parameters.recent: ${Math.ceil(needed * needed)} and a baseline of several times as many it would be rare.`
    : '';
  return [
    `Degradation is predicted by chance: executions vary ${what}, so that the mean of ${recent} answers is ${formatRatio(Number(rise))} above the baseline every so often.${advice}`,
  ];
}

function predictionNotes(spec: WorldSpec, limits: Limits, executions: number): string[] {
  const { baseline, rise, degraded_after: degraded, work: unit } = limits;
  const agents = spec.agents.groups.reduce((sum, { count }) => sum + count, 0);
  const each = executions / Math.max(1, agents);
  const usual = Math.min(...works(spec).map((work) => work / Math.max(1, work / Number(unit))));
  const notes: string[] = [];
  if (each < Number(baseline))
    notes.push(
      `Degradation is predicted of agents that have given ${baseline} answers (health.parameters.baseline), and agents had ${formatNumber(each)} each, on average.`,
    );
  if (Number.isFinite(usual) && !exceeds(Number(degraded), (1 + Number(rise)) * usual))
    notes.push(
      `Nothing is predicted in time: tasks have a response time of ${formatDuration(usual)} or more as it is, and risen by ${formatRatio(Number(rise))} it is not below the ${formatDuration(Number(degraded))} from which on an agent is degraded.`,
    );
  return notes;
}
