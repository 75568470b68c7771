/** What agents can do, at the most that the specification lets them: how many may be there at a time, and how much of it they are up. */
import { mostWanted } from '../../modules/scaling/most.ts';
import { kindOf } from '../faults/kinds/index.ts';
import type { AgentGroupSpec, FaultSpec, WorldSpec } from '../spec/spec.ts';
import { canDo } from './able.ts';
import type { Demand } from './demand.ts';

/** Agents that may be there at a time, and the field that says so; null: all of them. */
export interface Provided {
  readonly most: number;
  readonly by: string | null;
}

/** Agents that may be there at a time, where the swarm is scaled or spawned. */
export function mostProvided({ agents, scaling, spawning }: WorldSpec): Provided {
  const all: Provided = { most: agents.groups.reduce((sum, { count }) => sum + count, 0), by: null };
  const wanted = scaling ? mostWanted(scaling.policy, scaling.parameters, scaling.initial) : null;
  const limits: Provided[] = [
    ...(wanted ? [{ most: wanted.agents, by: `scaling.${place(wanted.parameter)}` }] : []),
    ...(spawning?.max_agents ? [{ most: spawning.max_agents, by: 'spawning.max_agents' }] : []),
  ];
  return limits.reduce((least, limit) => (limit.most < least.most ? limit : least), all);
}

function place(parameter: string): string {
  return parameter === 'initial' ? parameter : `parameters.${parameter}`;
}

/** Agents as they were drawn, by number. */
export interface DrawnAgents {
  readonly count: number;
  readonly group: ArrayLike<number>;
  readonly slots: ArrayLike<number>;
  readonly speed: ArrayLike<number>;
}

/** Agents that all are able to do some of the work, and what they can do of it. */
export interface Able {
  readonly agents: number;
  /** Of these, how many may be there at a time. */
  readonly most: number;
  /** Seconds of work at speed 1 that the most of them do in a second while they are up; the ablest, where it is open who is there. */
  readonly capacity: number;
  /** Whether it may be less: agents differ, and it is open which of them are there. */
  readonly isMost: boolean;
}

/** @param groups whether agents of a group are among them */
export function ableAgents(table: DrawnAgents, groups: readonly boolean[], provided: number): Able {
  const each: number[] = [];
  for (let agent = 0; agent < table.count; agent++)
    if (groups[table.group[agent]]) each.push(table.slots[agent] * table.speed[agent]);
  const most = Math.min(each.length, provided);
  const isEqual = each.every((one) => one === each[0]);
  if (most < each.length && !isEqual) each.sort((a, b) => b - a);
  const capacity = each.slice(0, most).reduce((sum, one) => sum + one, 0);
  const isPart = provided < table.count && each.length < table.count;
  return { agents: each.length, most, capacity, isMost: isPart || (most < each.length && !isEqual) };
}

/** The agents whose work is nearest to, or most beyond, what they can do: all of them, or those with capabilities that tasks require. */
export interface Bottleneck<Tasks extends Demand = Demand> extends Able {
  /** Work offered by what can be done; 0 where nothing is offered. */
  readonly ratio: number;
  /** What they and nobody else can do. */
  readonly demands: readonly Tasks[];
  /** What these tasks require; empty where it is the work of all agents. */
  readonly capabilities: readonly string[];
}

/** @param share of their time that agents are up */
export function bottleneck<Tasks extends Demand>(
  demands: readonly Tasks[],
  groups: readonly AgentGroupSpec[],
  share: number,
  able: (groups: readonly boolean[]) => Able,
): Bottleneck<Tasks> {
  const sets = demands.map(({ capabilities }) => groups.map((group) => canDo(group, capabilities)));
  const all = { set: groups.map(() => true), capabilities: [] as readonly string[] };
  const places = [all, ...sets.map((set, k) => ({ set, capabilities: demands[k].capabilities }))];
  const seen = new Set<string>();
  let found: Bottleneck<Tasks> | null = null;
  let isMost = false;
  for (const { set, capabilities } of places) {
    if (seen.size === seen.add(set.join()).size) continue;
    const agents = able(set);
    isMost ||= agents.isMost;
    const bound = demands.filter((_, k) => sets[k].every((can, i) => !can || set[i]));
    const asked = bound.reduce((sum, { rate, work }) => sum + rate * work, 0);
    const ratio = asked > 0 ? asked / (agents.capacity * share) : 0;
    if (found === null || ratio > found.ratio) found = { ...agents, ratio, demands: bound, capabilities };
  }
  // Others may be nearer to what they can do than it seems.
  return { ...(found as Bottleneck<Tasks>), isMost };
}

/** Share of its work that an agent can do under faults that strike all agents by the clock of their mean times; 1 without such. */
export function availableShare(faults: readonly FaultSpec[]): number {
  return faults.reduce((share, fault) => share * (1 - lostShare(fault)), 1);
}

/** Whether all that such faults take of agents is their time, and not their speed. */
export function isTimeLost(faults: readonly FaultSpec[]): boolean {
  return faults.every((fault) => lostShare(fault) === 0 || !isSlowed(fault));
}

function isSlowed(fault: FaultSpec): boolean {
  const cause = kindOf(fault).condition?.(fault);
  return cause !== undefined && ['slow', 'held'].includes(cause.condition);
}

function lostShare(fault: FaultSpec): number {
  if (fault.schedule.kind !== 'mtbf') return 0;
  const kind = kindOf(fault);
  const cause = kind.condition?.(fault);
  const target = kind.selector?.(fault);
  if (!cause || !target) return 0;
  const { processes, count, region, zone, group, fraction } = target;
  if (processes !== 'agents' || count !== null || region !== null || zone !== null || group !== null)
    return 0;
  const { mtbf, mttr } = fault.schedule;
  const lost = isSlowed(fault) ? Math.max(0, 1 - cause.factor) : 1;
  return (fraction * lost * mttr) / (mtbf + mttr);
}
