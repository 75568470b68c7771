/** Flows: their steps, with the rules of task execution where the file names its steps. */
import { TASK_EXECUTION } from '../../modules/flows/task-execution.ts';
import { STEP_EVENT_KINDS } from '../../modules/flows/types.ts';
import type { ArrivalSpec, FlowStepSpec, FlowWorkloadSpec } from '../../world/spec/spec.ts';
import type { ArrivalDraft } from '../distribution/arrivals.ts';
import type { Path } from '../document/tree.ts';
import type { FlowInput, KnownSteps } from '../schema/flow.ts';
import type { BuildContext } from './context.ts';
import { buildTask, type TaskLayers, taskLayers } from './tasks.ts';

type StepInput = NonNullable<KnownSteps['execute']>;

const MICROSECONDS = 1e6;

/** Names of the steps of task execution in a file, which are parts of the names of metrics. */
const nameOf = (name: string) => name.replaceAll(' ', '-') as keyof KnownSteps;

export function buildFlow(
  { flow }: FlowInput,
  common: Pick<FlowWorkloadSpec, 'name' | 'region' | 'start' | 'tenant' | 'weight'>,
  layers: TaskLayers,
  path: Path,
  context: BuildContext,
  arrivalsOf: (draft: ArrivalDraft, path: Path, context: BuildContext) => ArrivalSpec,
): FlowWorkloadSpec {
  const { arrivals, on, count, stop, max_open, events, budget, steps } = flow;
  const below: Path = [...path, 'flow'];
  const [workload, step] = on?.split(':') ?? [];
  const stepOf = (input: StepInput, name: string, rules: Rules, own: Path) =>
    buildStep(input, name, rules, [...layers, ...taskLayers(input, own, context)], own, context);
  return {
    kind: 'flow',
    ...common,
    arrivals: arrivals ? arrivalsOf(arrivals, [...below, 'arrivals'], context) : null,
    on: on === undefined ? null : { workload, step },
    count,
    stop,
    max_open,
    events,
    budget,
    steps: Array.isArray(steps)
      ? steps.map((input, place) => stepOf(input, input.name, {}, [...below, 'steps', place]))
      : TASK_EXECUTION.map(({ name, failure }) => {
          const key = nameOf(name);
          const checkpoint = name === 'checkpoint';
          return stepOf(steps[key] ?? {}, key, { ...failure, checkpoint }, [...below, 'steps', key]);
        }),
  };
}

/** What holds where the file says nothing. */
interface Rules {
  readonly attempts?: number;
  /** Microseconds. */
  readonly delay?: number;
  readonly from?: string;
  readonly checkpoint?: boolean;
}

function buildStep(
  input: StepInput,
  name: string,
  rules: Rules,
  layers: TaskLayers,
  path: Path,
  context: BuildContext,
): FlowStepSpec {
  return {
    name,
    attempts: input.attempts ?? rules.attempts ?? 1,
    delay: input.delay ?? (rules.delay ?? 0) / MICROSECONDS,
    from: input.from ?? rules.from ?? name,
    timeout: input.timeout ?? null,
    otherwise: input.otherwise ?? 'fail',
    checkpoint: input.checkpoint ?? rules.checkpoint ?? false,
    emits: input.emits ?? STEP_EVENT_KINDS,
    task: buildTask(layers, path, context),
  };
}
