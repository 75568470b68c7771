/**
 * Notices when a run has come to rest though tasks are open: nothing has moved for long, nothing runs, no client has anything to
 * come, no agent is being created or woken, no fault is under way whose end could set things going. Heartbeats alone would go on for ever.
 */
import type { Microseconds } from '../../engine/types.ts';
import type { Parts } from '../assembly.ts';
import { kindOf } from '../faults/kinds/index.ts';
import type { WorldSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

/** Virtual seconds without progress that no setting of a scenario explains. */
export const STALL_PATIENCE = 3600;

/** An acknowledgement that is missing is noticed after at most this many acknowledgement times. */
const ACKNOWLEDGEMENTS = 32;

export class StallWatch {
  readonly #parts: Parts;
  readonly #patience: Microseconds;
  #lastProgress: Microseconds = 0;

  constructor(spec: WorldSpec, parts: Parts) {
    this.#parts = parts;
    this.#patience = stallPatience(spec) * MICROSECONDS;
  }

  /** A task came, ended, or ran to an end. */
  progressed(): void {
    this.#lastProgress = this.#parts.kernel.now;
  }

  /** Asked while tasks are open. */
  hasStalled(): boolean {
    const { kernel, agents, clients, faults, provision } = this.#parts;
    const deadline = this.#lastProgress + this.#patience;
    if (kernel.now <= deadline || agents.executor.ends > 0) return false;
    if (provision.spawning?.isBusy || agents.sleepers?.isBusy) return false;
    for (const client of clients) if (client.due) return false;
    // Only faults from before the deadline: where faults never cease, a stalled run must end all the same.
    return !faults.willEnd(deadline);
  }
}

/** Seconds for which nothing need move in a run that goes on: a few times the longest waits that its settings allow. */
export function stallPatience({ retry, health, faults, scheduler, coordination }: WorldSpec): number {
  const waits = [retry.timeout ?? 0, retry.backoff_limit, ACKNOWLEDGEMENTS * retry.ack_timeout];
  if (scheduler.rebalance) waits.push(scheduler.rebalance.interval, scheduler.rebalance.transfer ?? 0);
  if (coordination.standby) waits.push(coordination.standby.timeout, coordination.standby.sync_timeout);
  for (const value of Object.values(health.parameters)) if (typeof value === 'number') waits.push(value);
  for (const fault of faults) waits.push(kindOf(fault).pause?.(fault) ?? 0);
  return STALL_PATIENCE + 2 * waits.reduce((sum, wait) => sum + Math.max(0, wait), 0);
}
