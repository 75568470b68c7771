/**
 * What speed rows use of the package that they time: its exports, and no file of it, so that rows cross versions. A version that lacks
 * something of it lacks the rows that need it.
 */
import type { MetricBounds, Metrics } from '../result.ts';

export interface TimedKernel {
  schedule(at: number, kind: number, target: number, a: number, b: number): unknown;
  scheduleAfter(delay: number, kind: number, target: number, a: number, b: number): unknown;
  lane(period: number): number;
  scheduleLane(lane: number, kind: number, target: number, a: number, b: number): unknown;
  run(
    handler: (kind: number, target: number, a: number, b: number) => void,
    until: number,
    maxEvents: number,
  ): unknown;
}

interface TimedScenario {
  readonly record: { readonly events: unknown; readonly intervals: unknown };
}

/** The exports of `swarmlab`, as far as they are used here. */
export interface PublicApi {
  readonly Kernel: new (options: { capacity?: number; fingerprint?: readonly string[] }) => TimedKernel;
  readonly Streams: new (
    seed: string,
    replication: number,
  ) => { stream(component: string): { uniform(): number } };
  readonly World: new (
    spec: TimedScenario,
    watch: (view: unknown) => unknown,
  ) => { advance(maxEvents: number): string };
  readonly RunRecorder: new (view: unknown, options: object) => unknown;
  readonly catalog: () => {
    readonly algorithms: readonly { readonly name: string }[];
    readonly detectors: readonly { readonly name: string }[];
  };
  readonly parseScenario: (text: string, options?: { readonly set?: readonly string[] }) => TimedScenario;
  readonly loadScenario: (
    path: string,
    options: { readonly set?: readonly string[]; readonly seed?: string },
  ) => TimedScenario;
  readonly runScenario: (
    scenario: TimedScenario,
    options: { readonly replication: number; readonly exact: readonly string[] },
  ) => Promise<{
    readonly summary: {
      readonly fingerprint: string;
      readonly metrics: Metrics;
      readonly bounds?: MetricBounds;
    };
  }>;
}
