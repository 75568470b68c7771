/** All runs of an experiment as one table: one row a run, one column a metric. */
import type { ExperimentResult, FindResult } from '../../lab/experiment/result.ts';
import type { Cell, Table } from '../tables.ts';

/** What is varied may have the name of a metric: both `agents.count` and `set.agents.count` are columns. */
function varied(path: string): string {
  return `set.${path}`;
}

/** runs.csv: what was varied, the replication, and every metric in base units. */
export function runsTable(result: ExperimentResult): Table {
  const { plan, runs } = result;
  const paths = [...new Set(plan.alternatives.flatMap(({ values }) => Object.keys(values)))];
  const metrics = [...new Set(runs.flatMap(({ row }) => Object.keys(row.metrics)))].sort();
  const rows = runs.map(({ alternative, replication, row }): Cell[] => {
    const { label, file, values } = plan.alternatives[alternative];
    return [
      label,
      file,
      ...paths.map((path) => values[path] ?? null),
      replication,
      row.fingerprint,
      row.simulated,
      row.events,
      ...metrics.map((metric) => row.metrics[metric] ?? null),
    ];
  });
  const header = [
    'alternative',
    'file',
    ...paths.map(varied),
    'replication',
    'fingerprint',
    'simulated',
    'events',
    ...metrics,
  ];
  return { name: 'runs.csv', header, rows };
}

/** runs.csv of a search. */
export function foundTable({ plan, runs }: FindResult): Table {
  const metrics = [...new Set(runs.flatMap(({ row }) => Object.keys(row.metrics)))].sort();
  const rows = runs.map(({ value, replication, row }): Cell[] => [
    value,
    replication,
    row.fingerprint,
    row.simulated,
    row.events,
    ...metrics.map((metric) => row.metrics[metric] ?? null),
  ]);
  const header = [
    varied(plan.question.path),
    'replication',
    'fingerprint',
    'simulated',
    'events',
    ...metrics,
  ];
  return { name: 'runs.csv', header, rows };
}

/** Columns of text; all others are numbers. */
const TEXT = new Set(['alternative', 'file', 'fingerprint']);

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
