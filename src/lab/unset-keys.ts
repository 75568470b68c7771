/** Metrics of what a scenario need not have: which of its keys would have to be set for them to be measured. */
import { judgesRoutes } from '../recording/ejected.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isImpatient, taskSpecs } from '../world/plan/task-specs.ts';
import type { TaskSpec, WorkloadSpec } from '../world/spec/workload-spec.ts';
import { watchesHealth } from '../world/watch/health-watch.ts';

interface Need {
  readonly of: RegExp;
  readonly isSet: (scenario: Scenario) => boolean;
  /** What is missing, in words that may follow "as". */
  readonly missing: string;
  readonly remedy: string;
}

const set = (key: string): Pick<Need, 'missing' | 'remedy'> => ({
  missing: `${key} is not set`,
  remedy: `set ${key}`,
});

const kindOf =
  (...kinds: readonly WorkloadSpec['kind'][]) =>
  ({ workloads }: Scenario): boolean =>
    workloads.some(({ kind }) => kinds.includes(kind));

const someTask =
  (isSo: (task: TaskSpec) => boolean) =>
  ({ workloads }: Scenario): boolean =>
    workloads.flatMap(taskSpecs).some(isSo);

/** The first that fits says what is missing. */
const NEEDS: readonly Need[] = [
  {
    of: /^(scaling\.|agents\.provided\.)/,
    isSet: ({ scaling }) => Boolean(scaling),
    ...set('scaling'),
  },
  {
    of: /^agents\.hibernated\./,
    isSet: ({ spawning }) => Boolean(spawning?.hibernate),
    ...set('spawning.hibernate'),
  },
  {
    of: /^pool\./,
    isSet: ({ spawning }) => Boolean(spawning?.per_wave),
    ...set('spawning.per_wave'),
  },
  {
    of: /^(spawn\.|agents\.memory\.)/,
    isSet: ({ spawning }) => Boolean(spawning),
    ...set('spawning'),
  },
  {
    of: /^cache\.results\./,
    isSet: ({ workloads }) => workloads.some((each) => 'cache' in each && Boolean(each.cache)),
    missing: 'no workload keeps results (workload.cache)',
    remedy: 'set workload.cache',
  },
  {
    of: /^cache\.hit/,
    isSet: someTask(({ warm = 1, cold_start }) => warm < 1 || Boolean(cold_start)),
    missing: 'no task is cheaper on a warm agent (workload.warm, workload.cold_start)',
    remedy: 'set workload.warm or workload.cold_start, and agents.cache',
  },
  {
    of: /^checkpoints\./,
    isSet: ({ checkpoints }) => Boolean(checkpoints),
    ...set('checkpoints'),
  },
  {
    of: /^bulkhead\./,
    isSet: ({ scheduler }) => Boolean(scheduler.bulkhead),
    ...set('scheduler.bulkhead'),
  },
  {
    of: /^routes\./,
    isSet: judgesRoutes,
    missing: 'neither scheduler.ejection nor scheduler.breaker is set',
    remedy: 'set one of them',
  },
  {
    of: /^tasks\.shed\.waited$/,
    isSet: ({ scheduler }) => scheduler.shedding?.kind === 'codel',
    missing: 'nothing is shed by how long it waits (scheduler.shedding)',
    remedy: 'set scheduler.shedding to codel',
  },
  {
    of: /^tasks\.shed\.priority$/,
    isSet: ({ scheduler }) => scheduler.shedding?.kind === 'priority',
    missing: 'nothing is shed by its priority (scheduler.shedding)',
    remedy: 'set scheduler.shedding.thresholds',
  },
  {
    of: /^health\./,
    isSet: watchesHealth,
    missing: 'health.detector is not health_states',
    remedy: 'set health.detector to health_states',
  },
  {
    of: /^recovery\.(?!time\.)/,
    isSet: ({ recovery }) => Boolean(recovery),
    ...set('recovery'),
  },
  {
    of: /^tasks\.over_budget$/,
    isSet: ({ retry }) => Boolean(retry.budget),
    ...set('retry.budget'),
  },
  {
    of: /^(takeover|roles)\./,
    isSet: ({ coordination }) => Boolean(coordination.standby),
    missing: 'coordination.standby is not set: no coordinator stands by',
    remedy: 'set coordination.standby',
  },
  {
    of: /^ring\./,
    isSet: ({ coordination }) => Boolean(coordination.ring),
    missing: 'coordination.topology is not ring',
    remedy: 'set it to ring',
  },
  {
    of: /^topology\.change/,
    isSet: ({ coordination }) => coordination.adapt !== undefined,
    ...set('coordination.adapt'),
  },
  {
    of: /^topology\.handovers\./,
    isSet: ({ coordination }) => coordination.topology === 'mesh' || coordination.topology === 'ring',
    missing: 'there are no peers (coordination.topology)',
    remedy: 'set coordination.topology to mesh or ring',
  },
  {
    of: /^storage\./,
    isSet: ({ coordination }) => Boolean(coordination.storage),
    ...set('coordination.storage'),
  },
  {
    of: /^detection\.(messages|bytes)\.rate$/,
    isSet: ({ health }) => health.detector !== 'none',
    missing: 'health.detector is none: nobody watches',
    remedy: 'set health.detector',
  },
  {
    of: /^batch\./,
    isSet: ({ workloads }) => workloads.some((each) => each.kind === 'open' && Boolean(each.batch)),
    missing: 'no workload has batches (workload.batch)',
    remedy: 'set workload.batch',
  },
  {
    of: /^recurrence\./,
    isSet: kindOf('recurrence'),
    missing: 'no workload comes at the times of a calendar (workload.recurrence)',
    remedy: 'add one',
  },
  {
    of: /^sprint\./,
    isSet: kindOf('sprints'),
    missing: 'no workload has sprints (workload.sprints)',
    remedy: 'add one',
  },
  {
    of: /^(rollback\.|waves\.(promoted|rolled_back)$)/,
    isSet: ({ workloads }) =>
      workloads.some((each) => each.kind === 'waves' && each.waves.some(({ gate }) => Boolean(gate))),
    missing: 'no wave has a gate (gate of workload.waves)',
    remedy: 'set one',
  },
  {
    of: /^waves\./,
    isSet: kindOf('waves'),
    missing: 'no workload has waves (workload.waves)',
    remedy: 'add one',
  },
  {
    of: /^workflow\./,
    isSet: kindOf('dag'),
    missing: 'no workload is a graph of steps (workload.dag)',
    remedy: 'add one',
  },
  {
    of: /^tasks\.never_started$/,
    isSet: kindOf('dag', 'waves'),
    missing: 'no workload has steps or waves that wait for others (workload.dag, workload.waves)',
    remedy: 'add one',
  },
  {
    of: /^flow\./,
    isSet: kindOf('flow'),
    missing: 'no workload has flows (workload.flow)',
    remedy: 'add one',
  },
  {
    of: /^tasks\.cost/,
    isSet: someTask(({ price }) => price !== undefined),
    missing: 'no task has a price (workload.price)',
    remedy: 'set workload.price',
  },
  {
    of: /^task\.abandonment\./,
    isSet: ({ workloads }) => workloads.some(isImpatient),
    missing: 'no task gives up: workload.patience is not set',
    remedy: 'set workload.patience',
  },
];

/** Why a run of the scenario cannot measure a metric, whatever happens in it; undefined where it may. */
export function whatIsUnset(
  metric: string,
  scenario: Scenario,
): { readonly reason: string; readonly remedy: string } | undefined {
  const found = NEEDS.find(({ of, isSet }) => of.test(metric) && !isSet(scenario));
  return found && { reason: found.missing, remedy: found.remedy };
}
