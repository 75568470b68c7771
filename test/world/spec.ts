/** World specifications for tests: everything filled in, nothing random, nothing lost, no time passes on the way. */
import type { DistributionSpec } from '../../src/engine/types.ts';
import type { WorldObserver, WorldView } from '../../src/world/core/observer.ts';
import type {
  AgentGroupSpec,
  BacklogWorkloadSpec,
  LinkSpec,
  NodePoolSpec,
  RegionSpec,
  SelectorSpec,
  TaskSpec,
  WorldSpec,
} from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';

export const constant = (value: number): DistributionSpec => ({ kind: 'constant', value });
export const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean });
export const uniform = (min: number, max: number): DistributionSpec => ({ kind: 'uniform', min, max });

/** Seconds in microseconds. */
export const s = (seconds: number) => Math.round(seconds * 1e6);

export function pool(more: Partial<NodePoolSpec> = {}): NodePoolSpec {
  return { role: 'worker', count: 1, cpu: null, memory: null, agents: null, ...more };
}

export function region(name: string, more: Partial<RegionSpec> = {}): RegionSpec {
  return { name, zones: 1, nodes: [pool()], ...more };
}

export function group(more: Partial<AgentGroupSpec> = {}): AgentGroupSpec {
  return {
    name: 'agents',
    count: 1,
    regions: [],
    type: 'worker',
    capabilities: [],
    slots: 1,
    queue_limit: null,
    speed: constant(1),
    cpu: 0,
    memory: 0,
    ...more,
  };
}

export function link(more: Partial<LinkSpec> = {}): LinkSpec {
  return { latency: constant(0), loss: 0, duplicate: 0, reorder: 0, bandwidth: null, ...more };
}

/** The same link everywhere. */
export function links(more: Partial<LinkSpec> = {}): WorldSpec['network']['links'] {
  const one = link(more);
  return { same_node: one, same_zone: one, same_region: one, between_regions: one };
}

export function task(more: Partial<TaskSpec> = {}): TaskSpec {
  return {
    service: constant(1),
    priority: constant(5),
    payload: constant(0),
    capabilities: [],
    affinity_keys: 0,
    failure: { probability: 0, regions: {} },
    ...more,
  };
}

export function backlog(tasks: number, more: Partial<BacklogWorkloadSpec> = {}): BacklogWorkloadSpec {
  return { kind: 'backlog', name: 'work', region: null, start: 0, tasks, task: task(), ...more };
}

export function selector(more: Partial<SelectorSpec> = {}): SelectorSpec {
  return { processes: 'agents', count: null, fraction: 1, region: null, zone: null, group: null, ...more };
}

/** Replaces whole entries of whole sections: `{ scheduler: { algorithm: 'random' } }` leaves the rest of the section. */
export type Overrides = {
  readonly [K in keyof WorldSpec]?: WorldSpec[K] extends readonly unknown[]
    ? WorldSpec[K]
    : WorldSpec[K] extends object
      ? Partial<WorldSpec[K]>
      : WorldSpec[K];
};

/** One agent in one region under a star, one task of one second, no costs, no latency, no faults. */
export function worldSpec(overrides: Overrides = {}): WorldSpec {
  const base: WorldSpec = {
    seed: 'test',
    duration: null,
    warmup: 0,
    cluster: { regions: [region('home')] },
    agents: { groups: [group()] },
    coordination: {
      topology: 'star',
      fanout: 10,
      region: 'home',
      speed: 1,
      inbox_limit: null,
      costs: { submit: 0, assign: 0, acknowledge: 0, result: 0, heartbeat: 0 },
    },
    network: { links: links(), regions: [], message_size: 100 },
    scheduler: { algorithm: 'least_loaded', parameters: {}, agent_queue: 0, queue_limit: null },
    retry: { max_attempts: 3, timeout: null, ack_timeout: 1, backoff: 0, backoff_limit: 60 },
    health: { heartbeat_interval: 0, detector: 'none', parameters: {} },
    workloads: [backlog(1)],
    faults: [],
    fingerprint: ['time', 'kind', 'target', 'payload'],
  };
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const old = merged[key];
    const section = typeof value === 'object' && value !== null && !Array.isArray(value);
    merged[key] = section ? { ...(old as object), ...value } : value;
  }
  return merged as unknown as WorldSpec;
}

/** Names and arguments of everything a world told. */
export type Heard = readonly [event: string, time: number, ...values: number[]];
/** Kinds of message stand among the values as what they are. */
const written = (value: unknown) =>
  typeof value === 'object' ? (value as unknown as number) : Number(value);

/** An observer that writes down every call, times in seconds. */
export function listener(view: WorldView, heard: Heard[]): WorldObserver {
  return new Proxy({} as WorldObserver, {
    get:
      (_target, event) =>
      (...values: unknown[]) =>
        heard.push([String(event), view.now / 1e6, ...values.map(written)]),
  });
}

/** A world whose observer writes everything down. */
export function observedWorld(spec: WorldSpec, replication = 0): { world: World; heard: Heard[] } {
  const heard: Heard[] = [];
  return { world: new World(spec, (view) => listener(view, heard), replication), heard };
}

const DEAF = new Proxy({} as WorldObserver, { get: () => () => {} });

/** A world that nobody listens to. */
export function quietWorld(spec: WorldSpec, replication = 0): World {
  return new World(spec, () => DEAF, replication);
}

/** Runs a world to its end, within a bound of events that no test comes near. */
export function finish(world: World, events = 5_000_000): World {
  if (world.advance(events) === 'running') throw new Error(`the world still runs after ${events} events`);
  return world;
}
