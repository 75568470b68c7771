/**
 * What a scenario may name and the loader cannot know by itself: modules and metrics, injected so that users can add
 * their own.
 */
import type { EntryDescription, ParameterValues } from '../modules/registry.ts';

export interface MetricDescription {
  /** Dotted; a part in angle brackets stands for any name: "waves.<wave>.makespan". */
  readonly name: string;
  /** "s", "B", "ratio", "1/s", "B/s", or what is counted. */
  readonly unit: string;
  readonly description: string;
}

/** A scaling policy, which is created once to hear whether its parameters contradict each other. */
export interface PolicyDescription extends EntryDescription {
  /**
   * Absent where the code of a user's module runs elsewhere.
   * @throws Error, with the name of a parameter as `field` where it is that one's fault
   */
  create?(parameters: ParameterValues): unknown;
}

export interface ScenarioCatalog {
  readonly algorithms: readonly EntryDescription[];
  readonly detectors: readonly EntryDescription[];
  readonly scalingPolicies: readonly PolicyDescription[];
  /** Who goes when there are to be fewer agents. */
  readonly victimPolicies: readonly EntryDescription[];
  readonly metrics: readonly MetricDescription[];
  /** Besides the families that every scenario may name. */
  readonly distributions?: readonly EntryDescription[];
}
