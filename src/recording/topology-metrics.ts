/** What is measured of the ways that tasks take through coordinators: name, unit, description. */
import type { DeclaredMetric } from './declare.ts';
import { regenerated, rotation } from './declared/tokens.ts';
import type { MetricLine } from './metric-description.ts';

export const TOPOLOGY_SCALARS: readonly (MetricLine | DeclaredMetric)[] = [
  [
    'topology.hops.mean',
    'count',
    'coordinators that a completed task went through, those of attempts that came to nothing included',
  ],
  [
    'topology.handovers.count',
    'count',
    'times that a peer handed a task over to another, those that were refused included',
  ],
  rotation,
  regenerated,
];
