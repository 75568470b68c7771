/** The flows of a run and their steps. */
import type { Microseconds } from '../engine/types.ts';
import type { FlowOutcome, StepEventKind } from '../world/observer.ts';
import type { WorldSpec } from '../world/spec.ts';
import { LogHistogram } from './histogram.ts';
import { QUANTILES } from './metric-description.ts';
import type { FlowStepRecord } from './record.ts';

const MICROSECONDS = 1e6;

type StepCounts = Record<StepEventKind, number>;

interface Step {
  readonly workload: string;
  readonly name: string;
  readonly index: number;
  readonly counts: StepCounts;
  /** Of those done. */
  readonly latency: LogHistogram;
}

const zeroSteps = (): StepCounts => ({ done: 0, retried: 0, skipped: 0, failed: 0 });
const zeroEnds = () => ({ completed: 0, failed: 0, refused: 0 });

export class FlowRecorder {
  /** Of completed flows. */
  readonly latency = new LogHistogram();
  /** By workload; empty for those of other kinds. */
  readonly #steps: readonly (readonly Step[])[];
  #ends = zeroEnds();
  #events = 0;
  #bytes = 0;

  constructor(spec: WorldSpec) {
    this.#steps = spec.workloads.map((workload) =>
      workload.kind !== 'flow'
        ? []
        : workload.steps.map(({ name }, index) => ({
            workload: workload.name,
            name,
            index,
            counts: zeroSteps(),
            latency: new LogHistogram(),
          })),
    );
  }

  /** A step that began in the measured time has come to something. */
  step(workload: number, step: number, kind: StepEventKind, took: Microseconds): void {
    const { counts, latency } = this.#steps[workload][step];
    counts[kind]++;
    if (kind === 'done') latency.record(took);
  }

  /** A flow that began in the measured time has ended. */
  ended(outcome: FlowOutcome, took: Microseconds): void {
    this.#ends[outcome]++;
    if (outcome === 'completed') this.latency.record(took);
  }

  event(bytes: number): void {
    this.#events++;
    this.#bytes += bytes;
  }

  warm(): void {
    this.#ends = zeroEnds();
    this.#events = 0;
    this.#bytes = 0;
    this.latency.clear();
    for (const { counts, latency } of this.#steps.flat()) {
      Object.assign(counts, zeroSteps());
      latency.clear();
    }
  }

  /** One for each step, in the order of the scenario. */
  get records(): FlowStepRecord[] {
    return this.#steps.flat().map(({ workload, name, index, counts, latency }) => {
      const some = latency.count > 0;
      const quantile = (q: number) => (some ? latency.quantile(q) / MICROSECONDS : null);
      const times = {
        mean: some ? latency.mean / MICROSECONDS : null,
        p50: quantile(0.5),
        p99: quantile(0.99),
        max: some ? latency.max / MICROSECONDS : null,
      };
      return { workload, name, index, ...counts, ...times };
    });
  }

  /** Those of FLOW_METRICS; nothing in a run without flows. */
  metrics(): Record<string, number | null> {
    const steps = this.#steps.flat();
    if (steps.length === 0) return {};
    const { completed, failed, refused } = this.#ends;
    const metrics: Record<string, number | null> = {
      'flow.completed': completed,
      'flow.failed': failed,
      'flow.refused': refused,
      'flow.retries': steps.reduce((sum, { counts }) => sum + counts.retried, 0),
      'flow.events': this.#events,
      'flow.events.bytes': this.#bytes,
      ...statistics('flow.latency', this.latency),
    };
    for (const { workload, name, counts, latency } of steps) {
      const step = `flow.${workload}.${name}`;
      metrics[`${step}.done`] = counts.done;
      metrics[`${step}.retried`] = counts.retried;
      Object.assign(metrics, statistics(`${step}.latency`, latency));
    }
    return metrics;
  }
}

function statistics(name: string, histogram: LogHistogram): Record<string, number | null> {
  const some = histogram.count > 0;
  const seconds = (value: number) => (some ? value / MICROSECONDS : null);
  return {
    [`${name}.mean`]: seconds(histogram.mean),
    ...Object.fromEntries(
      QUANTILES.map(([suffix, q]) => [`${name}.${suffix}`, some ? seconds(histogram.quantile(q)) : null]),
    ),
    [`${name}.max`]: seconds(histogram.max),
  };
}
