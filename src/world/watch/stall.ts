/**
 * Notices when a run has come to rest though tasks are open: nothing has moved for long, nothing runs, and no
 * feature has anything under way that could set things going: an arrival to come, an agent being created or woken, the end of a fault. Heartbeats alone would go on for ever.
 */
import type { Microseconds } from '../../engine/types.ts';
import { GROUP_DETECTORS } from '../../modules/health/index.ts';
import { withDefaults } from '../../modules/registry.ts';
import type { Part } from '../core/part.ts';
import { BUILT_IN } from '../core/registries.ts';
import type { Core } from '../feature.ts';
import { FEATURES } from '../features.ts';
import type { WorldSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

/** Virtual seconds without progress that no setting of a scenario explains. */
export const STALL_PATIENCE = 3600;

/** An acknowledgement that is missing is noticed after at most this many acknowledgement times. */
const ACKNOWLEDGEMENTS = 32;

export class StallWatch {
  readonly #core: Core;
  readonly #parts: readonly Part[];
  readonly #patience: Microseconds;
  #lastProgress: Microseconds = 0;

  constructor(spec: WorldSpec, core: Core, parts: readonly Part[]) {
    this.#core = core;
    this.#parts = parts;
    this.#patience = stallPatience(spec) * MICROSECONDS;
  }

  /** A task came, ended, or ran to an end. */
  progressed(): void {
    this.#lastProgress = this.#core.kernel.now;
  }

  /** Asked while tasks are open. */
  hasStalled(): boolean {
    const { kernel, agents } = this.#core;
    const deadline = this.#lastProgress + this.#patience;
    if (kernel.now <= deadline || agents.executor.ends > 0) return false;
    return !this.#parts.some((part) => part.busy?.(deadline));
  }
}

/** Seconds for which a detector waits at most before it suspects those that were regular: what it says, and no less than its parameters do. */
function longestSilence({ health }: WorldSpec): number {
  const entry = BUILT_IN.detectors.get(health.detector);
  const described = entry ?? GROUP_DETECTORS.get(health.detector);
  const counts = (name: string) => described === undefined || described.parameters[name]?.type === 'duration';
  let all = 0;
  for (const [name, value] of Object.entries(health.parameters))
    if (typeof value === 'number' && counts(name)) all += Math.max(0, value);
  if (!entry?.silence) return all;
  const parameters = withDefaults(entry.parameters, health.parameters);
  const { microseconds } = entry.silence(health.heartbeat_interval * MICROSECONDS, parameters);
  return Math.max(all, microseconds / MICROSECONDS);
}

/** Seconds for which nothing need move in a run that goes on: a few times the longest waits that its settings allow. */
export function stallPatience(spec: WorldSpec): number {
  const { retry, scheduler } = spec;
  const waits = [retry.timeout ?? 0, retry.backoff_limit, ACKNOWLEDGEMENTS * retry.ack_timeout];
  if (scheduler.rebalance) waits.push(scheduler.rebalance.interval, scheduler.rebalance.transfer ?? 0);
  const { ejection, breaker } = scheduler;
  if (ejection) waits.push(ejection.time_limit, ejection.jitter, ejection.interval);
  if (breaker) waits.push(breaker.wait);
  waits.push(longestSilence(spec));
  for (const feature of FEATURES) waits.push(...(feature.waits?.(spec) ?? []));
  return STALL_PATIENCE + 2 * waits.reduce((sum, wait) => sum + Math.max(0, wait), 0);
}
