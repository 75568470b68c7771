/**
 * What an experiment is, as plain data: it stands at the head of the journal, and everything but the runs follows from it.
 */
import type { MetricDescription } from '../../recording/metrics.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { MetricGoal, SelectionPlan } from './designs.ts';
import { scenarioKey } from './key.ts';
import type { PrecisionPlan } from './precision-design.ts';
import type { FindRange, Question } from './question.ts';
import type { Alternative } from './types.ts';
import type { Axis } from './vary.ts';

export type Design =
  | { readonly kind: 'fixed'; readonly replications: number }
  | ({ readonly kind: 'precision' } & PrecisionPlan)
  | ({ readonly kind: 'selection' } & SelectionPlan);

export interface PlannedAlternative {
  readonly label: string;
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
  readonly key: string;
  /** As JSON has it: what JSON lacks is null. */
  readonly scenario: Scenario;
}

interface CommonPlan {
  readonly name: string;
  readonly seed: string;
  readonly alternatives: readonly PlannedAlternative[];
  readonly metrics: readonly MetricGoal[];
  /** Metrics that modules of the user's own define, so that readers can be told what they are. */
  readonly own_metrics?: readonly MetricDescription[];
  readonly design: Design;
}

export interface ComparePlan extends CommonPlan {
  readonly kind: 'compare';
  /** Index of the alternative that the others are compared with. */
  readonly baseline: number;
  /** Compare every two. */
  readonly all_pairs: boolean;
}

export interface SweepPlan extends CommonPlan {
  readonly kind: 'sweep';
  readonly axes: readonly Axis[];
  /** Two metrics whose front of best compromises is wanted. */
  readonly pareto: readonly [string, string] | null;
}

/** One scenario, run many times; all that it measures is told. */
export interface RepeatedPlan extends CommonPlan {
  readonly kind: 'runs';
}

/** What sets alternatives side by side. */
export type SetPlan = ComparePlan | SweepPlan;

export type Plan = SetPlan | RepeatedPlan;

/** A search: which alternatives it runs follows from what comes out. */
export interface FindPlan {
  readonly kind: 'find';
  readonly name: string;
  readonly seed: string;
  readonly file: string;
  /** Of the scenario as the file has it. */
  readonly key: string;
  readonly question: Question;
  /** Metrics that modules of the user's own define, so that readers can be told what they are. */
  readonly own_metrics?: readonly MetricDescription[];
  readonly range: FindRange;
  /** Most runs. */
  readonly budget: number;
  /** With the value as the file has it. */
  readonly scenario: Scenario;
}

/**
 * Alternatives as a plan holds them.
 * @param code digest of a user's modules that they run with
 */
export function plannedAlternatives(
  alternatives: readonly Alternative[],
  code?: string,
): PlannedAlternative[] {
  return alternatives.map(({ label, file, values, scenario }) => {
    const plain = JSON.parse(JSON.stringify(scenario)) as Scenario;
    return { label, file, values, key: scenarioKey(scenario, code), scenario: plain };
  });
}
