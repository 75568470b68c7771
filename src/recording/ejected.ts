/** Agents that their coordinators give nothing because of how attempts there end. */
import { HEALTH_STATES } from '../modules/health/states/vocabulary.ts';
import { routeFacts } from '../modules/routes/vocabulary.ts';
import type { WorldView } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';

/** Whether agents are judged by how their attempts end. */
export function judgesRoutes({ scheduler: { ejection, breaker }, health }: WorldSpec): boolean {
  return Boolean(ejection || breaker) || health.detector === HEALTH_STATES;
}

/**
 * Tells how many are out whenever that changes. A coordinator that starts knows nothing against anybody, and one of a pair that
 * takes over nothing of what the other did.
 */
export function followEjected(view: WorldView, spec: WorldSpec, changed: (count: number) => void): void {
  /** Who has ejected each. */
  const by = new Map<number, number>();
  const isPair = Boolean(spec.coordination.standby);
  view.facts.on(routeFacts.ejected, (coordinator, process) => {
    by.set(process, coordinator);
    changed(by.size);
  });
  view.facts.on(routeFacts.returned, (_coordinator, process) => {
    if (by.delete(process)) changed(by.size);
  });
  view.facts.on(routeFacts.started, (coordinator) => {
    const before = by.size;
    for (const [process, other] of by) if (isPair || other === coordinator) by.delete(process);
    if (by.size < before) changed(by.size);
  });
}
