/** The agents that watch each other, and their coordinator with them. */
import { type SwimGroup, swimGroup } from '../../modules/health/swim/group.ts';
import { swimDetector } from '../../modules/health/swim/index.ts';
import { swimSettings } from '../../modules/health/swim/settings.ts';
import { withDefaults } from '../../modules/registry.ts';
import { WorldError } from '../core/errors.ts';
import type { WorldSpec } from '../spec/spec.ts';
import type { CoordinatorPlan } from './topology.ts';

/** Bytes that members take in all when each has heard of every other one. */
export function swimBytes({ health, agents }: Pick<WorldSpec, 'health' | 'agents'>): number {
  if (health.detector !== swimDetector.name) return 0;
  const members = 1 + agents.groups.reduce((sum, { count }) => sum + count, 0);
  return members * (4 * members + BYTES_PER_MEMBER);
}

/** Besides what it knows of others. */
const BYTES_PER_MEMBER = 6000;

/**
 * null: agents send heartbeats, or nobody watches them.
 * @throws WorldError when there is more than one coordinator, or agents come and go
 */
export function swimGroupOf(spec: WorldSpec, plans: readonly CoordinatorPlan[]): SwimGroup | null {
  const { health } = spec;
  if (health.detector !== swimDetector.name) return null;
  if (plans.length > 1 || spec.scaling || spec.spawning)
    throw new WorldError(
      'health.detector',
      'swim needs one coordinator, and agents that are there throughout',
    );
  const parameters = withDefaults(swimDetector.parameters, health.parameters);
  return swimGroup(plans[0].children, plans[0].process, swimSettings(parameters));
}
