/** Arbitrary workloads of every kind, all of which end. */
import { fc } from '@fast-check/vitest';
import { STEP_EVENT_KINDS } from '../../src/modules/flows/types.ts';
import { DEPENDENCY_TYPES } from '../../src/modules/workflow/dependencies.ts';
import type { ArrivalSpec, FlowStepSpec, TaskSpec, WorkloadSpec } from '../../src/world/spec/spec.ts';
import { chance, seconds, times } from './chaos-faults.ts';
import { constant, exponential, task, uniform } from './spec.ts';

export const CAPABILITIES = ['a', 'b'] as const;

const service = fc.oneof(
  seconds(0.001, 5).map(constant),
  seconds(0.01, 0.5).map(exponential),
  fc.tuple(seconds(0, 1), seconds(1, 8)).map(([min, max]) => uniform(min, max)),
);

const tasks: fc.Arbitrary<TaskSpec> = fc
  .record({
    service,
    priority: fc.constantFrom(constant(5), uniform(1, 10)),
    payload: fc.constantFrom(constant(0), uniform(0, 10_000)),
    capabilities: fc.subarray([...CAPABILITIES]),
    affinity_keys: fc.constantFrom(0, 0, 3),
    probability: chance,
  })
  .map(({ probability, ...rest }) => task({ ...rest, failure: { probability, regions: { east: 0 } } }));

const arrivals: fc.Arbitrary<ArrivalSpec> = fc.oneof(
  fc.record({ process: fc.constant('poisson' as const), rate: fc.constantFrom(0.2, 1, 10) }),
  fc.record({ process: fc.constant('deterministic' as const), interval: fc.constantFrom(0.1, 1, 3) }),
  fc.record({ process: fc.constant('renewal' as const), interval: fc.constant(uniform(0, 2)) }),
  fc.constant<ArrivalSpec>({ process: 'mmpp', rates: [0, 10], dwell: [5, 1] }),
  times.map((drawn): ArrivalSpec => ({ process: 'trace', times: drawn, services: null, source: 'drawn' })),
);

const few = fc.integer({ min: 1, max: 8 });

/** What every kind of workload has. */
type Common = {
  readonly name: fc.Arbitrary<string>;
  readonly region: fc.Arbitrary<string | null>;
  readonly start: fc.Arbitrary<number>;
  readonly task: fc.Arbitrary<TaskSpec>;
};

const cache = fc.record({
  ttl: fc.constantFrom(0.5, 60),
  keys: fc.constantFrom(constant(1), { kind: 'zipf' as const, n: 5, s: 1, step: 1 }),
  size: fc.constantFrom(1, 100),
});
const cached = { cache: fc.option(cache, { nil: undefined, freq: 2 }) };

/** Open arrivals are gathered into batches, or answered from kept results, or neither. */
const gathered = {
  ...cached,
  batch: fc.option(
    fc.record({
      size: fc.integer({ min: 1, max: 4 }),
      wait: fc.constantFrom(0.1, 5),
      setup: fc.constantFrom(0, 1),
    }),
    { nil: undefined, freq: 3 },
  ),
};

function recurrence(common: Common): fc.Arbitrary<WorkloadSpec> {
  return fc.record({
    ...common,
    kind: fc.constant('recurrence' as const),
    schedule: fc.constant('* * * * *'),
    epoch: fc.constantFrom(0, 45),
    tasks: fc.integer({ min: 1, max: 3 }),
    overlap: fc.constantFrom('allow' as const, 'skip' as const, 'queue' as const),
    max_queued: fc.integer({ min: 1, max: 2 }),
    occurrences: fc.integer({ min: 1, max: 3 }),
  });
}

