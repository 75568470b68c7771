/** What the recorder of a run keeps, as far as the scenario and the caller say. */
import type { RecorderOptions } from '../recording/counting-recorder.ts';
import { quantileBase } from '../recording/sample.ts';
import type { WindowRequest } from '../recording/windows.ts';
import { isFigureExpectation, type Scenario } from '../scenario/scenario.ts';
import { isImpatient } from '../world/plan/task-specs.ts';

/** @param exact metrics that the caller reads a quantile of */
export function recorderOptions(scenario: Scenario, exact: readonly string[] | undefined): RecorderOptions {
  return {
    spec: scenario,
    logLimit: scenario.record.events ? scenario.record.events_limit : 0,
    intervals: scenario.record.intervals,
    exact: exactDurations(scenario, exact),
    windows: windowsOf(scenario),
    abandons: scenario.workloads.some(isImpatient),
  };
}

/** Durations of which a condition or the caller reads a quantile. */
function exactDurations({ expect, claims }: Scenario, wanted: readonly string[] = []): Set<string> {
  const metrics = [...expect, ...claims]
    .filter(isFigureExpectation)
    .flatMap(({ metric, times, and }) => [metric, times, and?.times])
    .filter((metric) => metric !== undefined);
  return new Set([...metrics, ...wanted].map(quantileBase).filter((name) => name !== null));
}

/** The stretches of time that conditions read, each once. */
function windowsOf({ expect, claims }: Scenario): WindowRequest[] {
  const windows = new Map<string, WindowRequest>();
  for (const { metric, window } of [...expect, ...claims].filter(isFigureExpectation))
    if (window !== undefined) {
      const [from, to] = [window.from, window.to].map((seconds) => Math.round(seconds * 1e6));
      windows.set(metric, { ...window, name: metric, from, to });
    }
  return [...windows.values()];
}
