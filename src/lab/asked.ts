/** What the conditions of a scenario make a run record besides its metrics. */
import { quantileBase } from '../recording/sample.ts';
import type { WindowRequest } from '../recording/windows.ts';
import { isFigureExpectation, type Scenario } from '../scenario/scenario.ts';

/** Durations of which a condition or the caller reads a quantile. */
export function exactDurations({ expect, claims }: Scenario, wanted: readonly string[] = []): Set<string> {
  const metrics = [...expect, ...claims]
    .filter(isFigureExpectation)
    .flatMap(({ metric, times, and }) => [metric, times, and?.times])
    .filter((metric) => metric !== undefined);
  return new Set([...metrics, ...wanted].map(quantileBase).filter((name) => name !== null));
}

/** The stretches of time that conditions read, each once. */
export function windowsOf({ expect, claims }: Scenario): WindowRequest[] {
  const windows = new Map<string, WindowRequest>();
  for (const { metric, window } of [...expect, ...claims].filter(isFigureExpectation))
    if (window !== undefined) {
      const [from, to] = [window.from, window.to].map((seconds) => Math.round(seconds * 1e6));
      windows.set(metric, { ...window, name: metric, from, to });
    }
  return [...windows.values()];
}
