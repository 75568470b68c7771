/** Waves, their gates, and how they are undone. */
import { defaultMost } from '../../modules/gates/sprt.ts';
import type { GateSpec } from '../../modules/gates/types.ts';
import type { RollbackSpec, WaveSpec } from '../../world/spec/spec.ts';
import type { Path } from '../document/tree.ts';
import type { GateInput } from '../schema/gate.ts';
import { MOST_TASKS } from '../schema/task.ts';
import type { WavesInput } from '../schema/workload.ts';
import type { BuildContext } from './context.ts';
import { buildTask, type TaskLayers, taskLayers } from './tasks.ts';

type WaveInput = WavesInput['waves'][number];

export function buildWaves(
  input: WavesInput,
  layers: TaskLayers,
  path: Path,
  context: BuildContext,
): WaveSpec[] {
  return input.waves.map((wave, index) => {
    const own: Path = [...path, 'waves', index];
    const all = [...layers, ...taskLayers(wave, own, context)];
    const task = buildTask(all, own, context);
    const { tasks, agents, required_success, planned, gate, rollback } = wave;
    return {
      name: wave.name ?? `wave-${index + 1}`,
      ...{ tasks, agents, required_success },
      ...(planned === undefined ? {} : { planned }),
      ...(gate === undefined ? {} : { gate: buildGate(gate, [...own, 'gate'], context) }),
      ...(rollback ? { rollback: buildRollback(rollback, all, [...own, 'rollback'], context) } : {}),
      task,
    };
  });
}

function buildGate(input: GateInput, path: Path, context: BuildContext): GateSpec {
  if (typeof input === 'number') return { kind: 'fixed', limit: input, when: 'above' };
  if (input.kind === 'fixed' && input.limit === 0 && input.when === 'reached')
    context.problems.add(
      [...path, 'limit'],
      'no share of failures is below 0%: give a limit, or when: above',
    );
  if (input.kind !== 'sequential') return input;
  const { acceptable, unacceptable, false_rollback, false_promote, most } = input;
  if (acceptable >= unacceptable)
    context.problems.add(
      [...path, 'unacceptable'],
      'expected more than acceptable: there is nothing to tell apart',
    );
  else if (false_rollback + false_promote >= 1)
    context.problems.add(
      [...path, input.false_promote >= input.false_rollback ? 'false_promote' : 'false_rollback'],
      'expected less than 100% together, false_rollback and false_promote: a test that is wrong so often tells nothing',
    );
  else return { ...input, most: most ?? Math.min(MOST_TASKS, defaultMost(input)) };
  return { ...input, most: most ?? 1 };
}

/** What fails in the wave is its own failure, and says nothing of what undoes it. */
function buildRollback(
  input: NonNullable<WaveInput['rollback']>,
  layers: TaskLayers,
  path: Path,
  context: BuildContext,
): RollbackSpec {
  const inherited: TaskLayers = layers.map(([{ failure: _failure, ...values }, place]) => [values, place]);
  const task = buildTask([...inherited, ...taskLayers(input, path, context)], path, context);
  return { agents: input.agents, task };
}
