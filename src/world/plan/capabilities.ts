/** Capability names as bits of masks. */
import { WorldError } from '../core/errors.ts';
import type { WorldSpec } from '../spec/spec.ts';
import { allTaskSpecs } from './task-specs.ts';

/** Bits of a mask that stays a non-negative 32-bit integer; also the most requirement sets that a dispatcher can tell apart. */
const MAX_NAMES = 31;

/** Capability names as bits, and the sets of capabilities that tasks require. */
export interface Capabilities {
  readonly groupMasks: readonly number[];
  /** Distinct sets that tasks ask for; entry 0 is the empty set. */
  readonly requirements: readonly number[];
  /** For every task specification of the world, in order: its entry in `requirements`. */
  readonly requirementOf: readonly number[];
}

/** @throws WorldError when there are more names or sets than fit a mask */
export function buildCapabilities(spec: WorldSpec): Capabilities {
  const names: string[] = [];
  const maskOf = (wanted: readonly string[]) => {
    let mask = 0;
    for (const name of wanted) {
      if (!names.includes(name)) names.push(name);
      mask |= 1 << names.indexOf(name);
    }
    return mask;
  };
  const groupMasks = spec.agents.groups.map((group) => maskOf(group.capabilities));
  const requirements = [0];
  const requirementOf = allTaskSpecs(spec).map((task) => {
    const mask = maskOf(task.capabilities);
    if (!requirements.includes(mask)) requirements.push(mask);
    return requirements.indexOf(mask);
  });
  if (names.length > MAX_NAMES)
    throw new WorldError('agents', `there are ${names.length} capability names; at most ${MAX_NAMES} fit`);
  if (requirements.length > MAX_NAMES) {
    throw new WorldError(
      'workload',
      `tasks ask for ${requirements.length} sets of capabilities; at most ${MAX_NAMES} can be told apart`,
    );
  }
  return { groupMasks, requirements, requirementOf };
}
