/** The flows of a run and their steps. */
import type { Microseconds } from '../engine/types.ts';
import type { FlowOutcome, StepEventKind } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { countBounds, type Figure } from './bounds.ts';
import type { FlowStepRecord } from './record.ts';
import { Sample } from './sample.ts';
import { statistics, withUnknown } from './statistics.ts';

const MICROSECONDS = 1e6;

type StepCounts = Record<StepEventKind, number>;

interface Step {
  readonly workload: string;
  readonly name: string;
  readonly index: number;
  readonly counts: StepCounts;
  /** Of those done. */
  readonly latency: Sample;
}

const zeroSteps = (): StepCounts => ({ done: 0, retried: 0, skipped: 0, failed: 0 });
const zeroEnds = () => ({ completed: 0, failed: 0, refused: 0 });

/** Flows of a workload that have not ended. */
export interface OpenFlows {
  /** Microseconds since they began, of those of the measured time. */
  readonly ages: readonly number[];
  /** All that have begun: those begun in the warm-up still come to steps in the measured time. */
  readonly underWay: number;
  /** Most that may still begin. */
  readonly toCome: number;
  /** By step: most times that it is done in one flow. */
  readonly mostDone: readonly number[];
}

export class FlowRecorder {
  /** Of completed flows. */
  readonly latency: Sample;
  /** By workload; empty for those of other kinds. */
  readonly #steps: readonly (readonly Step[])[];
  #ends = zeroEnds();
  #events = 0;
  #bytes = 0;

  /** @param exact durations of which every value is kept */
  constructor(spec: WorldSpec, exact: ReadonlySet<string>) {
    this.latency = new Sample(exact.has('flow.latency'));
    this.#steps = spec.workloads.map((workload) =>
      workload.kind !== 'flow'
        ? []
        : workload.steps.map(({ name }, index) => ({
            workload: workload.name,
            name,
            index,
            counts: zeroSteps(),
            latency: new Sample(exact.has(`flow.${workload.name}.${name}.latency`)),
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
        mean: some ? latency.sum / (latency.count * MICROSECONDS) : null,
        p50: quantile(0.5),
        p99: quantile(0.99),
        max: some ? latency.max / MICROSECONDS : null,
      };
      return { workload, name, index, ...counts, ...times };
    });
  }

  /**
   * Those of FLOW_METRICS; nothing in a run without flows.
   * @param open by workload
   */
  metrics(open: readonly OpenFlows[]): Record<string, Figure> {
    const steps = this.#steps.flat();
    if (steps.length === 0) return {};
    const { completed, failed, refused } = this.#ends;
    const ages = open.flatMap((flows) => flows.ages);
    const toCome = open.reduce((sum, flows) => sum + flows.toCome, 0);
    const metrics: Record<string, Figure> = {
      'flow.completed': countBounds(completed, ages.length + toCome),
      'flow.failed': countBounds(failed, ages.length + toCome),
      'flow.refused': refused,
      'flow.retries': steps.reduce((sum, { counts }) => sum + counts.retried, 0),
      'flow.events': this.#events,
      'flow.events.bytes': this.#bytes,
      // A flow that fails has no latency.
      ...statistics('flow.latency', this.latency, withUnknown(ages, toCome, true)),
    };
    for (const [workload, own] of this.#steps.entries()) {
      for (const { workload: flow, name, index, counts, latency } of own) {
        const step = `flow.${flow}.${name}`;
        // Each of the flows may still come to the step, and back to it from a later one.
        const coming = (open[workload].underWay + open[workload].toCome) * open[workload].mostDone[index];
        metrics[`${step}.done`] = countBounds(counts.done, coming);
        metrics[`${step}.retried`] = counts.retried;
        Object.assign(metrics, statistics(`${step}.latency`, latency, withUnknown([], coming, true)));
      }
    }
    return metrics;
  }
}
