/** The record of a run as tables: times in seconds, one header line, an empty field where there is no value. */
import { writeToString } from 'fast-csv';
import type { RunResult } from '../lab/result.ts';
import { LEAF_PARTS } from '../recording/latency-part.ts';
import type { FlowStepRecord, SprintRecord, WaveRecord } from '../recording/record.ts';
import { visible } from '../scenario/visible.ts';
import { runLength } from './charts/series.ts';

export type Cell = string | number | null;

export interface Table<TableRows extends Rows = readonly (readonly Cell[])[]> {
  /** File name. */
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: TableRows;
}

/** Rows that may be made while they are read, as often as wanted, and so need no memory. */
export type Rows = Iterable<readonly Cell[]> & { readonly length: number };

/** The tables of a run that have rows. */
export function runTables(result: RunResult): Table[] {
  const { waves, steps } = result.record;
  return [
    timelineTable(result),
    latencyTable(result),
    latencyPartsTable(result),
    wavesTable('waves.csv', waves),
    wavesTable('steps.csv', steps),
    sprintsTable(result),
    flowStepsTable(result),
    faultsTable(result),
  ].filter((table) => table.rows.length > 0);
}

/** Rows of a text that are made at a time. */
const ROWS_AT_A_TIME = 500;

/**
 * As CSV (RFC 4180, line feeds, UTF-8), piece by piece. Numbers keep every digit; NaN and infinities become empty fields. Control
 * characters are shown as in \u001b, and a text that a spreadsheet would take for a formula gets an apostrophe in front.
 */
export async function* csvPieces(table: Table<Rows>): AsyncGenerator<string> {
  let rows: (string | null)[][] = [table.header.map(plainText)];
  for (const row of table.rows) {
    rows.push(row.map(cellText));
    if (rows.length < ROWS_AT_A_TIME) continue;
    yield await csvText(rows);
    rows = [];
  }
  if (rows.length > 0) yield await csvText(rows);
}

/** The same as one text. */
export async function toCsv(table: Table<Rows>): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of csvPieces(table)) pieces.push(piece);
  return pieces.join('');
}

function csvText(rows: (string | null)[][]): Promise<string> {
  return writeToString(rows, { headers: false, includeEndRowDelimiter: true, rowDelimiter: '\n' });
}

function cellText(cell: Cell): string | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : null;
  return cell === null ? null : plainText(cell);
}

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function plainText(text: string): string {
  const isFormula = FORMULA.test(text) && !NUMBER.test(text);
  return `${isFormula ? "'" : ''}${visible(text)}`;
}

/** One row an interval. `end` is the end of the run in the last row, which may be shorter than the others. */
function timelineTable(result: RunResult): Table {
  const { interval, columns } = result.record.timeline;
  const names = Object.keys(columns);
  const length = Math.max(0, ...names.map((name) => columns[name].length));
  const total = runLength(result);
  const rows = Array.from({ length }, (_, place) => [
    round(place * interval),
    round(Math.min(total, (place + 1) * interval)),
    ...names.map((name) => columns[name][place] ?? null),
  ]);
  return { name: 'timeline.csv', header: ['start', 'end', ...names], rows };
}

/** Products of an interval carry rounding errors below the resolution of virtual time. */
function round(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

/** Percentiles of the tasks that ended; where others had not, also the bounds that their ends leave (empty: no upper limit). */
function latencyTable(result: RunResult): Table {
  const { percentiles, series, open } = result.record.latency;
  const names = Object.keys(series).filter(
    (name) => series[name].some((value) => Number.isFinite(value)) || open?.lower[name] !== undefined,
  );
  const columns = names.flatMap((name): [string, readonly (number | null)[]][] => [
    [name, series[name]],
    ...(open?.lower[name]
      ? ([
          [`${name}_lower`, open.lower[name]],
          [`${name}_upper`, open.upper[name]],
        ] as [string, readonly (number | null)[]][])
      : []),
  ]);
  const rows =
    names.length === 0
      ? []
      : percentiles.map((p, place) => [p, ...columns.map(([, values]) => values[place])]);
  return { name: 'latency.csv', header: ['percentile', ...columns.map(([name]) => name)], rows };
}

/** What latencies are made of, of all tasks that ended and by how slow these were. */
function latencyPartsTable({ record: { latency_parts: bands = [] } }: RunResult): Table {
  const header = bands.length === 0 ? [] : ['from', 'to', 'tasks', 'latency', ...LEAF_PARTS];
  const rows = bands.map(({ from, to, tasks, latency, parts }) => [
    ...[from, to, round(tasks), latency],
    ...LEAF_PARTS.map((part) => parts[part]),
  ]);
  return { name: 'latency-parts.csv', header, rows };
}

function wavesTable(name: string, waves: readonly WaveRecord[]): Table {
  const header = [
    'workload',
    'index',
    'name',
    'tasks',
    'start',
    'end',
    'completed',
    'failed',
    'retried',
    ...(waves.some(({ planned }) => planned !== undefined) ? (['planned'] as const) : []),
    ...(waves.some(({ gate }) => gate !== undefined)
      ? (['gate', 'gate_looked', 'gate_failures'] as const)
      : []),
    ...(waves.some(({ undoes }) => undoes !== undefined) ? (['undoes'] as const) : []),
    ...(waves.some(({ tail }) => tail !== undefined) ? (['tail'] as const) : []),
  ] as const;
  const rows = waves.map((wave) => header.map((key) => wave[key] ?? null));
  return { name, header, rows };
}

function sprintsTable(result: RunResult): Table {
  const { sprints } = result.record;
  const header = sprints.length === 0 ? [] : (Object.keys(sprints[0]) as (keyof SprintRecord)[]);
  return { name: 'sprints.csv', header, rows: sprints.map((sprint) => header.map((key) => sprint[key])) };
}

function flowStepsTable(result: RunResult): Table {
  const steps = result.record.flow_steps ?? [];
  const header = steps.length === 0 ? [] : (Object.keys(steps[0]) as (keyof FlowStepRecord)[]);
  return { name: 'flow-steps.csv', header, rows: steps.map((step) => header.map((key) => step[key])) };
}

function faultsTable(result: RunResult): Table {
  const header = ['name', 'kind', 'start', 'end', 'processes'] as const;
  const rows = result.record.faults.map((fault) => header.map((key) => fault[key]));
  return { name: 'faults.csv', header, rows };
}
