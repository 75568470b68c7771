/** What a recovery is told, from what a specification says. */

import type { RecoveryOptions } from '../../modules/recovery/options.ts';
import { ACTION } from '../../modules/recovery/vocabulary.ts';
import type { RecoverySpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

const microseconds = (seconds: number) => Math.round(seconds * MICROSECONDS);

/** @param supervisor process that carries out what is asked for */
export function recoveryOptions(spec: RecoverySpec, supervisor: number): RecoveryOptions {
  const { restart, replacement, quarantine, budget, crash_loop, ramp } = spec;
  return {
    supervisor,
    observes: spec.mode === 'observe',
    thresholds: { restartBelow: spec.restart_below, replaceBelow: spec.replace_below },
    attempts: spec.attempts,
    backoff: microseconds(spec.backoff),
    backoffLimit: microseconds(spec.backoff_limit),
    patience: microseconds(spec.patience),
    timeouts: {
      [ACTION.restart]: microseconds(restart.timeout),
      [ACTION.replace]: microseconds(replacement.timeout),
      [ACTION.quarantine]: microseconds(quarantine.timeout),
    },
    proving: microseconds(spec.proving),
    provingLimit: microseconds(spec.proving_limit),
    budget,
    loop: { incidents: crash_loop.incidents, window: microseconds(crash_loop.window) },
    ramp: { ...ramp, time: microseconds(ramp.time) },
  };
}
