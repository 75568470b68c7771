/** All failure detectors, by name. A new one is one file and one line here. */
import { type EntryDescription, Registry } from '../registry.ts';
import type { DetectorEntry } from './detector.ts';
import { fixedTimeout } from './fixed-timeout.ts';
import { lease } from './lease.ts';
import { phiAccrual } from './phi-accrual.ts';
import { healthStates } from './states/index.ts';
import { swimDetector } from './swim/index.ts';

/** Those that hear heartbeats. */
export const FAILURE_DETECTORS = new Registry<DetectorEntry>('failure detector', [
  fixedTimeout,
  phiAccrual,
  lease,
  healthStates,
]);

/** Those whose own messages take the place of heartbeats: something of them runs on every agent. */
export const GROUP_DETECTORS = new Registry<EntryDescription>('failure detector', [swimDetector]);
