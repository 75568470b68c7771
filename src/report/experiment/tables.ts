/** All runs of an experiment as one table: one row a run, one column a metric. */
import type { RepeatedResult } from '../../lab/experiment/repeated.ts';
import type { ExperimentResult, FindResult } from '../../lab/experiment/result.ts';
import type { RunRow } from '../../lab/experiment/types.ts';
import type { Cell, Rows, Table } from '../tables.ts';

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
function metricColumns(runs: Iterable<{ readonly row: RunRow }>): MetricColumns {
  const names = new Set<string>();
  const open = new Set<string>();
  for (const { row } of runs) {
    for (const name in row.metrics) names.add(name);
    for (const name in row.bounds) {
      names.add(name);
      open.add(name);
    }
  }
  const metrics = [...names].sort();
  const columns = metrics.flatMap((metric) => [
    metric,
    ...(open.has(metric) ? [`${metric}.lower`, `${metric}.upper`] : []),
  ]);
  const cells = (row: RunRow): Cell[] =>
    metrics.flatMap((metric) => {
      const known = row.bounds[metric];
      const ends = open.has(metric) ? [known?.lower ?? null, known?.upper ?? null] : [];
      return [row.metrics[metric] ?? null, ...ends];
    });
  return { header: [...COMMON, ...columns], cells: (row) => [...commonCells(row), ...cells(row)] };
}

/** A row for each run, made when it is read. */
function rowsOf<Run>(runs: readonly Run[], rowOf: (run: Run) => Cell[]): Rows {
  return {
    length: runs.length,
    *[Symbol.iterator]() {
      for (const run of runs) yield rowOf(run);
    },
  };
}

const COMMON = ['fingerprint', 'simulated', 'events', 'load', 'unfinished'];

/** What is known of every run; the last two are what is judged of its load, and the share of its tasks that had not ended. */
function commonCells({ fingerprint, simulated, events, load }: RunRow): Cell[] {
  return [fingerprint, simulated, events, load?.state ?? null, load?.unfinished ?? null];
}

/** runs.csv: what was varied, the replication, and every metric in base units. */
export function runsTable(result: ExperimentResult): Table<Rows> {
  const { plan, runs } = result;
  const paths = [...new Set(plan.alternatives.flatMap(({ values }) => Object.keys(values)))];
  const metrics = metricColumns(runs);
  const rows = rowsOf(runs, ({ alternative, replication, row }): Cell[] => {
    const { label, file, values } = plan.alternatives[alternative];
    return [label, file, ...paths.map((path) => values[path] ?? null), replication, ...metrics.cells(row)];
  });
  const header = ['alternative', 'file', ...paths.map(varied), 'replication', ...metrics.header];
  return { name: 'runs.csv', header, rows };
}

/** runs.csv of many runs of one scenario. */
export function repeatedTable({ runs }: RepeatedResult): Table<Rows> {
  const metrics = metricColumns(runs);
  const rows = rowsOf(runs, ({ replication, row }): Cell[] => [replication, ...metrics.cells(row)]);
  return {
    name: 'runs.csv',
    header: ['replication', ...metrics.header],
    rows,
  };
}

/** runs.csv of a search. */
export function foundTable({ plan, runs }: FindResult): Table<Rows> {
  const metrics = metricColumns(runs);
  const rows = rowsOf(runs, ({ value, replication, row }): Cell[] => [
    value,
    replication,
    ...metrics.cells(row),
  ]);
  const header = [varied(plan.question.path), 'replication', ...metrics.header];
  return { name: 'runs.csv', header, rows };
}

/** Columns of text; all others are numbers. */
const TEXT = new Set(['alternative', 'file', 'fingerprint', 'load']);

/** Rows from which a table is written in parts, none of which needs more memory than so many. */
const ROWS_IN_PART = 10_000;

/**
 * Writes a table as Parquet: text columns as strings, all others as doubles, null where there is no value. The table has rows.
 * @param path of a file that is not there
 */
export async function writeParquet(table: Table<Rows>, path: string): Promise<void> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const text = textColumns(table);
  let writer: InstanceType<typeof ParquetWriter> | null = null;
  const emptyColumns = () => table.header.map((): Cell[] => []);
  const write = (columns: readonly Cell[][]): void => {
    if (writer === null) {
      const columnData = table.header.map((name, place) => ({
        name,
        data: columns[place],
        type: text[place] ? ('STRING' as const) : ('DOUBLE' as const),
        nullable: true,
      }));
      writer = new ParquetWriter({ writer: fileWriter(path), schema: schemaFromColumnData({ columnData }) });
    }
    // Its columns have their types in the schema.
    writer.write({ columnData: table.header.map((name, place) => ({ name, data: columns[place] })) });
  };
  let columns = emptyColumns();
  for (const row of table.rows) {
    for (const [place, cell] of row.entries())
      columns[place].push(text[place] || Number.isFinite(cell) ? cell : null);
    if (columns[0].length < ROWS_IN_PART) continue;
    write(columns);
    columns = emptyColumns();
  }
  if (columns[0].length > 0) write(columns);
  (writer as InstanceType<typeof ParquetWriter> | null)?.finish();
}

/** By column, whether it has text. */
function textColumns({ header, rows }: Table<Rows>): boolean[] {
  const text = header.map((name) => TEXT.has(name));
  for (const row of rows)
    for (let place = 0; place < row.length; place++) if (typeof row[place] === 'string') text[place] = true;
  return text;
}
