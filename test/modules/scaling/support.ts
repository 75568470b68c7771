import type { ScalingObservation, ScalingPolicy } from '../../../src/modules/scaling/policy.ts';
import type { TaskType, WorkDescription } from '../../../src/modules/scaling/sizing.ts';

/** Seconds in microseconds. */
export const s = (seconds: number) => Math.round(seconds * 1_000_000);

export function work(
  subtasks: number,
  durationMinutes: number,
  taskType: TaskType,
  more: Partial<WorkDescription> = {},
): WorkDescription {
  return { subtasks, parallelism: subtasks, durationMinutes, taskType, ...more };
}

const QUIET: ScalingObservation = {
  now: 0,
  ready: 0,
  starting: 0,
  busy: 0,
  waiting: 0,
  inFlight: 0,
  utilization: 0,
  arrivalRate: 0,
  completionRate: 0,
  errorRate: 0,
  cpu: 0,
  memory: 0,
};

export function observation(fields: Partial<ScalingObservation>): ScalingObservation {
  return { ...QUIET, ...fields };
}

/** Feeds the observations one period apart, starting at 0, and returns the answers. */
export function drive(policy: ScalingPolicy, observations: readonly Partial<ScalingObservation>[]): number[] {
  return observations.map((fields, index) =>
    policy.decide(observation({ now: index * policy.period, ...fields })),
  );
}

/** The same, with every agent wanted ready by the next period. */
export function follow(
  policy: ScalingPolicy,
  ready: number,
  steps: number,
  load: (ready: number, step: number) => Partial<ScalingObservation>,
): number[] {
  const answers: number[] = [];
  let agents = ready;
  for (let step = 0; step < steps; step++) {
    agents = policy.decide(observation({ now: step * policy.period, ready: agents, ...load(agents, step) }));
    answers.push(agents);
  }
  return answers;
}

export const times = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);
