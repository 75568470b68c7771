/** What assignments say about tasks, as far as it follows from the specification and the task itself. */
import type { TaskDirectory } from '../../modules/ports.ts';
import type { BulkheadOptions } from '../../modules/scheduling/compartments.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { WorldSpec } from '../spec/spec.ts';
import { meanOf } from './means.ts';
import { RelativeSpeeds } from './pairs.ts';
import { ranksOf } from './ranks.ts';
import { allTaskSpecs, finalFailures } from './task-specs.ts';
import { taskTypes } from './task-types.ts';

const MICROSECONDS = 1e6;

/** Tenants by workload, numbered in order of naming (all that name none are one), and the weight of each. */
function tenantsOf(spec: WorldSpec): { readonly of: readonly number[]; readonly weights: readonly number[] } {
  const names: (string | null)[] = [];
  const weights: number[] = [];
  const of = spec.workloads.map(({ tenant = null, weight = null }) => {
    if (!names.includes(tenant)) {
      names.push(tenant);
      weights.push(1);
    }
    const number = names.indexOf(tenant);
    if (weight !== null) weights[number] = weight;
    return number;
  });
  return { of, weights };
}

/** Types of tasks by task specification, numbered in order of naming, and how many there are. */
function typesOf(spec: WorldSpec): { readonly of: readonly number[]; readonly count: number } {
  const names = taskTypes(spec);
  const known = [...new Set(names)];
  return { of: names.map((name) => known.indexOf(name)), count: known.length };
}

/** null: any number of tasks of a kind may be with agents. */
export function bulkheadOptions(spec: WorldSpec): BulkheadOptions | null {
  const { bulkhead } = spec.scheduler;
  if (!bulkhead) return null;
  const kinds = bulkhead.by === 'type' ? typesOf(spec).count : tenantsOf(spec).weights.length;
  return { by: bulkhead.by, limits: new Array<number>(kinds).fill(bulkhead.limit) };
}

/** @param requirements the sets of capabilities that tasks ask for */
export function taskDirectory(
  spec: WorldSpec,
  tasks: TaskTable,
  requirements: readonly number[],
): TaskDirectory {
  const tenants = tenantsOf(spec);
  const types = typesOf(spec).of;
  const ranks = ranksOf(spec);
  const speeds = new RelativeSpeeds(allTaskSpecs(spec), spec.agents.groups);
  const isFinal = spec.workloads.flatMap(finalFailures);
  const work = allTaskSpecs(spec).map(({ service }) => meanOf(service) * MICROSECONDS);
  return {
    requirements,
    weights: tenants.weights,
    priority: (task) => tasks.priority[task],
    requirement: (task) => tasks.requirement[task],
    affinity: (task) => tasks.affinity[task],
    type: (task) => types[tasks.template[task]],
    tenant: (task) => tenants.of[tasks.workload[task]],
    rank: (task) => ranks[tasks.template[task]],
    relativeSpeed: (task, group) => speeds.of(tasks.template[task], group),
    endsWithFailure: (task) => isFinal[tasks.template[task]],
    patienceEnd: (task) => tasks.patienceEnd(task),
    work: (task) => work[tasks.template[task]],
  };
}
