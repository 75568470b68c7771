/** Checks of workloads against the rest of the scenario. */
import { typedDependency } from '../../modules/workflow/dependencies.ts';
import type { DagWorkloadSpec, TaskSpec, WorkloadSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { locate } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';
import { checkResultCache } from './cache.ts';
import { checkFlow, flowTasks, isBoundedFlow, type PlacedTask } from './flow.ts';
import { checkGates } from './gates.ts';
import { checkKnown, checkUnique, firstPresent } from './names.ts';
import { checkRecurrence } from './recurrence.ts';
import { checkSprints } from './sprints.ts';
import { checkWarmth } from './warmth.ts';

/** Capabilities are bits of one 32-bit integer, whose sign bit is left alone. */
const MOST_CAPABILITIES = 31;

export function checkWorkloads(scenario: Scenario, paths: readonly Path[], problems: Problems): void {
  const { workloads, duration } = scenario;
  checkUnique(
    workloads.map(({ name }, index) => [name, [...paths[index], 'name']]),
    'workload',
    problems,
  );
  if (workloads.length === 0 && duration === null) {
    problems.add([], 'a scenario needs a workload, or a duration when it only watches faults');
  }
  const regions = scenario.cluster.regions.map(({ name }) => name);
  for (const [index, workload] of workloads.entries()) {
    const path = paths[index];
    if (workload.region !== null)
      checkKnown(workload.region, [...path, 'region'], 'region', regions, problems);
    checkTimes(workload, path, duration, problems);
    checkLoad(workload, path, problems);
    checkResultCache(workload, path, problems);
    if (workload.kind === 'dag') checkDag(workload, path, problems);
    if (workload.kind === 'recurrence') checkRecurrence(workload, path, problems);
    if (workload.kind === 'flow') checkFlow(workload, path, scenario, problems);
    if (workload.kind === 'sprints') checkSprints(workload, path, scenario, problems);
    if (workload.kind === 'waves') {
      checkUnique(
        workload.waves.map(({ name }, wave) => [name, [...path, 'waves', wave, 'name']]),
        'wave',
        problems,
      );
      checkGates(workload, path, problems);
    }
    for (const { task, layers } of tasksOf(workload, path, problems)) {
      checkTask(task, layers, scenario, problems);
      checkWarmth(task, layers, scenario, problems);
    }
  }
}

/** Where the steps of a graph stand: in a list, or in phases. */
function stepPaths({ tasks }: DagWorkloadSpec, path: Path, problems: Problems): Path[] {
  const phases = locate(problems.root, [...path, 'phases']).node;
  if (phases?.kind !== 'list') return tasks.map((_, index): Path => [...path, 'dag', index]);
  return phases.items.flatMap((item, phase): Path[] => {
    const below: Path = [...path, 'phases', phase];
    return item.kind === 'list' ? item.items.map((_, place): Path => [...below, place]) : [below];
  });
}

function tasksOf(workload: WorkloadSpec, path: Path, problems: Problems): PlacedTask[] {
  const own: Path[] = [[...path, 'task'], path];
  const inner = (key: string, index: number): Path[] => [
    [...path, key, index, 'task'],
    [...path, key, index],
    ...own,
  ];
  if (workload.kind === 'waves')
    return workload.waves.flatMap(({ task, rollback }, index) => {
      const layers = inner('waves', index);
      const undoing: Path = [...path, 'waves', index, 'rollback'];
      const undone = rollback
        ? [{ task: rollback.task, layers: [[...undoing, 'task'], undoing, ...layers] }]
        : [];
      return [{ task, layers }, ...undone];
    });
  if (workload.kind === 'dag') {
    const places = stepPaths(workload, path, problems);
    return workload.tasks.map(({ task }, index) => ({
      task,
      layers: [[...places[index], 'task'], places[index], ...own],
    }));
  }
  if (workload.kind === 'flow') return flowTasks(workload, path, problems);
  return [{ task: workload.task, layers: own }];
}

function checkTask(task: TaskSpec, layers: readonly Path[], scenario: Scenario, problems: Problems): void {
  const regions = scenario.cluster.regions.map(({ name }) => name);
  const failure = firstPresent(
    problems,
    layers.map((layer) => [...layer, 'failure']),
  );
  for (const region of Object.keys(task.failure.regions)) {
    checkKnown(region, [...failure, 'regions', region], 'region', regions, problems, true);
  }
  checkGroups(task, layers, scenario, problems);
  const { capabilities } = task;
  const { groups } = scenario.agents;
  if (capabilities.length === 0 || groups.some((group) => offersAll(group.capabilities, capabilities)))
    return;
  const path = firstPresent(
    problems,
    layers.map((layer) => [...layer, 'capabilities']),
  );
  const offered = new Set(groups.flatMap((group) => [...group.capabilities]));
  const missing = capabilities.filter((capability) => !offered.has(capability));
  if (missing.length === 0) {
    problems.add(path, `no group of agents offers all of ${capabilities.join(', ')} together`, {
      about: [['agents']],
    });
    return;
  }
  for (const capability of missing) {
    checkKnown(
      capability,
      [...path, capabilities.indexOf(capability)],
      'group of agents that offers',
      [...offered],
      problems,
    );
  }
}

/** What is given by group of agents. */
function checkGroups(
  task: TaskSpec,
  layers: readonly Path[],
  { agents }: Scenario,
  problems: Problems,
): void {
  const names = agents.groups.map(({ name }) => name);
  for (const key of ['relative_speed', 'price'] as const) {
    const path = firstPresent(
      problems,
      layers.map((layer) => [...layer, key]),
    );
    for (const group of Object.keys(task[key] ?? {}))
      checkKnown(group, [...path, group], 'group of agents', names, problems, true);
  }
}

function offersAll(offered: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((capability) => offered.includes(capability));
}

export function checkCapabilityCount(scenario: Scenario, problems: Problems): void {
  const distinct = new Set(scenario.agents.groups.flatMap((group) => [...group.capabilities]));
  if (distinct.size <= MOST_CAPABILITIES) return;
  problems.add(
    ['agents'],
    `there are ${distinct.size} different capabilities, more than the ${MOST_CAPABILITIES} allowed`,
    { about: [] },
  );
}

/** What share of the agents an arrival keeps busy depends on who does it, where they are not equally fast at it. */
function checkLoad(workload: WorkloadSpec, path: Path, problems: Problems): void {
  if (workload.kind !== 'open' && workload.kind !== 'flow') return;
  if (workload.arrivals?.process !== 'load') return;
  const tasks = workload.kind === 'open' ? [workload.task] : workload.steps.map(({ task }) => task);
  if (tasks.every(({ relative_speed }) => relative_speed === undefined)) return;
  problems.add(
    firstPresent(problems, [
      [...path, 'arrivals'],
      [...path, 'flow', 'arrivals'],
    ]),
    'with relative_speed the load of an arrival depends on which agents take it: give rate instead of load',
  );
}

function checkTimes(workload: WorkloadSpec, path: Path, duration: number | null, problems: Problems): void {
  const { start } = workload;
  if (duration !== null && start >= duration) {
    problems.add(
      [...path, 'start'],
      `it starts at ${showDuration(start)}, when the run has ended (${showDuration(duration)})`,
      { about: [['duration']] },
    );
  }
  if (workload.kind === 'open' && workload.stop !== null && workload.stop <= start) {
    problems.add(
      [...path, 'stop'],
      `it stops at ${showDuration(workload.stop)}, before it starts at ${showDuration(start)}`,
      { about: [] },
    );
  }
  const isBounded =
    workload.kind === 'open'
      ? workload.tasks !== null || workload.stop !== null || workload.arrivals.process === 'trace'
      : workload.kind === 'recurrence'
        ? workload.occurrences !== null
        : workload.kind === 'flow'
          ? isBoundedFlow(workload)
          : workload.kind !== 'closed' || workload.tasks !== null;
  if (!isBounded && duration === null) {
    const keys =
      { open: 'tasks or stop', recurrence: 'occurrences', flow: 'flow.count or flow.stop' }[
        workload.kind as string
      ] ?? 'tasks';
    problems.add(path, `this workload never ends: give it ${keys}, or give the scenario a duration`, {
      about: [['duration']],
    });
  }
}

function checkDag(workload: DagWorkloadSpec, path: Path, problems: Problems): void {
  const names = workload.tasks.map(({ name }) => name);
  const places = stepPaths(workload, path, problems);
  checkUnique(
    names.map((name, index) => [name, firstPresent(problems, [[...places[index], 'name'], places[index]])]),
    'step',
    problems,
  );
  for (const [index, { after }] of workload.tasks.entries()) {
    for (const [position, dependency] of after.entries()) {
      const { name } = typedDependency(dependency);
      const place: Path = [...places[index], 'after', position];
      checkKnown(name, firstPresent(problems, [[...place, 'name'], place]), 'step', names, problems);
    }
  }
  const circle = findCircle(workload);
  if (circle) {
    const index = names.indexOf(circle[0]);
    problems.add(
      [...places[index], 'after'],
      `steps wait for each other in a circle: ${circle.join(' -> ')}`,
      { about: [] },
    );
  }
}

/** A circle of steps, each coming after the next, the first repeated at the end; null when there is none. */
export function findCircle(workload: DagWorkloadSpec): string[] | null {
  const after = new Map(
    workload.tasks.map((task) => [task.name, task.after.map((entry) => typedDependency(entry).name)]),
  );
  const done = new Set<string>();
  for (const { name } of workload.tasks) {
    // Depth first, without recursion: chains may be thousands of steps long.
    const trail: { name: string; next: number }[] = done.has(name) ? [] : [{ name, next: 0 }];
    const open = new Set(trail.map((step) => step.name));
    while (trail.length > 0) {
      const step = trail[trail.length - 1];
      const target = (after.get(step.name) ?? [])[step.next];
      step.next += 1;
      if (target === undefined) {
        done.add(step.name);
        open.delete(step.name);
        trail.pop();
      } else if (open.has(target)) {
        const names = trail.map((visited) => visited.name);
        return [...names.slice(names.indexOf(target)), target];
      } else if (!done.has(target)) {
        trail.push({ name: target, next: 0 });
        open.add(target);
      }
    }
  }
  return null;
}
