/**
 * What a scenario may name and the loader cannot know by itself: modules and metrics, injected so that users can add
 * their own.
 */
import type { EntryDescription, ParameterValues } from '../modules/registry.ts';
import type { AlgorithmEntry } from '../modules/scheduling/algorithm.ts';
import type { Obstacle } from '../world/feasibility/obstacles.ts';
import type { WorldSpec } from '../world/spec/spec.ts';

export interface MetricDescription {
  /** Dotted; a part in angle brackets stands for any name: "waves.<wave>.makespan". */
  readonly name: string;
  /** "s", "B", "ratio", "1/s", "B/s", or what is counted. */
  readonly unit: string;
  readonly description: string;
  /** Least and largest value that it can have; absent: not known. */
  readonly range?: readonly [least: number, most: number];
}

/** A quantity that a run follows over virtual time, of which a condition may read a window. */
export interface SeriesDescription {
  readonly name: string;
  /** What is counted, or "B". */
  readonly unit: string;
  readonly description: string;
  /** Levels have a value at each moment; of events, those in a stretch of time are counted. */
  readonly kind: 'level' | 'events';
  /** What a scenario must have, without which no run has it: agents that are spawned, or judged by how their attempts end. */
  readonly needs?: 'spawning' | 'ejection';
}

/** `order`: in which waiting tasks are served; absent where it is not known. `agentQueue`, `lateBinding`: as of the algorithm. */
export type AlgorithmDescription = EntryDescription &
  Partial<Pick<AlgorithmEntry, 'order' | 'agentQueue' | 'lateBinding'>>;

/** A scaling policy, which is created once to hear whether its parameters contradict each other. */
export interface PolicyDescription extends EntryDescription {
  /**
   * Absent where the code of a user's module runs elsewhere.
   * @throws Error, with the name of a parameter as `field` where it is that one's fault
   */
  create?(parameters: ParameterValues): unknown;
}

/** `hasMessages`: agents send messages of its own, and no heartbeats. */
export type DetectorDescription = EntryDescription & { readonly hasMessages?: boolean };

export interface ScenarioCatalog {
  readonly algorithms: readonly AlgorithmDescription[];
  readonly detectors: readonly DetectorDescription[];
  readonly scalingPolicies: readonly PolicyDescription[];
  /** Who goes when there are to be fewer agents. */
  readonly victimPolicies: readonly EntryDescription[];
  readonly metrics: readonly MetricDescription[];
  /** Absent: there are none. */
  readonly series?: readonly SeriesDescription[];
  /** What keeps the world of a scenario in which all else is right from being built. */
  obstacles?(scenario: WorldSpec): readonly Obstacle[];
  /** Besides the families that every scenario may name. */
  readonly distributions?: readonly EntryDescription[];
}
