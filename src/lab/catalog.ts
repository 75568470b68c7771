/** What scenario files may name: everything in the registries, and what a user's own modules add. */
import { GROUP_DETECTORS } from '../modules/health/index.ts';
import { VICTIM_POLICIES } from '../modules/scaling/victims.ts';
import { rangeOf } from '../recording/metric-range.ts';
import { METRICS, METRICS_WHERE_USED } from '../recording/metrics.ts';
import { SERIES } from '../recording/series.ts';
import type { ScenarioCatalog } from '../scenario/catalog.ts';
import { BUILT_IN } from '../world/core/registries.ts';
import { obstacles } from '../world/feasibility/obstacles.ts';
import type { ModuleDescription } from './extension/description.ts';

const OWN_METRICS = [...METRICS, ...METRICS_WHERE_USED].map((metric) => ({
  ...metric,
  range: rangeOf(metric),
}));

export function catalog(modules: readonly ModuleDescription[] = []): ScenarioCatalog {
  return {
    algorithms: [...BUILT_IN.algorithms.entries(), ...modules.flatMap(({ algorithms }) => algorithms)],
    detectors: [
      ...BUILT_IN.detectors.entries(),
      ...GROUP_DETECTORS.entries().map((entry) => ({ ...entry, hasMessages: true })),
      ...modules.flatMap(({ detectors }) => detectors),
    ],
    scalingPolicies: [
      ...BUILT_IN.scalingPolicies.entries(),
      ...modules.flatMap(({ scalingPolicies }) => scalingPolicies),
    ],
    victimPolicies: VICTIM_POLICIES.entries(),
    metrics: [...OWN_METRICS, ...modules.flatMap(({ metrics }) => metrics)],
    series: SERIES,
    obstacles,
    distributions: modules.flatMap(({ distributions }) => distributions),
  };
}