function sprints(common: Common): fc.Arbitrary<WorkloadSpec> {
  const phase = (purpose: 'execute' | 'test' | 'ship', share: number) =>
    fc.constantFrom(1, 4).map((duration) => ({
      name: purpose,
      purpose,
      duration,
      share,
      order: 'priority' as const,
    }));
  return fc.record({
    ...common,
    kind: fc.constant('sprints' as const),
    items: fc.integer({ min: 1, max: 20 }),
    features: fc.integer({ min: 1, max: 3 }),
    kinds: fc.integer({ min: 1, max: 2 }),
    phases: fc.tuple(phase('execute', 0.8), phase('test', 0.2), phase('ship', 0)),
    agents: fc.constant(null),
    tasks_per_agent: fc.integer({ min: 1, max: 5 }),
    chunk: fc.constantFrom(1, 3, 1000),
    refill: fc.constantFrom('chunk' as const, 'window' as const),
    max_attempts: fc.integer({ min: 1, max: 3 }),
    limit: fc.integer({ min: 1, max: 4 }),
    tuning: fc.boolean(),
    defects: fc.constantFrom(0, 0.3),
  });
}

function flow(common: Common): fc.Arbitrary<WorkloadSpec> {
  const { task: work, ...rest } = common;
  const step = fc.record({
    attempts: fc.integer({ min: 1, max: 3 }),
    delay: fc.constantFrom(0, 2),
    back: fc.nat({ max: 2 }),
    otherwise: fc.constantFrom('fail' as const, 'skip' as const),
    checkpoint: fc.boolean(),
    emits: fc.subarray([...STEP_EVENT_KINDS]),
    task: work,
  });
  return fc.record({
    ...rest,
    kind: fc.constant('flow' as const),
    arrivals: fc.option<ArrivalSpec>(arrivals),
    on: fc.constant(null),
    count: fc.integer({ min: 1, max: 5 }),
    stop: fc.constant(null),
    max_open: fc.constantFrom(2, 100),
    events: fc.constantFrom('root' as const, 'none' as const),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }).map((drawn) =>
      drawn.map(
        ({ back, ...one }, i): FlowStepSpec => ({
          ...one,
          name: `step-${i}`,
          from: `step-${Math.max(0, i - back)}`,
        }),
      ),
    ),
  });
}

/** The second of two workloads of flows begins by events of the first. */
export function listening(workloads: readonly WorkloadSpec[]): WorkloadSpec[] {
  const [first, second] = workloads;
  if (first?.kind !== 'flow' || second?.kind !== 'flow') return [...workloads];
  return [first, { ...second, arrivals: null, on: { workload: first.name, step: first.steps[0].name } }];
}

export function workload(names: readonly string[]): (name: string) => fc.Arbitrary<WorkloadSpec> {
  return (name) => {
    const common = {
      name: fc.constant(name),
      region: fc.constantFrom(null, ...names),
      start: fc.constantFrom(0, 0, 7.5),
      task: tasks,
    };
    const steps = fc.array(
      fc.record({ count: few, task: tasks, after: fc.nat(), on: fc.constantFrom(...DEPENDENCY_TYPES) }),
      { minLength: 1, maxLength: 4 },
    );
    return fc.oneof(
      fc.record({
        ...common,
        kind: fc.constant('open' as const),
        arrivals,
        tasks: few,
        stop: fc.constant(null),
        ...gathered,
      }),
      fc.record({
        ...common,
        kind: fc.constant('closed' as const),
        population: fc.integer({ min: 1, max: 4 }),
        think: fc.constantFrom(constant(0.01), exponential(2)),
        tasks: few,
        ...cached,
      }),
      recurrence(common),
      sprints(common),
      flow(common),
      fc.record({ ...common, kind: fc.constant('backlog' as const), tasks: few }),
      fc.record({
        ...common,
        kind: fc.constant('waves' as const),
        waves: fc.array(
          fc.record({
            name: fc.constant('wave'),
            tasks: few,
            agents: fc.constantFrom(null, 1, 3),
            required_success: fc.constantFrom(0, 0.5, 1),
            task: tasks,
          }),
          { minLength: 1, maxLength: 3 },
        ),
      }),
      fc.tuple(fc.record({ ...common, kind: fc.constant('dag' as const) }), steps).map(([dag, drawn]) => ({
        ...dag,
        // Bits of `after` say which of the earlier steps a step comes after.
        tasks: drawn.map((step, i) => ({
          name: `step ${i}`,
          count: step.count,
          task: step.task,
          after: drawn.flatMap((_, j) =>
            j < i && (step.after >> j) & 1
              ? [{ name: `step ${j}`, on: step.on, bytes: step.on === 'data' ? 50_000 : 0 }]
              : [],
          ),
        })),
      })),
    );
  };
}
