/** Kind of the kernel events of recoveries. target = agent, or tag of the spawner's timer; a = one of WHAT; b = number of the request. */
export const RECOVERY_EVENT = 25;

export const WHAT = {
  /** A restart or an analysis is over. */
  over: 0,
  /** A replacement is in its place. */
  replaced: 1,
  /** People have dealt with the agent. */
  people: 2,
  spawnTimer: 3,
  spareReady: 4,
} as const;
