/** The end of the warm-up. */
import type { Parts } from '../assembly.ts';

/** Whatever has been counted so far is forgotten: the measured time begins now. */
export function beginMeasuring(parts: Parts): void {
  const { agents, clients, coordinators, lifecycle, network, observer, provision } = parts;
  agents.executor.warm();
  coordinators.warm();
  network.forgetCounters();
  lifecycle.forgetCrashes();
  provision.warm();
  for (const client of clients) client.warm?.();
  observer.warm();
}
