/** The agents that watch each other, and their coordinator with them. */
import { type SwimGroup, swimGroup } from '../../modules/health/swim/group.ts';
import { swimDetector } from '../../modules/health/swim/index.ts';
import { swimSettings } from '../../modules/health/swim/settings.ts';
import { withDefaults } from '../../modules/registry.ts';
import { WorldError } from '../core/errors.ts';
import type { FaultSpec, WorldSpec } from '../spec/spec.ts';
import type { CoordinatorPlan } from './topology.ts';

/** Faults after which nobody that is well suspects others. */
const SILENT: ReadonlySet<FaultSpec['kind']> = new Set(['crash', 'zone_outage', 'region_outage']);

/** Bytes that members take in all: more where faults let them suspect those that are well, and much is passed on for long. */
export function swimBytes({
  health,
  agents,
  faults,
}: Pick<WorldSpec, 'health' | 'agents' | 'faults'>): number {
  if (health.detector !== swimDetector.name) return 0;
  const members = 1 + agents.groups.reduce((sum, { count }) => sum + count, 0);
  const isLoud = faults.some(({ kind }) => !SILENT.has(kind));
  return members * (BYTES_PER_MEMBER + (isLoud ? BYTES_PER_PAIR * members : BYTES_PER_NEWS));
}

/** Besides what it knows of others. */
const BYTES_PER_MEMBER = 6000;
/** Of a few updates about those that have crashed. */
const BYTES_PER_NEWS = 4000;
/** Measured with 10,000 members of which a hundred stall again and again: words, suspicions, and updates that wait to be passed on. */
const BYTES_PER_PAIR = 16;

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
