/** What scenario files may name: everything in the registries. */
import { FAILURE_DETECTORS } from '../modules/health/index.ts';
import { DISTRIBUTION_ALGORITHMS } from '../modules/scheduling/algorithms/index.ts';
import { METRICS } from '../recording/metrics.ts';
import type { ScenarioCatalog } from '../scenario/catalog.ts';

export function catalog(): ScenarioCatalog {
  return {
    algorithms: DISTRIBUTION_ALGORITHMS.entries(),
    detectors: FAILURE_DETECTORS.entries(),
    metrics: [...METRICS],
  };
}
