import type { EventHandler } from '../../engine/kernel.ts';

/**
 * Kinds of kernel events that the processes of every world bring about, with their target and the meaning of a and b. Those of a
 * feature stand beside the feature. Numbers are ingredients of fingerprints; 7, 9 to 14, 16 to 22 and 25 are taken by features.
 */
export const EVENT = {
  /** A message reaches a process. target = process, a = row in the message pool. */
  arrive: 0,
  /** A heartbeat reaches a coordinator. target = coordinator, a = sender, b = incarnation. */
  heartbeatArrive: 1,
  /** An agent's heartbeat is due. target = agent, a = incarnation. */
  heartbeatDue: 2,
  /** A coordinator has handled the message it was at. target = process, a = epoch. */
  handled: 3,
  /** An agent has done a task's work. target = holding. */
  executed: 4,
  /** A result has not been confirmed. target = holding. */
  resend: 5,
  /** A module's timer. target = process, a = argument, b = slot and tag. */
  timer: 6,
  /** A client sends a message again that could not be delivered. target = client, a = row in the message pool. */
  clientRetry: 8,
  /** End of warm-up. */
  warm: 15,
  /** The patience of a task that waits at an agent is over. target = holding. */
  impatient: 23,
  /** A coordinator's disk has made writes durable. target = process, a = epoch. */
  synced: 24,
} as const;

/** Word a of events that ask what is under way: those of the first kind wait for all else of their instant and become the second. */
export const AT_ONCE = 0;
export const AFTER_ALL = 1;

/** Events in a row, each caused by the one before, all at one instant, after which the chain is looked at. */
export const CHAIN_LOOK = 32;

/** A handler that tells `listener` of each event and then has it executed. */
export function announcing(listener: EventHandler, execute: EventHandler): EventHandler {
  return (kind, target, a, b) => {
    listener(kind, target, a, b);
    execute(kind, target, a, b);
  };
}
