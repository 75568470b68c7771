/** What keeps a world from being built, found before anything else of it is built, so that it can be told where it was written. */
import { validateSpec } from '../../engine/variates/sampler.ts';
import { WorldError } from '../core/errors.ts';
import { bulkMoments } from '../plan/bulk.ts';
import { buildCapabilities } from '../plan/capabilities.ts';
import { Cluster } from '../plan/cluster.ts';
import { timedArrivals } from '../plan/offered-load.ts';
import { planCoordinators } from '../plan/topology.ts';
import type { WorkloadSpec, WorldSpec } from '../spec/spec.ts';

/** Agents beyond which placing them twice would be felt; a world of more says itself what is wrong. */
const MOST_AGENTS = 1_000_000;

export interface Obstacle {
  /** Of the setting that is to blame, in the specification. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export function obstacles(spec: WorldSpec): Obstacle[] {
  const found: Obstacle[] = [];
  attempt(found, null, () => place(spec));
  attempt(found, null, () => buildCapabilities(spec));
  for (const [index, workload] of spec.workloads.entries())
    attempt(found, ['workloads', index, 'arrivals'], () => offer(workload, spec));
  return found;
}

/** @param path instead of the one that the error names */
function attempt(found: Obstacle[], path: Obstacle['path'] | null, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof WorldError)) throw error;
    found.push({ path: path ?? error.key.split('.'), message: error.message });
  }
}

/** Agents on nodes and under coordinators, where there are limits to either. */
function place({ cluster, agents, coordination }: WorldSpec): void {
  const isLimited = cluster.regions.some(({ nodes }) =>
    nodes.some((pool) => pool.agents !== null || pool.cpu !== null || pool.memory !== null),
  );
  const hasPeers = coordination.mesh || coordination.ring;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  if (count > MOST_AGENTS || !(isLimited || hasPeers)) return;
  const nodes = new Cluster(cluster.regions);
  const placed = nodes.placeAgents(agents.groups);
  if (hasPeers) planCoordinators(coordination, nodes, placed);
}

/** The rate of arrivals by load. What a distribution of a user's own has for a mean is only known when it is there. */
function offer(workload: WorkloadSpec, { agents }: WorldSpec): void {
  if (workload.kind !== 'open' && workload.kind !== 'flow') return;
  const { arrivals } = workload;
  const tasks = workload.kind === 'open' ? [workload.task] : workload.steps.map(({ task }) => task);
  const services = tasks.map(({ service }) => service);
  const bulk = workload.kind === 'open' ? workload.bulk : undefined;
  const drawn = [...services, ...(bulk ? [bulk] : []), ...agents.groups.map(({ speed }) => speed)];
  if (arrivals && drawn.every((spec) => validateSpec(spec) === null))
    timedArrivals(arrivals, services, agents.groups, bulkMoments(bulk).mean);
}
