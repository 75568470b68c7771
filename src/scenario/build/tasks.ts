/** What tasks ask for, inherited from workload to wave or step. */

import type { DistributionSpec } from '../../engine/types.ts';
import type { FailureSpec, TaskSpec } from '../../world/spec/spec.ts';
import type { DistributionDraft, DrawnQuantity } from '../distribution/draft.ts';
import type { Path } from '../document/tree.ts';
import type { TaskInput } from '../schema/task.ts';
import { quantityHint } from '../units.ts';
import type { BuildContext } from './context.ts';

type WithTask = TaskInput & { readonly task?: TaskInput };

/** Task values with the paths at which they stand, the most general first. */
export type TaskLayers = readonly (readonly [TaskInput, Path])[];

const KEYS = [
  'service',
  'priority',
  'payload',
  'capabilities',
  'affinity_keys',
  'warm',
  'cold_start',
  'failure',
  'relative_speed',
  'price',
  'patience',
] as const;

/** The layers of something that has task values beside its keys, below `task`, or both. */
export function taskLayers(input: WithTask, path: Path, context: BuildContext): TaskLayers {
  const below: Path = [...path, 'task'];
  if (!input.task) return [[input, path]];
  for (const key of KEYS) {
    if (input[key] !== undefined && input.task[key] !== undefined) {
      context.problems.add([...below, key], `${key} also stands beside task: give it once`, { atKey: true });
    }
  }
  return [
    [input, path],
    [input.task, below],
  ];
}

export interface FoundValue<T> {
  readonly value: T;
  readonly path: Path;
}

/** The most specific value and where it stands. */
export function taskValue<K extends keyof TaskInput>(
  layers: TaskLayers,
  key: K,
): FoundValue<NonNullable<TaskInput[K]>> | null {
  const layer = layers.findLast(([input]) => input[key] !== undefined);
  return layer ? { value: layer[0][key] as NonNullable<TaskInput[K]>, path: [...layer[1], key] } : null;
}

/**
 * @param owner what needs a service time, for when there is none
 * @param service instead of what the layers say
 */
export function buildTask(
  layers: TaskLayers,
  owner: Path,
  context: BuildContext,
  service?: DistributionSpec,
): TaskSpec {
  const drawn = (
    key: 'service' | 'priority' | 'payload' | 'cold_start' | 'patience',
    quantity: DrawnQuantity,
    fallback: number,
  ): DistributionSpec => {
    const given = taskValue(layers, key);
    if (!given) return { kind: 'constant', value: fallback };
    return context.distribution(given.path, given.value as DistributionDraft, quantity);
  };
  if (!(service || taskValue(layers, 'service'))) {
    context.problems.add(
      [...owner, 'service'],
      `missing: expected ${quantityHint('duration')}, or a distribution`,
    );
  }
  const relative = taskValue(layers, 'relative_speed');
  const price = taskValue(layers, 'price');
  return {
    service: service ?? drawn('service', 'duration', 0),
    priority: drawn('priority', 'number', 5),
    payload: drawn('payload', 'size', 0),
    capabilities: taskValue(layers, 'capabilities')?.value ?? [],
    affinity_keys: taskValue(layers, 'affinity_keys')?.value ?? 0,
    warm: taskValue(layers, 'warm')?.value ?? 1,
    cold_start: taskValue(layers, 'cold_start') ? drawn('cold_start', 'duration', 0) : null,
    failure: failureSpec(taskValue(layers, 'failure')?.value),
    ...(price ? { price: { ...price.value } } : {}),
    ...(relative ? { relative_speed: { ...relative.value } } : {}),
    ...(taskValue(layers, 'patience') ? { patience: drawn('patience', 'duration', 0) } : {}),
  };
}

function failureSpec(input: TaskInput['failure']): FailureSpec {
  if (input === undefined) return { probability: 0, regions: {} };
  if (typeof input === 'number') return { probability: input, regions: {} };
  return { probability: input.probability, regions: { ...input.regions } };
}
