/** The declared metrics of one run. */
import type { WorldObserver, WorldView } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { Announced } from './announced.ts';
import type { Figure } from './bounds.ts';
import type { Counter, EndOfRun } from './declare.ts';
import { DECLARED_METRICS } from './metrics.ts';

export class DeclaredMetrics {
  readonly #announced = new Announced();
  readonly #counters: ReadonlyMap<string, Counter>;

  constructor(spec: WorldSpec, view: WorldView) {
    const source = { spec, view, announced: this.#announced };
    this.#counters = new Map(DECLARED_METRICS.map((metric) => [metric.name, metric.measure(source)]));
  }

  /** From now on they hear of what this observer is told. */
  attach(observer: WorldObserver): void {
    this.#announced.attach(observer);
  }

  warm(): void {
    for (const counter of this.#counters.values()) counter.warm();
  }

  figures(end: EndOfRun): Record<string, Figure> {
    return Object.fromEntries([...this.#counters].map(([name, counter]) => [name, counter.figure(end)]));
  }
}
