/** What is measured of disks of coordinators, where their syncs take time. */
import type { MetricDescription } from './metric-description.ts';

export const STORAGE_METRICS: readonly MetricDescription[] = [
  { name: 'storage.syncs', unit: 'count', description: 'syncs of the disks of coordinators' },
  {
    name: 'storage.utilization',
    unit: 'ratio',
    description: 'share of time that the disk of a coordinator was syncing, mean over coordinators',
  },
];
