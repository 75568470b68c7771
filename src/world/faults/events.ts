/** Kinds of kernel events of faults; target = fault. */
export const FAULT_EVENT = {
  /** Its next occurrence. */
  due: 11,
  /** An occurrence ends. a = occurrence. */
  over: 12,
  /** A flapping partition changes sides. a = occurrence. */
  flap: 13,
  /** A process under an mtbf schedule fails or is repaired. a = index of the process in the fault's selection, b = 1 fails, 0 repaired. */
  cycle: 14,
} as const;
