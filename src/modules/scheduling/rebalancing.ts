/** Whether tasks that wait at workers go over to others. */
import type { DispatcherOptions } from './options.ts';
import { Rebalancer, type RebalancerContext } from './rebalancer.ts';

/** null where tasks stay where they are. With late binding none waits at a worker. */
export function rebalancerOf(
  { rebalance, algorithm }: DispatcherOptions,
  context: () => RebalancerContext,
): Rebalancer | null {
  return rebalance && !algorithm.lateBinding ? new Rebalancer(rebalance, context()) : null;
}
