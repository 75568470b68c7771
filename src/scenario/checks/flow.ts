/** Checks of flows: names that fit into metrics, steps to go back to, and the events that flows begin by. */
import type { FlowWorkloadSpec, TaskSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { locate } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { PART_NAME } from '../schema/task.ts';
import { checkKnown, checkUnique, firstPresent } from './names.ts';

export interface PlacedTask {
  readonly task: TaskSpec;
  /** Where its values may stand, the most specific first. */
  readonly layers: readonly Path[];
}

/** The steps stand in a list, or below their names. */
function stepPaths({ steps }: FlowWorkloadSpec, path: Path, problems: Problems): Path[] {
  const below: Path = [...path, 'flow', 'steps'];
  const isList = locate(problems.root, below).node?.kind === 'list';
  return steps.map(({ name }, place) => [...below, isList ? place : name]);
}

export function flowTasks(workload: FlowWorkloadSpec, path: Path, problems: Problems): PlacedTask[] {
  const places = stepPaths(workload, path, problems);
  const own: Path[] = [[...path, 'task'], path];
  return workload.steps.map(({ task }, i) => ({ task, layers: [[...places[i], 'task'], places[i], ...own] }));
}

/** Whether it ends by itself: flows that listen end with those that they listen to. */
export function isBoundedFlow({ count, stop, arrivals, on }: FlowWorkloadSpec): boolean {
  return count !== null || stop !== null || arrivals?.process === 'trace' || on !== null;
}

export function checkFlow(
  workload: FlowWorkloadSpec,
  path: Path,
  scenario: Scenario,
  problems: Problems,
): void {
  const { name, steps, arrivals, on, count, budget } = workload;
  const below: Path = [...path, 'flow'];
  if (!PART_NAME.test(name)) {
    const place = firstPresent(problems, [[...path, 'name'], path]);
    problems.add(place, 'flows give metrics their names: expected letters, digits, _ and -');
  }
  if (arrivals && on)
    problems.add([...below, 'on'], 'arrivals and on exclude each other: give one of them', { atKey: true });
  if (!arrivals && !on && count === null)
    problems.add(below, 'without arrivals all flows begin at the start: give count, or arrivals');
  if (arrivals?.process === 'trace' && arrivals.services)
    problems.add([...below, 'arrivals'], 'a flow has no service time, its steps have: leave service out');
  if (budget && steps.every(({ attempts }) => attempts === 1))
    problems.add([...below, 'budget'], 'no step is ever tried again: give one of them attempts, such as 3', {
      atKey: true,
    });
  const names = steps.map((step) => step.name);
  const places = stepPaths(workload, path, problems);
  checkUnique(
    names.map((step, i) => [step, firstPresent(problems, [[...places[i], 'name'], places[i]])]),
    'step',
    problems,
  );
  for (const [i, { from }] of steps.entries()) {
    const place: Path = [...places[i], 'from'];
    if (names.indexOf(from) > i)
      problems.add(place, `${from} comes after ${names[i]}: expected this step or one before it`);
    else checkKnown(from, place, 'step', names, problems);
  }
  if (on) checkOn(workload, on, [...below, 'on'], scenario, problems);
}

function checkOn(
  workload: FlowWorkloadSpec,
  on: NonNullable<FlowWorkloadSpec['on']>,
  path: Path,
  scenario: Scenario,
  problems: Problems,
): void {
  const flows = scenario.workloads.filter((other) => other.kind === 'flow');
  const find = (name: string | undefined) => flows.find((other) => other.name === name);
  const source = find(on.workload);
  if (!source) {
    checkKnown(
      on.workload,
      path,
      'workload of flows',
      flows.map(({ name }) => name),
      problems,
    );
    return;
  }
  const step = source.steps.find(({ name }) => name === on.step);
  if (!step) {
    checkKnown(
      on.step,
      path,
      'step',
      source.steps.map(({ name }) => name),
      problems,
    );
    return;
  }
  if (!step.emits.includes('done')) problems.add(path, `${on.step} does not emit done: nothing would begin`);
  const chain = [workload.name];
  for (let at = find(on.workload); at; at = find(at.on?.workload)) {
    const isCircle = chain.includes(at.name);
    chain.push(at.name);
    if (!isCircle) continue;
    if (at === workload) problems.add(path, `flows begin each other in a circle: ${chain.join(' <- ')}`);
    return;
  }
}
