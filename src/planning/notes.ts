/** What a plan should say about itself: assumptions, disagreements, limits. */
import { adaptiveBatching } from '../modules/scaling/batching.ts';
import { OVERHEAD_SECONDS, overheadMinutes } from '../modules/scaling/cost.ts';
import type { SizingDecision, TaskType } from '../modules/scaling/sizing.ts';
import { agentsText, counted, grouped, minutesText } from '../modules/scaling/text.ts';
import { documentedExample } from './documented.ts';
import { type PoolFigures, poolFigures } from './pool.ts';
import type { DocumentedFigures, PatternName, PlannedWave, Understood } from './types.ts';
import { buildWaves } from './waves.ts';

/** The document's figures for the same work, with this planner's estimate for the document's count of agents. */
export function documentedFigures(pattern: PatternName, u: Understood): DocumentedFigures | null {
  const example = documentedExample(pattern, u);
  if (!example) return null;
  const { source, agents, automatic, estimateMinutes, sequentialMinutes } = example;
  const estimateWithItsAgents = poolFigures(buildWaves(pattern, u, agents)).estimateMinutes;
  return { source, agents, automatic, estimateMinutes, sequentialMinutes, estimateWithItsAgents };
}

/** One note for each figure in which the document and the plan differ. */
export function documentNotes(
  documented: DocumentedFigures | null,
  automatic: SizingDecision,
  agents: number,
  estimateMinutes: number,
  sequentialMinutes: number,
): string[] {
  if (!documented) return [];
  const { source } = documented;
  const notes: string[] = [];
  if (documented.automatic !== automatic.agents) {
    notes.push(
      `${source} says that automatic scaling gives ${agentsText(documented.automatic)}; its algorithm gives ${grouped(automatic.agents)}.`,
    );
  }
  if (documented.estimateMinutes !== estimateMinutes) {
    const same =
      documented.agents === agents
        ? ''
        : `; with its ${agentsText(documented.agents)} this plan would take ${minutesText(documented.estimateWithItsAgents)}`;
    notes.push(
      `${source} estimates ${minutesText(documented.estimateMinutes)}, this plan ${minutesText(estimateMinutes)}${same}.`,
    );
  }
  if (documented.sequentialMinutes !== sequentialMinutes) {
    notes.push(
      `${source} states ${minutesText(documented.sequentialMinutes)} in sequence; subtasks x duration are ${minutesText(sequentialMinutes)}.`,
    );
  }
  return notes;
}

/** Work that comes as items, several to an agent. */
const BATCHED: readonly TaskType[] = ['file_operations', 'micro_operations'];

function batchNotes(u: Understood, sized: number): string[] {
  const { subtasks, unit, units } = u;
  const agents = Math.min(sized, u.parallelism);
  if (u.items.length > 1 || u.regionByRegion || !BATCHED.includes(u.taskType) || subtasks <= agents)
    return [];
  const batches = adaptiveBatching(subtasks, agents).map(
    (batch) => `${agentsText(batch.agents)} with ${grouped(batch.itemsPerAgent)} each`,
  );
  return [`Adaptive batching of ${counted(subtasks, unit, units)}: ${batches.join(' and ')}.`];
}

/** What a run completes besides the subtasks of the goal; empty where the waves add nothing. */
export function taskNotes({ subtasks }: Understood, waves: readonly PlannedWave[]): string[] {
  const all = waves.reduce((sum, wave) => sum + wave.tasks, 0);
  if (all === subtasks) return [];
  const others = waves.filter((wave) => wave.tasks > wave.covers);
  const names = others.map((wave) => `${wave.name} ${grouped(wave.tasks - wave.covers)}`).join(', ');
  return [
    `The waves have ${counted(all, 'task')} in all: ${counted(subtasks, 'subtask')} of the goal, and ` +
      `${grouped(all - subtasks)} around them (${names}).`,
  ];
}

/** Notes on size, time and what the estimate leaves out. */
export function planNotes(
  u: Understood,
  sizing: SizingDecision,
  automatic: SizingDecision,
  fastest: SizingDecision,
  figures: PoolFigures,
): string[] {
  const notes: string[] = [];
  if (sizing.warning) notes.push(`${sizing.warning}.`);
  if (u.override === null && sizing.agents !== automatic.agents) {
    notes.push(
      `Automatic scaling gives ${agentsText(automatic.agents)}; the text bounds it to ${grouped(sizing.agents)}.`,
    );
  }
  if (sizing.agents > figures.peakAgents) {
    const idle = sizing.agents - figures.peakAgents;
    notes.push(
      `No wave is wide enough for all: ${agentsText(idle)} of ${grouped(sizing.agents)} would stand by.`,
    );
  }
  if (u.override === null && fastest.agents !== sizing.agents) {
    notes.push(
      `If agents start one after the other at ${OVERHEAD_SECONDS} s each, ${agentsText(fastest.agents)} would finish the counted work soonest, ` +
        `in ${minutesText(fastest.estimate.makespanMinutes)}; ${grouped(sizing.agents)} ${sizing.agents === 1 ? 'takes' : 'take'} ${minutesText(sizing.estimate.makespanMinutes)}.`,
    );
  }
  notes.push(...batchNotes(u, sizing.agents));
  const overhead = overheadMinutes(figures.poolSize);
  if (overhead >= 0.1 * figures.estimateMinutes) {
    notes.push(
      `The estimate is a sum of wave durations: ${minutesText(overhead)} of coordination (${OVERHEAD_SECONDS} s for each of ` +
        `${agentsText(figures.poolSize)}) are not in it.`,
    );
  }
  if (u.canary > 0) {
    notes.push('The full wave takes in the subtasks of the canary again, so that one wave covers them all.');
  }
  if (u.deadlineMinutes !== null && figures.estimateMinutes > u.deadlineMinutes) {
    notes.push(
      `The deadline of ${minutesText(u.deadlineMinutes)} is missed by ${minutesText(figures.estimateMinutes - u.deadlineMinutes)}.`,
    );
  } else if (u.deadlineExcludes && figures.estimateMinutes === u.deadlineMinutes)
    notes.push(`The plan takes ${minutesText(u.deadlineMinutes)}, and not less.`);
  if (figures.estimateMinutes > u.subtasks * u.durationMinutes) {
    notes.push('The waves around the work cost more time than the parallel work saves.');
  }
  return notes;
}
