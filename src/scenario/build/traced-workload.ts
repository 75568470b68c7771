/**
 * Workloads whose arrivals a trace gives. Where its records name tenants, types or capabilities, there is a workload for each combination of
 * them, named after it: what follows from them is a matter of workloads everywhere else too.
 */
import type { ArrivalSpec, OpenWorkloadSpec } from '../../world/spec/spec.ts';
import type { TraceDraft } from '../distribution/trace.ts';
import type { Path } from '../document/tree.ts';
import type { OpenInput } from '../schema/workload.ts';
import { nearest } from '../suggest.ts';
import type { BuildContext } from './context.ts';
import type { TaskLayers } from './tasks.ts';
import { buildTask, taskLayers, taskValue } from './tasks.ts';
import { readTrace, type TraceRecords } from './traces.ts';

type TraceArrivals = Extract<ArrivalSpec, { process: 'trace' }>;

/** What all workloads of a trace have in common. */
export type TracedCommon = Omit<OpenWorkloadSpec, 'arrivals' | 'task'>;

/** Combinations of tenant, type and capabilities that one trace may have. */
const MOST_PARTS = 200;

/** Records that are alike in what makes a workload. */
interface Part {
  readonly tenant: string | null;
  readonly type: string | null;
  readonly capabilities: readonly string[] | null;
  readonly records: number[];
}

/** What a flow takes of a trace: its times. */
export function traceTimes(draft: TraceDraft, path: Path, context: BuildContext): TraceArrivals {
  const records = readTrace(path, draft, context);
  const { times = [], services = null, source = '' } = records ?? {};
  for (const column of Object.keys(draft.columns)) {
    context.problems.add(
      [...path, column],
      'a flow takes the times of a trace alone: leave this column out',
      {
        atKey: true,
      },
    );
  }
  return { process: 'trace', times, services, source };
}

/** @param path that of the workload */
export function buildTraced(
  input: OpenInput & { readonly arrivals: TraceDraft },
  common: TracedCommon,
  layers: TaskLayers,
  path: Path,
  context: BuildContext,
): OpenWorkloadSpec[] {
  const tracePath: Path = [...path, 'arrivals', 'trace'];
  refuseTwice(input, common, layers, tracePath, context);
  const records = readTrace(tracePath, input.arrivals, context);
  if (!records) {
    const arrivals: TraceArrivals = { process: 'trace', times: [], services: null, source: '' };
    const task = buildTask(layers, path, context, { kind: 'constant', value: 0 });
    return [{ ...common, arrivals, task }];
  }
  const limit = common.tasks ?? records.times.length;
  const parts = partsOf(records, limit);
  if (parts.length > MOST_PARTS) {
    context.problems.add(
      tracePath,
      `the records have ${parts.length} combinations of tenant, type and capabilities, more than the ${MOST_PARTS} allowed`,
    );
    return [];
  }
  checkTypes(input, records, path, context);
  const keys = keysOf(records.affinities);
  return parts.map((part) => {
    const arrivals = arrivalsOf(records, part.records, keys);
    const { task } = buildPart(input, part, layers, path, arrivals, context);
    return {
      ...common,
      // The limit has been applied to all parts together.
      tasks: parts.length === 1 ? common.tasks : null,
      name: nameOf(common.name, part),
      tenant: part.tenant ?? common.tenant,
      arrivals,
      task: {
        ...task,
        capabilities: part.capabilities ?? task.capabilities,
        affinity_keys: keys.size > 0 ? keys.size : task.affinity_keys,
      },
    };
  });
}

function nameOf(name: string, { tenant, type, capabilities }: Part): string {
  return [name, tenant, type, capabilities?.join('+') ?? null].filter((word) => word !== null).join('/');
}

