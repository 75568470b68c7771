/**
 * The count of agents that finishes soonest under waves x duration + overhead x agents.
 *
 * Derivation: the makespan ceil(S/n) d + o n changes its first term only where ceil(S/n) does, so among all counts with w
 * waves the smallest, ceil(S/w), is best; there are at most 2 sqrt(S) of those. Relaxing the ceiling gives S d/n + o n, a
 * convex lower bound with its minimum at sqrt(S d/o): a count can only win inside the interval in which the bound does not
 * exceed a makespan already reached, and only that interval is searched.
 */
import type { EntryDescription } from '../registry.ts';
import { makespanMinutes, OVERHEAD_SECONDS, stagedMakespan, type WorkStage } from './cost.ts';
import {
  checkWork,
  maxParallelism,
  type SizingDecision,
  sizeByOverride,
  sizingDecision,
  type WorkDescription,
} from './sizing.ts';
import { agentsText, counted, grouped, minutesText } from './text.ts';

export const MAKESPAN_ENTRY: EntryDescription = {
  name: 'makespan_optimal',
  description: 'the smallest count that minimises waves x duration + overhead x agents, exactly',
  source: 'derived: integer minimum of ceil(S/n) d + o n, continuous optimum sqrt(S d / o)',
  parameters: {
    overhead_per_agent: {
      type: 'duration',
      default: 0.3,
      min: 0,
      description: 'coordination time that each agent costs',
    },
  },
};

/** sqrt(subtasks x duration / overhead): the optimum if tasks and agents were fluid. Infinity without overhead. */
export function continuousOptimum(
  subtasks: number,
  durationMinutes: number,
  overheadSeconds = OVERHEAD_SECONDS,
): number {
  return subtasks === 0 ? 0 : Math.sqrt((subtasks * durationMinutes * 60) / overheadSeconds);
}

/** The smallest count with as many waves as `agents` has. */
function leastWithSameWaves(subtasks: number, agents: number): number {
  return Math.ceil(subtasks / Math.ceil(subtasks / agents));
}

/** Slack for rounding in the two ends of the interval; widening it never loses the optimum. */
const SLACK = 1e-9;

/**
 * The smallest count of agents in 1..parallelism with the least makespan. At most 2 sqrt(subtasks) evaluations, usually a
 * handful.
 */
export function makespanOptimum(
  subtasks: number,
  parallelism: number,
  durationMinutes: number,
  overheadSeconds = OVERHEAD_SECONDS,
): number {
  const most = Math.min(parallelism, subtasks);
  if (most <= 1 || durationMinutes === 0) return 1;
  if (overheadSeconds === 0) return leastWithSameWaves(subtasks, most);
  const cost = (agents: number) =>
    makespanMinutes(subtasks, parallelism, durationMinutes, agents, overheadSeconds);

  const centre = Math.min(
    most,
    Math.max(1, Math.round(continuousOptimum(subtasks, durationMinutes, overheadSeconds))),
  );
  const reached = cost(leastWithSameWaves(subtasks, centre)) * (1 + SLACK);
  const perAgent = overheadSeconds / 60;
  const root =
    Math.sqrt(Math.max(0, reached * reached - 4 * perAgent * subtasks * durationMinutes)) * (1 + SLACK);
  const from = Math.max(1, Math.floor(((2 * subtasks * durationMinutes) / (reached + root)) * (1 - SLACK)));
  const to = Math.min(most, Math.ceil(((reached + root) / (2 * perAgent)) * (1 + SLACK)));

  let best = leastWithSameWaves(subtasks, from);
  let bestCost = cost(best);
  let agents = best;
  for (;;) {
    const waves = Math.ceil(subtasks / agents);
    if (waves === 1) break;
    agents = Math.ceil(subtasks / (waves - 1));
    if (agents > to) break;
    const candidate = cost(agents);
    if (candidate < bestCost) {
      best = agents;
      bestCost = candidate;
    }
  }
  return best;
}

/**
 * The same for stages that follow each other. The makespan changes its first term only where the rounds of some stage do,
 * so only the smallest count for each number of rounds of each stage is tried: at most the sum of their 2 sqrt(S).
 */
export function stagedOptimum(stages: readonly WorkStage[], overheadSeconds = OVERHEAD_SECONDS): number {
  let best = 1;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let agents = 1; Number.isFinite(agents); ) {
    const cost = stagedMakespan(stages, agents, overheadSeconds);
    if (cost < bestCost) {
      best = agents;
      bestCost = cost;
    }
    let next = Number.POSITIVE_INFINITY;
    for (const { subtasks, parallelism } of stages) {
      if (agents < parallelism) {
        const rounds = Math.ceil(subtasks / agents);
        next = Math.min(next, Math.max(agents + 1, Math.ceil(subtasks / (rounds - 1))), parallelism);
      }
    }
    agents = next;
  }
  return best;
}

/** The count with the least makespan on the model of `makespanMinutes`; an override is honoured exactly. @throws InvalidWorkError */
export function sizeByMakespan(work: WorkDescription, overheadSeconds = OVERHEAD_SECONDS): SizingDecision {
  checkWork(work);
  const overridden = sizeByOverride(work, overheadSeconds);
  if (overridden) return overridden;
  const parallelism = maxParallelism(work);
  const agents = work.stages?.length
    ? stagedOptimum(work.stages, overheadSeconds)
    : makespanOptimum(work.subtasks, parallelism, work.durationMinutes, overheadSeconds);
  const decision = sizingDecision(work, 'makespan_optimal', agents, [], overheadSeconds);
  const { waves, makespanMinutes: makespan } = decision.estimate;
  const fluid = continuousOptimum(work.subtasks, work.durationMinutes, overheadSeconds);
  decision.reasons.push(
    `at most ${grouped(parallelism)} of ${counted(work.subtasks, 'subtask')} can run at once`,
    `if tasks were fluid, ${counted(fluid, 'agent', 'agents', 1)} would be best`,
    `${agentsText(agents)} ${agents === 1 ? 'needs' : 'need'} ${counted(waves, 'wave')} and ${minutesText(makespan)}, the least of all counts`,
  );
  return decision;
}
