/** All scaling policies by name. */
import { type EntryDescription, type ParameterValues, Registry } from '../registry.ts';
import { FAILURE_AWARE_ENTRY } from './failure-aware.ts';
import { FIXED_ENTRY } from './fixed.ts';
import { HISTORY_ENTRY, PredictiveScaler } from './history.ts';
import { HPA_ENTRY } from './hpa.ts';
import { KPA_ENTRY } from './kpa.ts';
import { MAKESPAN_ENTRY, sizeByMakespan } from './makespan.ts';
import { Parameters, type ScalingPolicyEntry } from './policy.ts';
import { PREDICTIVE_ENTRY } from './predictive.ts';
import { RESOURCE_GUARD_ENTRY } from './resource-guard.ts';
import { ROI_ENTRY, sizeByRoi } from './roi.ts';
import type { SizingPolicy } from './sizing.ts';
import { TARGET_TRACKING_ENTRY } from './target-tracking.ts';
import { THRESHOLD_ENTRIES } from './threshold.ts';

export { VICTIM_POLICIES } from './victims.ts';

/** How many agents now. */
export const SCALING_POLICIES = new Registry<ScalingPolicyEntry>('scaling policy', [
  FIXED_ENTRY,
  ...THRESHOLD_ENTRIES,
  RESOURCE_GUARD_ENTRY,
  HPA_ENTRY,
  KPA_ENTRY,
  TARGET_TRACKING_ENTRY,
  PREDICTIVE_ENTRY,
  FAILURE_AWARE_ENTRY,
]);

export interface SizingPolicyEntry extends EntryDescription {
  create(parameters: ParameterValues): SizingPolicy;
}

/** How many agents for a known piece of work. */
export const SIZING_POLICIES = new Registry<SizingPolicyEntry>('sizing policy', [
  {
    ...ROI_ENTRY,
    create(given) {
      const parameters = new Parameters(ROI_ENTRY.parameters, given);
      const options = {
        overheadSeconds: parameters.number('overhead_per_agent'),
        diskIops: parameters.number('disk_iops'),
        apiRate: parameters.number('api_rate'),
        connections: parameters.number('connections'),
        agentsPerCore: parameters.number('agents_per_core'),
      };
      return { size: (work) => sizeByRoi(work, options) };
    },
  },
  {
    ...MAKESPAN_ENTRY,
    create(given) {
      const overheadSeconds = new Parameters(MAKESPAN_ENTRY.parameters, given).number('overhead_per_agent');
      return { size: (work) => sizeByMakespan(work, overheadSeconds) };
    },
  },
  {
    ...HISTORY_ENTRY,
    create(given) {
      const parameters = new Parameters(HISTORY_ENTRY.parameters, given);
      return new PredictiveScaler(parameters.number('history'), {
        overheadSeconds: parameters.number('overhead_per_agent'),
      });
    },
  },
]);
