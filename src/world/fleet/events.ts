/** Kinds of kernel events of agents that come and go. */
export const FLEET_EVENT = {
  /** The scaling policy is to decide. a = AT_ONCE or AFTER_ALL. */
  scale: 16,
  /** An agent has been started. target = agent, a = number of the start. */
  agentStarted: 17,
  /** The spawner's timer. a = tag. */
  spawnTimer: 18,
  /** A spare agent is ready. */
  spareReady: 19,
} as const;
