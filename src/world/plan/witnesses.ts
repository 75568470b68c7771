/** Which agents decide who of a pair of coordinators leads. */
import type { CoordinatorPlan } from './topology.ts';

/** Agents spread evenly over all, as many as wanted; one fewer where there are not so many and their number is even. */
export function witnessesOf({ children }: CoordinatorPlan, wanted: number): number[] {
  const most = Math.max(1, Math.min(wanted, children.length));
  const count = most - (most % 2 === 0 ? 1 : 0);
  return Array.from({ length: count }, (_, i) => children[Math.floor(((i + 0.5) * children.length) / count)]);
}