/** Two of the columns would say the same as the workload, or it would have to be one. */
function refuseTwice(
  { arrivals: { columns, service } }: { readonly arrivals: TraceDraft },
  { bulk, batch, cache, tenant }: TracedCommon,
  layers: TaskLayers,
  path: Path,
  { problems }: BuildContext,
): void {
  // A record is one task, wherever its trace stands.
  if (bulk)
    problems.add(path.slice(0, -2).concat('bulk'), 'each record of a trace is one task: leave bulk out', {
      atKey: true,
    });
  if (service) {
    const given = taskValue(layers, 'service');
    if (given)
      problems.add(given.path, 'the trace already gives the service times: leave one of them out', {
        atKey: true,
      });
  }
  const affinity = columns.affinity !== undefined && taskValue(layers, 'affinity_keys');
  if (affinity)
    problems.add(affinity.path, 'the trace already gives the affinity keys: leave one of them out', {
      atKey: true,
    });
  for (const column of Object.keys(columns)) {
    const gathers = batch ? 'a batch' : cache ? 'a cache of results' : null;
    if (gathers)
      problems.add(
        [...path, column],
        `with ${gathers} one task stands for several records: leave this column out`,
        {
          atKey: true,
        },
      );
  }
  if (columns.tenant !== undefined && tenant !== null && tenant !== undefined)
    problems.add([...path, 'tenant'], 'the workload already has a tenant: leave one of them out', {
      atKey: true,
    });
}

function partsOf({ times, tenants, types, capabilities }: TraceRecords, limit: number): Part[] {
  const parts = new Map<string, Part>();
  for (let record = 0; record < times.length && record < limit; record++) {
    const tenant = tenants?.[record] ?? null;
    const type = types?.[record] ?? null;
    const needed = capabilities?.[record] ?? null;
    const key = JSON.stringify([tenant, type, needed]);
    const part = parts.get(key) ?? { tenant, type, capabilities: needed, records: [] };
    part.records.push(record);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** Types that no record has would change nothing. */
function checkTypes(
  { types = {} }: OpenInput,
  records: TraceRecords,
  path: Path,
  { problems }: BuildContext,
): void {
  const known = new Set(records.types ?? []);
  known.delete(null);
  for (const type of Object.keys(types)) {
    if (known.has(type)) continue;
    const names = [...known].filter((name) => name !== null);
    const message = records.types
      ? `no record of the trace has the type "${type}"`
      : 'types are told apart by a column of a trace: arrivals.trace.type names it';
    problems.add([...path, 'types', type], message, { atKey: true, suggestion: nearest(type, names) });
  }
}

/** Numbers from 1 for the texts that stand for affinity keys, in the order in which they first come. */
function keysOf(affinities: TraceRecords['affinities']): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  for (const text of affinities ?? []) if (text !== null && !keys.has(text)) keys.set(text, keys.size + 1);
  return keys;
}

function arrivalsOf(
  { times, services, source, priorities, payloads, affinities }: TraceRecords,
  records: readonly number[],
  keys: ReadonlyMap<string, number>,
): TraceArrivals {
  const of = (column: readonly (number | null)[] | null) =>
    column && records.map((record) => column[record] ?? -1);
  const values = {
    priorities: of(priorities),
    payloads: of(payloads),
    affinities: affinities && records.map((record) => keys.get(affinities[record] ?? '') ?? 0),
  };
  const has = Object.values(values).some((column) => column !== null);
  return {
    process: 'trace',
    times: records.map((record) => times[record]),
    services: services && records.map((record) => services[record]),
    source,
    ...(has ? { values } : {}),
  };
}

function buildPart(
  { types = {} }: OpenInput,
  { type }: Part,
  layers: TaskLayers,
  path: Path,
  { services }: TraceArrivals,
  context: BuildContext,
) {
  const below: Path = [...path, 'types', type ?? ''];
  const own = type !== null && Object.hasOwn(types, type) ? taskLayers(types[type], below, context) : [];
  const all = [...layers, ...own];
  const given = services && taskValue(own, 'service');
  if (given)
    context.problems.add(given.path, 'the trace already gives the service times: leave one of them out', {
      atKey: true,
    });
  // Tasks of a trace carry their own demand; the task's distribution then only tells its mean.
  const mean = services ? { kind: 'constant' as const, value: average(services) } : undefined;
  return { task: buildTask(all, path, context, mean) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
