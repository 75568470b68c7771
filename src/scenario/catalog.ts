/**
 * What a scenario may name and the loader cannot know by itself: modules and metrics, injected so that users can add
 * their own.
 */
import type { EntryDescription } from '../modules/registry.ts';

export interface MetricDescription {
  /** Dotted; a part in angle brackets stands for any name: "waves.<wave>.makespan". */
  readonly name: string;
  /** "s", "B", "ratio", "1/s", "B/s", or what is counted. */
  readonly unit: string;
  readonly description: string;
}

export interface ScenarioCatalog {
  readonly algorithms: readonly EntryDescription[];
  readonly detectors: readonly EntryDescription[];
  readonly scalingPolicies: readonly EntryDescription[];
  /** Who goes when there are to be fewer agents. */
  readonly victimPolicies: readonly EntryDescription[];
  readonly metrics: readonly MetricDescription[];
  /** Besides the families that every scenario may name. */
  readonly distributions?: readonly EntryDescription[];
}
