/** The facts at the head of every report: what ran. */
import type { RunSummary } from '../lab/result.ts';
import { mostScaled } from '../scenario/most-scaled.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { formatCount, formatDuration, formatNumber, formatRatio, plural } from './format.ts';
import { loadFact } from './load-text.ts';
import { shellWord } from './shell-word.ts';
import { spawningText } from './spawning-text.ts';

/** One line about the run: a word and what stands for it. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What was simulated, from the scenario and the machine's part of the summary. */
export function runFacts(summary: RunSummary): Fact[] {
  const { scenario, run } = summary;
  const spawning = spawningText(scenario);
  const load = loadFact(summary);
  return [
    { label: 'agents', value: agentsFact(summary) },
    ...scalingFacts(scenario),
    ...(spawning === null ? [] : [{ label: 'spawning', value: spawning }]),
    { label: 'workload', value: scenario.workloads.map(workloadFact).join('; ') || 'none' },
    ...(load === null ? [] : [{ label: 'load', value: load }]),
    { label: 'scheduler', value: schedulerFact(scenario) },
    { label: 'coordination', value: coordinationFact(scenario) },
    { label: 'faults', value: faultsFact(scenario) },
    ...roleFacts(summary),
    ...criticalPathFacts(summary),
    ...warmUpFacts(summary),
    { label: 'simulated', value: `${formatDuration(summary.simulated)}, ${plural(summary.events, 'event')}` },
    {
      label: 'computed in',
      value: `${formatDuration(run.wall)}: ${formatCount(Math.round(run.events_per_second))} events/s, ${speedFact(run.speed)}`,
    },
  ];
}

/** The command that repeats a run exactly. */
export function reproduceCommand(summary: RunSummary): string {
  return reproduceWords(summary).map(shellWord).join(' ');
}

/** The words of that command, not quoted. */
export function reproduceWords({ name, seed, run }: RunSummary): readonly string[] {
  return run.command ?? ['sim', 'run', `${name}.yaml`, '--seed', seed];
}

function agentsFact({ scenario, placement }: RunSummary): string {
  const { cluster, agents, scaling } = scenario;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  const regions = cluster.regions.length;
  const nodes = cluster.regions.reduce(
    (sum, region) => sum + region.zones * region.nodes.reduce((pools, pool) => pools + pool.count, 0),
    0,
  );
  const most = scaling ? 'at most ' : '';
  return `${most}${plural(count, 'agent')} on ${some(placement?.nodes, nodes, 'node')} in ${some(placement?.regions, regions, 'region')}`;
}

/** `20 of 30 nodes`, or `30 nodes` where that is all. */
function some(used: number | undefined, all: number, one: string): string {
  return `${used === undefined || used === all ? '' : `${formatCount(used)} of `}${plural(all, one)}`;
}

function scalingFacts({ scaling, agents }: Scenario): Fact[] {
  if (!scaling) return [];
  const { policy, initial } = scaling;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  const wanted = mostScaled(scaling);
  const most =
    wanted !== null && wanted.agents < count
      ? `${formatCount(wanted.agents)} (${wanted.parameter})`
      : formatCount(count);
  const value = `${policy}, ${plural(initial, 'agent')} at first, at most ${most}`;
  return [{ label: 'scaling', value }];
}

function watchText({ heartbeat_interval, detector }: Scenario['health']): string {
  if (heartbeat_interval > 0)
    return `heartbeats every ${formatDuration(heartbeat_interval)}, detector ${detector}`;
  return detector === 'none' ? 'no heartbeats' : `detector ${detector}, no heartbeats`;
}

/** The algorithm, and what else decides who does a task when. */
function schedulerFact({ scheduler }: Scenario): string {
  const { algorithm, agent_queue, preemption, rebalance, fairness, shedding } = scheduler;
  return [
    algorithm,
    ...(agent_queue === null ? [] : [`agent queue ${formatCount(agent_queue)}`]),
    ...(preemption ? [`urgent tasks interrupt others (progress: ${preemption.progress})`] : []),
    ...(rebalance ? [`waiting tasks moved every ${formatDuration(rebalance.interval)}`] : []),
    ...(fairness === 'tenants' ? ['tenants served by weight'] : []),
    ...(shedding ? [`sheds by ${shedding.kind === 'codel' ? 'delay' : 'priority'}`] : []),
  ].join(', ');
}

/** Figures that are of other tasks than the counts beside them. */
function warmUpFacts({ scenario: { warmup }, simulated }: RunSummary): Fact[] {
  if (warmup === 0) return [];
  const value =
    simulated < warmup
      ? `nothing: the run ended at ${formatDuration(simulated)}, before the warm-up of ${formatDuration(warmup)} was over`
      : `from ${formatDuration(warmup)} on: tasks submitted since then, but throughput and unfinished of all`;
  return [{ label: 'measured', value }];
}

function arrivalsFact({ arrivals, bulk }: Extract<Scenario['workloads'][number], { kind: 'open' }>): string {
  const process =
    arrivals.process === 'load'
      ? `poisson arrivals at a load of ${formatRatio(arrivals.load)}`
      : `${arrivals.process} arrivals`;
  return bulk ? `${process}, several tasks with each` : process;
}

