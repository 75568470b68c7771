/** Workloads, with the kind that their keys tell. */
import { MICRO_SPRINT, PHASED_SPRINT } from '../../modules/sprints/settings.ts';
import { DAY_SECONDS, daysOf } from '../../modules/workflow/calendar.ts';
import type { Dependency } from '../../modules/workflow/dependencies.ts';
import type {
  ArrivalSpec,
  DagTaskSpec,
  OpenWorkloadSpec,
  SprintPhaseSpec,
  WorkloadSpec,
} from '../../world/spec/spec.ts';
import type { ArrivalDraft } from '../distribution/arrivals.ts';
import type { Path } from '../document/tree.ts';
import type { DagInput, PhasesInput } from '../schema/graph.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import type { SprintsInput } from '../schema/sprints.ts';
import type { OpenInput, WorkloadInput } from '../schema/workload.ts';
import type { BuildContext } from './context.ts';
import { buildFlow } from './flow.ts';
import type { TaskLayers } from './tasks.ts';
import { buildTask, taskLayers } from './tasks.ts';
import { buildTraced, traceTimes } from './traced-workload.ts';
import { buildWaves } from './waves.ts';

/** Each workload with the path at which it stands. */
export interface PlacedWorkload {
  readonly path: Path;
  readonly spec: WorkloadSpec;
}

export function buildWorkloads(input: ScenarioInput['workloads'], context: BuildContext): PlacedWorkload[] {
  if (input === undefined) return [];
  const isList = Array.isArray(input);
  const given: readonly WorkloadInput[] = isList ? input : [input];
  return given.flatMap((workload, index) => {
    const path: Path = isList ? ['workloads', index] : ['workloads'];
    const name = workload.name ?? (given.length === 1 ? 'workload' : `workload-${index + 1}`);
    const specs =
      'arrivals' in workload
        ? buildOpen(workload, commonOf(workload, name), taskLayers(workload, path, context), path, context)
        : [buildWorkload(workload, name, path, context)];
    return specs.map((spec) => ({ path, spec }));
  });
}

function commonOf({ region, start, tenant, weight }: WorkloadInput, name: string): Common {
  return { name, region: region ?? null, start, tenant: tenant ?? null, weight: weight ?? null };
}

function buildWorkload(
  input: Exclude<WorkloadInput, OpenInput>,
  name: string,
  path: Path,
  context: BuildContext,
): WorkloadSpec {
  const common = commonOf(input, name);
  const layers = taskLayers(input, path, context);
  if ('population' in input) {
    const think = context.distribution([...path, 'think'], input.think, 'duration');
    const { population, tasks } = input;
    const task = buildTask(layers, path, context);
    return { kind: 'closed', ...common, population, think, tasks, ...buildCache(input, path, context), task };
  }
  if ('backlog' in input) {
    return { kind: 'backlog', ...common, tasks: input.backlog, task: buildTask(layers, path, context) };
  }
  if ('waves' in input) return { kind: 'waves', ...common, waves: buildWaves(input, layers, path, context) };
  if ('recurrence' in input) {
    const { recurrence: schedule, date, tasks, overlap, max_queued, occurrences } = input;
    const [year, month, day] = date.split('-').map(Number);
    const epoch = daysOf(year, month, day) * DAY_SECONDS;
    const task = buildTask(layers, path, context);
    return { kind: 'recurrence', ...common, schedule, epoch, tasks, overlap, max_queued, occurrences, task };
  }
  if ('flow' in input) return buildFlow(input, common, layers, path, context, buildArrivals);
  if ('sprints' in input) {
    const { phases, ...settings } = input.sprints;
    const task = buildTask(layers, path, context);
    return { kind: 'sprints', ...common, phases: sprintPhases(phases), ...settings, task };
  }
  const tasks =
    'phases' in input
      ? buildPhases(input, layers, path, context)
      : input.dag.map((step, index): DagTaskSpec => {
          const own: Path = [...path, 'dag', index];
          const task = buildTask([...layers, ...taskLayers(step, own, context)], own, context);
          const after = step.after.map((entry, place) =>
            buildDependency(entry, [...own, 'after', place], context),
          );
          return { name: step.name, count: step.count, after, task };
        });
  return { kind: 'dag', ...common, tasks };
}

