/**
 * How many agents a set of resources carries.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `estimate_resource_capacity`: cores x 4, memory / 0.5 GiB (its comment says 500 MB; the
 * arithmetic divides GiB by 0.5, and the arithmetic is kept), IOPS / 2, bandwidth in Mbit/s x 10. The document lists
 * limits of providers without deriving a bound from them; here an agent is taken to make a stated number of requests a
 * minute.
 */
import { InvalidCapacityError } from './errors.ts';

const GIBIBYTE = 1024 * 1024 * 1024;
const AGENTS_PER_CORE = 4;
const GIBIBYTES_PER_AGENT = 0.5;
const IOPS_PER_AGENT = 2;
const AGENTS_PER_MEGABIT = 10;

export interface ProviderLimit {
  readonly name: string;
  /** Infinity: unlimited. */
  readonly requestsPerMinute: number;
}

/** What is known of the machines; what is absent bounds nothing. All values >= 0. */
export interface CapacityDescription {
  /** A capacity stated outright, in agents. */
  readonly agents?: number;
  readonly cores?: number;
  readonly memoryBytes?: number;
  readonly diskIops?: number;
  readonly bandwidthMbps?: number;
  readonly providers?: readonly ProviderLimit[];
  /** Requests that one agent makes to each provider in a minute; default 1. */
  readonly requestsPerAgentMinute?: number;
}

export interface CapacityBound {
  /** `stated`, `cpu`, `memory`, `disk`, `network`, or `provider NAME`. */
  readonly resource: string;
  /** Most agents it carries, a whole number >= 0, or Infinity. */
  readonly agents: number;
}

function checked(field: string, value: number): number {
  if (!(value >= 0)) throw new InvalidCapacityError(field, value, 'a number of at least 0');
  return value;
}

/** One bound for each resource that the description states, in a fixed order. @throws InvalidCapacityError */
export function capacityBounds(capacity: CapacityDescription): CapacityBound[] {
  const bounds: CapacityBound[] = [];
  const add = (resource: string, field: string, value: number | undefined, agentsPerUnit: number) => {
    if (value !== undefined)
      bounds.push({ resource, agents: Math.floor(checked(field, value) * agentsPerUnit) });
  };
  add('stated', 'agents', capacity.agents, 1);
  add('cpu', 'cores', capacity.cores, AGENTS_PER_CORE);
  add('memory', 'memoryBytes', capacity.memoryBytes, 1 / (GIBIBYTE * GIBIBYTES_PER_AGENT));
  add('disk', 'diskIops', capacity.diskIops, 1 / IOPS_PER_AGENT);
  add('network', 'bandwidthMbps', capacity.bandwidthMbps, AGENTS_PER_MEGABIT);
  const requests = capacity.requestsPerAgentMinute ?? 1;
  if (!(requests > 0)) throw new InvalidCapacityError('requestsPerAgentMinute', requests, 'a number above 0');
  for (const provider of capacity.providers ?? []) {
    const limit = checked(`providers.${provider.name}`, provider.requestsPerMinute);
    bounds.push({ resource: `provider ${provider.name}`, agents: Math.floor(limit / requests) });
  }
  return bounds;
}

/** The smallest bound, the first of equals; undefined when nothing is bounded. */
export function tightestBound(bounds: readonly CapacityBound[]): CapacityBound | undefined {
  let tightest: CapacityBound | undefined;
  for (const bound of bounds) {
    if (bound.agents < (tightest?.agents ?? Number.POSITIVE_INFINITY)) tightest = bound;
  }
  return tightest;
}
