/** All failure detectors, by name. A new one is one file and one line here. */
import { Registry } from '../registry.ts';
import type { DetectorEntry } from './detector.ts';
import { fixedTimeout } from './fixed-timeout.ts';
import { lease } from './lease.ts';
import { phiAccrual } from './phi-accrual.ts';

export const FAILURE_DETECTORS = new Registry<DetectorEntry>('failure detector', [
  fixedTimeout,
  phiAccrual,
  lease,
]);
