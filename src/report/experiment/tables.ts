/** All runs of an experiment as one table: one row a run, one column a metric. */
import type { RepeatedResult } from '../../lab/experiment/repeated.ts';
import type { ExperimentResult, FindResult } from '../../lab/experiment/result.ts';
import type { RunRow } from '../../lab/experiment/types.ts';
import type { Cell, Table } from '../tables.ts';

/** What is varied may have the name of a metric: both `agents.count` and `set.agents.count` are columns. */
function varied(path: string): string {
  return `set.${path}`;
}

interface MetricColumns {
  readonly header: readonly string[];
  readonly cells: (row: RunRow) => Cell[];
}

/**
 * The columns that every table has: what identifies a run and what is judged of its load, and one for each metric, which is empty where it was not measured, or is open. What was open in some run has two more: the least
 * and the largest that it can come to, the latter empty where there is no limit. So a run says of a metric a value, bounds, or
 * nothing.
 */
function metricColumns(rows: readonly RunRow[]): MetricColumns {
  const metrics = [
    ...new Set(rows.flatMap((row) => [...Object.keys(row.metrics), ...Object.keys(row.bounds)])),
  ];
  const open = new Set(rows.flatMap(({ bounds }) => Object.keys(bounds)));
  const columns = metrics
    .sort()
    .flatMap((metric) => [metric, ...(open.has(metric) ? [`${metric}.lower`, `${metric}.upper`] : [])]);
  const cells = (row: RunRow): Cell[] =>
    metrics.flatMap((metric) => {
      const known = row.bounds[metric];
      const ends = open.has(metric) ? [known?.lower ?? null, known?.upper ?? null] : [];
      return [row.metrics[metric] ?? null, ...ends];
    });
  return { header: [...COMMON, ...columns], cells: (row) => [...commonCells(row), ...cells(row)] };
}

const COMMON = ['fingerprint', 'simulated', 'events', 'load', 'unfinished'];

/** What is known of every run; the last two are what is judged of its load, and the share of its tasks that had not ended. */
function commonCells({ fingerprint, simulated, events, load }: RunRow): Cell[] {
  return [fingerprint, simulated, events, load?.state ?? null, load?.unfinished ?? null];
}

/** runs.csv: what was varied, the replication, and every metric in base units. */
export function runsTable(result: ExperimentResult): Table {
  const { plan, runs } = result;
  const paths = [...new Set(plan.alternatives.flatMap(({ values }) => Object.keys(values)))];
  const metrics = metricColumns(runs.map(({ row }) => row));
  const rows = runs.map(({ alternative, replication, row }): Cell[] => {
    const { label, file, values } = plan.alternatives[alternative];
    return [label, file, ...paths.map((path) => values[path] ?? null), replication, ...metrics.cells(row)];
  });
  const header = ['alternative', 'file', ...paths.map(varied), 'replication', ...metrics.header];
  return { name: 'runs.csv', header, rows };
}

/** runs.csv of many runs of one scenario. */
export function repeatedTable({ runs }: RepeatedResult): Table {
  const metrics = metricColumns(runs.map(({ row }) => row));
  const rows = runs.map(({ replication, row }): Cell[] => [replication, ...metrics.cells(row)]);
  return {
    name: 'runs.csv',
    header: ['replication', ...metrics.header],
    rows,
  };
}

/** runs.csv of a search. */
export function foundTable({ plan, runs }: FindResult): Table {
  const metrics = metricColumns(runs.map(({ row }) => row));
  const rows = runs.map(({ value, replication, row }): Cell[] => [value, replication, ...metrics.cells(row)]);
  const header = [varied(plan.question.path), 'replication', ...metrics.header];
  return { name: 'runs.csv', header, rows };
}

/** Columns of text; all others are numbers. */
const TEXT = new Set(['alternative', 'file', 'fingerprint', 'load']);

/** A table as Parquet: text columns as strings, all others as doubles, null where there is no value. */
export async function toParquet(table: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columns = table.header.map((name, place) => {
    const cells = table.rows.map((row) => row[place]);
    const text = TEXT.has(name) || cells.some((cell) => typeof cell === 'string');
    return {
      name,
      data: text ? cells : cells.map((cell) => (Number.isFinite(cell) ? cell : null)),
      type: text ? ('STRING' as const) : ('DOUBLE' as const),
      nullable: true,
    };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData: columns }));
}
