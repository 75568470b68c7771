/** What the recorder of a run keeps, as far as the scenario and the caller say. */
import type { RecorderOptions } from '../recording/counting-recorder.ts';
import { quantileBase } from '../recording/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isImpatient } from '../world/task-specs.ts';

/** @param exact metrics that the caller reads a quantile of */
export function recorderOptions(scenario: Scenario, exact: readonly string[] | undefined): RecorderOptions {
  return {
    spec: scenario,
    logLimit: scenario.record.events ? scenario.record.events_limit : 0,
    intervals: scenario.record.intervals,
    exact: exactDurations(scenario, exact),
    abandons: scenario.workloads.some(isImpatient),
  };
}

/** Durations of which a condition or the caller reads a quantile. */
function exactDurations({ expect, claims }: Scenario, wanted: readonly string[] = []): Set<string> {
  const metrics = [...expect, ...claims].map(({ metric }) => metric);
  return new Set([...metrics, ...wanted].map(quantileBase).filter((name) => name !== null));
}
