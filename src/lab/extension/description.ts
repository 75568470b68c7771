/** What a user's module brings, for lists, checks and results. */
import type { EntryDescription } from '../../modules/registry.ts';
import type { MetricDescription } from '../../recording/metrics.ts';
import type { AlgorithmDescription } from '../../scenario/catalog.ts';

/** What one module defines, as plain data. */
export interface ModuleDescription {
  readonly name: string;
  readonly algorithms: readonly AlgorithmDescription[];
  readonly detectors: readonly EntryDescription[];
  readonly scalingPolicies: readonly EntryDescription[];
  readonly distributions: readonly EntryDescription[];
  readonly metrics: readonly MetricDescription[];
}
