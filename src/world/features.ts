/** The features of a world, in the order in which their parts are built, start and hear of what happens. */
import { checkpoints } from './agents/checkpoint-feature.ts';
import { hibernation } from './agents/hibernation.ts';
import { adaptation } from './coordination/adaptation.ts';
import { takeovers } from './coordination/takeovers.ts';
import { faults } from './faults/feature.ts';
import type { AnyFeature } from './feature.ts';
import { fleet } from './fleet/provision.ts';
import { storage } from './host/storage.ts';
import { healthTraffic } from './network/health-traffic.ts';
import { recovery } from './recovery/feature.ts';
import { health } from './watch/health-feature.ts';
import { workloads } from './workload/feature.ts';

export const FEATURES: readonly AnyFeature[] = [
  fleet,
  hibernation,
  takeovers,
  adaptation,
  workloads,
  faults,
  storage,
  healthTraffic,
  recovery,
  checkpoints,
  health,
];
