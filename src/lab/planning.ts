/** Plans from goal texts, and plans held against the runs of their scenarios. */

import { Share } from '../modules/shares.ts';
import { loadEnglish } from '../planning/load-english.ts';
import { PLANNING_RULES, planGoal } from '../planning/plan.ts';
import { planToScenarioYaml } from '../planning/scenario-yaml.ts';
import type { Clarification, Plan, PlannedWave, PlanOptions, RuleDescription } from '../planning/types.ts';
import type { WaveRecord } from '../recording/record.ts';
import { memoryFiles } from '../scenario/files.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { catalog } from './catalog.ts';
import type { RunResult } from './result.ts';

/** The rules by which a goal is read, in the order in which they apply. */
export function planningRules(): readonly RuleDescription[] {
  return PLANNING_RULES;
}

/**
 * Plans a goal given as English text. The first call loads the parser, which takes about half a second.
 * @throws InvalidWorkError when an option is out of range; never for any text
 */
export async function planText(text: string, options: PlanOptions = {}): Promise<Plan | Clarification> {
  return planGoal(text, await loadEnglish(), options);
}

/** The text of the plan's scenario file, with comments. */
export function planScenarioText(plan: Plan): string {
  return planToScenarioYaml(plan);
}

/** The scenario in a text that `planScenarioText` gave. @throws ScenarioErrors */
export function readPlannedScenario(text: string): Scenario {
  return loadScenario('plan.yaml', { files: memoryFiles({ 'plan.yaml': text }), catalog: catalog() });
}

export type WaveState = 'ended' | 'unfinished' | 'not_started';

/** One wave as planned and as simulated. Durations are seconds. */
export interface WaveComparison {
  readonly index: number;
  readonly name: string;
  readonly tasks: number;
  readonly agents: number;
  readonly planned: number;
  readonly state: WaveState;
  /** null unless the wave ended. */
  readonly simulated: number | null;
  readonly completed: number;
  readonly failed: number;
  readonly retried: number;
  /** Tasks of the plan that the simulation runs as one: `completed` and the like count these bundles. */
  readonly bundle: number;
  /** What must succeed for the plan to go on; null where the scenario does not say. */
  readonly required: RequiredSuccess | null;
}

export interface RequiredSuccess {
  readonly share: number;
  /** Bundles, of so many. */
  readonly count: number;
  readonly of: number;
  /** null: still open. */
  readonly met: boolean | null;
}

export interface PlanComparison {
  /** The plan's estimate, seconds. */
  readonly planned: number;
  /** Makespan of the run, seconds; null unless all waves ended. */
  readonly simulated: number | null;
  readonly waves: readonly WaveComparison[];
}

/** Sets a plan beside a run of its scenario. */
export function comparePlan(plan: Plan, result: RunResult): PlanComparison {
  const { waves, steps } = result.record;
  const records = waves.length > 0 ? waves : steps;
  const workload = result.summary.scenario.workloads[0];
  const compared = plan.waves.map((wave, i) => {
    const isGate = workload.kind === 'waves' && (wave.purpose === 'canary' || wave.purpose === 'work');
    return {
      ...compareWave(wave, records[i]),
      required: isGate ? requiredOf(workload.waves[i].required_success, records[i]) : null,
    };
  });
  const whole = compared.every(({ state }) => state === 'ended');
  return {
    planned: plan.estimateMinutes * 60,
    simulated: whole ? result.summary.metrics.makespan : null,
    waves: compared,
  };
}

function requiredOf(share: number, { tasks, completed, failed }: WaveRecord): RequiredSuccess {
  const count = new Share(share).ceil(tasks);
  const met = completed >= count ? true : tasks - failed < count ? false : null;
  return { share, count, of: tasks, met };
}

function compareWave(wave: PlannedWave, record: WaveRecord): Omit<WaveComparison, 'required'> {
  const { start, end, completed, failed, retried } = record;
  const { index, name, tasks, agents } = wave;
  return {
    index,
    name,
    tasks,
    agents,
    planned: wave.durationMinutes * 60,
    state: start === null ? 'not_started' : end === null ? 'unfinished' : 'ended',
    simulated: start === null || end === null ? null : end - start,
    completed,
    failed,
    retried,
    bundle: Math.ceil(tasks / record.tasks),
  };
}
