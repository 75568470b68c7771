/** What is measured of tenants: name, unit, description. */
import { type MetricDescription, statisticsOf } from './metric-description.ts';

/** Of each tenant that a workload names, in the place of `<tenant>`. */
export const TENANT_METRICS: readonly MetricDescription[] = [
  {
    name: 'tenant.<tenant>.completed',
    unit: 'count',
    description: "the tenant's tasks submitted in the measured time that completed",
    better: 'higher',
  },
  {
    name: 'tenant.<tenant>.throughput',
    unit: 'per_second',
    description:
      "completions of the tenant's tasks per second of measured time, those submitted in the warm-up included",
    better: 'higher',
  },
  ...statisticsOf(
    'tenant.<tenant>.latency',
    "time from submission to the recorded result of the tenant's tasks",
  ),
  ...statisticsOf('tenant.<tenant>.wait', "as task.wait, of the tenant's tasks"),
];
