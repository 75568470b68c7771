import type { EventHandler } from '../../engine/kernel.ts';

/** Kinds of kernel events in a world, with their target and the meaning of a and b. */
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
  /** A module's timer. target = process, a = argument, b = epoch and tag. */
  timer: 6,
  /** A workload's next arrival. target = workload. */
  arrival: 7,
  /** A client sends a message again that could not be delivered. target = client, a = row in the message pool. */
  clientRetry: 8,
  /** A workload changes state or starts. target = workload. */
  workloadPhase: 9,
  /** A member of a closed population has thought enough. target = workload. */
  thought: 10,
  /** A fault's next occurrence. target = fault. */
  faultDue: 11,
  /** An occurrence ends. target = fault, a = occurrence. */
  faultOver: 12,
  /** A flapping partition changes sides. target = fault, a = occurrence. */
  faultFlap: 13,
  /** A process under an mtbf schedule fails or is repaired. target = fault, a = index of the process in the fault's selection, b = 1 fails, 0 repaired. */
  faultCycle: 14,
  /** End of warm-up. */
  warm: 15,
  /** The scaling policy is to decide. a = 1: now; 0: when all else of this time has happened. */
  scale: 16,
  /** An agent has been started. target = agent, a = number of the start. */
  agentStarted: 17,
  /** The spawner's timer. a = tag. */
  spawnTimer: 18,
  /** A spare agent is ready. */
  spareReady: 19,
  /** An agent may have been idle for long enough to be suspended. target = agent, a as for scale. */
  idleLong: 20,
  /** The operator of a swarm of peers looks at them. */
  adapt: 22,
  /** A suspended agent is awake again. target = agent, a = number of the waking. */
  woken: 21,
  /** The patience of a task that waits at an agent is over. target = holding. */
  impatient: 23,
} as const;

/** Events in a row, each caused by the one before, all at one instant, after which the chain is looked at. */
export const CHAIN_LOOK = 32;

/** A handler that tells `listener` of each event and then has it executed. */
export function announcing(listener: EventHandler, execute: EventHandler): EventHandler {
  return (kind, target, a, b) => {
    listener(kind, target, a, b);
    execute(kind, target, a, b);
  };
}