function sprintPhases(input: SprintsInput['sprints']['phases']): SprintPhaseSpec[] {
  if (typeof input !== 'string') return input;
  const variant = input === 'micro' ? MICRO_SPRINT : PHASED_SPRINT;
  return variant.map(({ minutes, ...phase }) => ({ ...phase, duration: minutes * 60 }));
}

type DependencyInput = DagInput['dag'][number]['after'][number];

function buildDependency(input: DependencyInput, path: Path, context: BuildContext): Dependency {
  if (typeof input === 'string') return input;
  const { name, on, bytes } = input;
  if (on === 'data' && bytes === undefined)
    context.problems.add(path, 'missing bytes: how much data each task is given');
  if (on !== 'data' && bytes !== undefined)
    context.problems.add([...path, 'bytes'], 'only a dependency on data has bytes', { atKey: true });
  // A bare name means this.
  return on === 'success' ? name : { name, on, bytes: bytes ?? 0 };
}

/** Every step of a phase comes after all steps of the phase before. */
function buildPhases(
  input: PhasesInput,
  layers: TaskLayers,
  path: Path,
  context: BuildContext,
): DagTaskSpec[] {
  let after: string[] = [];
  return input.phases.flatMap((phase, index) => {
    const below: Path = [...path, 'phases', index];
    const steps = Array.isArray(phase) ? phase : [phase];
    const before = after;
    after = steps.map((step) => (typeof step === 'string' ? step : step.name));
    return steps.map((step, place): DagTaskSpec => {
      const own = Array.isArray(phase) ? [...below, place] : below;
      if (typeof step === 'string')
        return { name: step, count: 1, after: before, task: buildTask(layers, path, context) };
      const task = buildTask([...layers, ...taskLayers(step, own, context)], own, context);
      return { name: step.name, count: step.count, after: before, task };
    });
  });
}

type Common = Pick<WorkloadSpec, 'name' | 'region' | 'start' | 'tenant' | 'weight'>;

function buildOpen(
  input: OpenInput,
  common: Common,
  layers: TaskLayers,
  path: Path,
  context: BuildContext,
): WorkloadSpec[] {
  const { tasks, stop, batch } = input;
  const bulk = input.bulk && { bulk: context.distribution([...path, 'bulk'], input.bulk, 'number') };
  const rest = {
    ...common,
    tasks,
    stop,
    ...bulk,
    ...(batch ? { batch } : {}),
    ...buildCache(input, path, context),
  };
  const { arrivals } = input;
  if (arrivals.process === 'trace')
    return buildTraced({ ...input, arrivals }, { kind: 'open', ...rest }, layers, path, context);
  for (const type of Object.keys(input.types ?? {}))
    context.problems.add([...path, 'types', type], 'types are told apart by a column of a trace', {
      atKey: true,
    });
  const task = buildTask(layers, path, context);
  return [{ kind: 'open', ...rest, arrivals: buildArrivals(arrivals, [...path, 'arrivals'], context), task }];
}

function buildCache(
  { cache }: Pick<OpenInput, 'cache'>,
  path: Path,
  context: BuildContext,
): Pick<OpenWorkloadSpec, 'cache'> {
  if (!cache) return {};
  const keys = context.distribution([...path, 'cache', 'keys'], cache.keys, 'number');
  return { cache: { ...cache, keys } };
}

function buildArrivals(draft: ArrivalDraft, path: Path, context: BuildContext): ArrivalSpec {
  switch (draft.process) {
    case 'renewal': {
      const interval = context.distribution(path, draft.interval, 'duration');
      if (
        interval.kind === 'empirical' &&
        interval.values.every((value) => value < 1e-6) &&
        context.problems.empty
      ) {
        context.problems.add(path, 'expected intervals of at least 1us, or time would stand still');
      }
      return { process: 'renewal', interval };
    }
    case 'trace':
      return traceTimes(draft, [...path, 'trace'], context);
    default:
      return draft;
  }
}
