/** Kinds of kernel events of clients; target = workload. */
export const WORKLOAD_EVENT = {
  /** Its next arrival. */
  arrival: 7,
  /** It starts, or changes its state. */
  phase: 9,
  /** A member of a closed population has thought enough. */
  thought: 10,
} as const;