/** How many, and how they are gathered into tasks. */
function openText({ tasks, batch }: Extract<Scenario['workloads'][number], { kind: 'open' }>): string {
  const count = (one: string) => (tasks === null ? '' : `, ${plural(tasks, one)}`);
  if (!batch) return count('task');
  const size = `batches of at most ${formatCount(batch.size)}, sent after ${formatDuration(batch.wait)} at most`;
  return `${count('item')}, in ${size}: each is one task, whose latency starts when it is sent`;
}

function workloadFact(workload: Scenario['workloads'][number]): string {
  switch (workload.kind) {
    case 'open':
      return `${workload.name}: ${arrivalsFact(workload)}${openText(workload)}`;
    case 'closed':
      return `${workload.name}: ${plural(workload.population, 'client')} in a loop`;
    case 'backlog':
      return `${workload.name}: a backlog of ${plural(workload.tasks, 'task')}`;
    case 'waves':
      return `${workload.name}: ${plural(workload.waves.length, 'wave')}, ${plural(total(workload.waves, 'tasks'), 'task')}`;
    case 'recurrence':
      return `${workload.name}: ${plural(workload.tasks, 'task')} at ${workload.schedule}`;
    case 'sprints':
      return `${workload.name}: sprints over ${plural(workload.items, 'item')}`;
    case 'flow':
      return `${workload.name}: ${workload.count === null ? 'flows' : plural(workload.count, 'flow')} of ${plural(workload.steps.length, 'step')}`;
    case 'dag':
      return `${workload.name}: ${plural(total(workload.tasks, 'count'), 'task')} with dependencies`;
  }
}

const MOST_CHANGES = 4;

function roleFacts({ roles = [] }: RunSummary): Fact[] {
  if (roles.length === 0) return [];
  const texts = roles.slice(0, MOST_CHANGES).map(({ time, leader, change }) => {
    const other = leader === 'root' ? 'standby' : 'root';
    const what = {
      alone: `the ${leader} goes on alone`,
      taken_over: `the ${leader} takes over`,
      paired: `the ${other} stands by`,
    }[change];
    return `${formatDuration(time)}: ${what}`;
  });
  const more =
    roles.length > MOST_CHANGES ? [`${formatCount(roles.length - MOST_CHANGES)} more changes`] : [];
  return [{ label: 'roles', value: [...texts, ...more].join('; ') }];
}

/** Steps named; a longer path is cut in the middle. */
const MOST_STEPS = 12;

function criticalPathFacts({ critical_path: path }: RunSummary): Fact[] {
  if (!path) return [];
  const { steps, workload, seconds, makespan } = path;
  const half = MOST_STEPS / 2;
  const shown =
    steps.length <= MOST_STEPS
      ? steps
      : [...steps.slice(0, half), `${formatCount(steps.length - MOST_STEPS)} more`, ...steps.slice(-half)];
  const times = `${formatDuration(seconds)} of ${formatDuration(makespan)}`;
  return [{ label: 'critical path', value: `${workload}: ${shown.join(' → ')}, ${times}` }];
}

function total<Key extends string>(list: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return list.reduce((sum, entry) => sum + entry[key], 0);
}

function coordinationFact({ coordination, health }: Scenario): string {
  const { standby, adapt, entry } = coordination;
  const pair = standby ? ` with a standby (takes over after ${formatDuration(standby.timeout)})` : '';
  const peers = `${entry === 'one' ? ' that all get tasks from the first' : ''}${adapt ? `, with ${adapt.length} ${adapt.length === 1 ? 'change' : 'changes'} on the way` : ''}`;
  return `${topologyText(coordination)}${pair}${peers}, ${watchText(health)}`;
}

function topologyText(coordination: Scenario['coordination']): string {
  const { topology, mesh, ring } = coordination;
  if (topology === 'tree') return treeFact(coordination);
  const size = plural(coordination.node_size ?? coordination.fanout, 'agent');
  if (topology === 'ring' && ring) return `ring (token, ${ring.order}) of peers with up to ${size}`;
  if (!mesh) return topology;
  const reach = mesh.neighbourhood === 'full' ? 'full' : `nearest ${mesh.neighbours}`;
  return `mesh (${reach}, ${mesh.routing}) of peers with up to ${size}`;
}

function treeFact({ fanout, node_size, ratio, depth, levels }: Scenario['coordination']): string {
  if (levels) return `tree with levels of ${levels.map(formatCount).join(', ')} coordinators`;
  const leaf = node_size ? ` with ${plural(node_size, 'agent')} a leaf` : '';
  if (depth) return `tree of at most ${depth} levels${leaf}`;
  return ratio ? `tree of ratio ${ratio}${leaf}` : `tree of fan-out ${fanout}${leaf}`;
}

function faultsFact({ faults }: Scenario): string {
  return faults.length === 0
    ? 'none'
    : faults
        .map((fault) => (fault.name === fault.kind ? fault.name : `${fault.name} (${fault.kind})`))
        .join(', ');
}

function speedFact(speed: number): string {
  return `${speed >= 100 ? formatCount(Math.round(speed)) : formatNumber(speed)} times real time`;
}
