/** Kinds of kernel events of agents that hibernate; target = agent. */
export const HIBERNATION_EVENT = {
  /** It may have been idle for long enough to be suspended. a = AT_ONCE or AFTER_ALL. */
  idleLong: 20,
  /** It is awake again. a = number of the waking. */
  woken: 21,
} as const;
