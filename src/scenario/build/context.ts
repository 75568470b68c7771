/**
 * What turning a read scenario into a finished one needs everywhere: a place for problems, and the files it names.
 */
import type { DistributionSpec } from '../../engine/types.ts';
import type { EntryDescription } from '../../modules/registry.ts';
import type { CsvTable } from '../csv.ts';
import { CsvError, parseCsv } from '../csv.ts';
import { customDistribution } from '../distribution/custom.ts';
import type { CustomDraft, DistributionDraft, DrawnQuantity, EmpiricalFile } from '../distribution/draft.ts';
import { TermError } from '../distribution/term.ts';
import { decodeText } from '../document/parse.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { locate } from '../document/tree.ts';
import { ScenarioErrors } from '../errors.ts';
import type { ScenarioFiles } from '../files.ts';
import { readBytes } from '../files.ts';
import { parseJsonLines } from '../json-lines.ts';
import type { TraceUse } from '../scenario.ts';
import { nearest } from '../suggest.ts';
import { bareQuantity, parseQuantity, UnitError } from '../units.ts';

/** Bytes in a table. */
const LARGEST_TABLE = 100_000_000;

export interface LoadedTable {
  /** Path of the file, for problems in it. */
  readonly file: string;
  readonly table: CsvTable;
}

/** What one cell says. @throws UnitError */
export type CellReader<T = number> = (text: string) => T;

/** A trace with its records in the order of time, its times placed in the run. */
export interface PlacedTrace {
  readonly loaded: LoadedTable;
  /** Numbers of the records that the run has, by time; equal times keep their order. */
  readonly order: readonly number[];
  /** Seconds from the start of the run or of the workload, ascending. */
  readonly times: readonly number[];
  /** What there is to say of it; more is noted by whoever reads its other columns. */
  readonly use: { -readonly [K in keyof TraceUse]: TraceUse[K] };
}

export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

export class BuildContext {
  readonly problems: Problems;
  /** The traces of the scenario that could be read, by `pathKey`. */
  readonly traces = new Map<string, PlacedTrace>();
  readonly #files: ScenarioFiles;
  readonly #custom: readonly EntryDescription[];
  readonly #tables = new Map<string, LoadedTable | null>();

  /** @param custom distributions besides the families that come with the program */
  constructor(problems: Problems, files: ScenarioFiles, custom: readonly EntryDescription[] = []) {
    this.problems = problems;
    this.#files = files;
    this.#custom = custom;
  }

  /** Reads a table once; null when it cannot be used, which has then been reported. */
  table(path: Path, name: string): LoadedTable | null {
    const { place, key } = locate(this.problems.root, path);
    const file = this.#tableFile(place.file, name);
    const known = this.#tables.get(file);
    if (known !== undefined) return known;
    let loaded: LoadedTable | null = null;
    try {
      const bytes = readBytes(this.#files, file, place, key);
      loaded = { file, table: parseTable(file, decodeText(bytes, file, LARGEST_TABLE)) };
    } catch (error) {
      if (error instanceof ScenarioErrors)
        for (const problem of error.problems) this.problems.addAt({ ...problem, key }, path);
      else if (error instanceof CsvError) this.#inFile(file, error.line, error.column, path, error.message);
      else throw error;
    }
    this.#tables.set(file, loaded);
    return loaded;
  }

  /** The path of a table that was read, as `name` in the file `from` names it; null when none was. */
  tablePath(from: string, name: string): string | null {
    const file = this.#tableFile(from, name);
    return this.#tables.get(file) ? file : null;
  }

  #tableFile(from: string, name: string): string {
    // What is given on the command line is relative to where the command runs, which the reader knows.
    return from.startsWith('--set ') ? name : this.#files.resolve(from, name);
  }

  /** Reads a column, of numbers or of anything else; null when it cannot be used, which has then been reported. */
  column<T = number>(path: Path, loaded: LoadedTable, name: string, read: CellReader<T>): T[] | null {
    const { file, table } = loaded;
    const index = table.columns.indexOf(name);
    if (index < 0) {
      const suggestion = nearest(name, table.columns);
      const message = `${file} has no column "${name}": its columns are ${table.columns.slice(0, 20).join(', ')}`;
      this.problems.add(path, message, { suggestion });
      return null;
    }
    const values: T[] = [];
    for (const [row, record] of table.records.entries()) {
      try {
        values.push(read(record[index].text.trim()));
      } catch (error) {
        if (!(error instanceof UnitError)) throw error;
        this.#inFile(
          file,
          table.lines[row],
          record[index].column,
          path,
          `column "${name}": ${error.message}`,
        );
        return null;
      }
    }
    if (values.length === 0) {
      this.#inFile(file, 1, 1, path, 'the file has no records below its header');
      return null;
    }
    return values;
  }

  #inFile(file: string, line: number, column: number, path: Path, message: string): void {
    const { key } = locate(this.problems.root, path);
    this.problems.addAt({ file, line, column, key, message }, path);
  }

  /** Reads the files that a distribution names, and looks up its name if no family has it. A distribution that cannot be finished has been reported. */
  distribution(path: Path, draft: DistributionDraft, quantity: DrawnQuantity): DistributionSpec {
    if (draft.kind === 'empirical_file') return this.#empirical(path, draft, quantity);
    if (draft.kind === 'custom_call') return this.#named(path, draft);
    if (draft.kind !== 'mixture') return draft;
    const components = draft.components.map(({ weight, distribution }) => ({
      weight,
      distribution: this.distribution(path, distribution, quantity),
    }));
    return { kind: 'mixture', components };
  }

  #named(path: Path, { call }: CustomDraft): DistributionSpec {
    try {
      return customDistribution(call, this.#custom);
    } catch (error) {
      if (!(error instanceof TermError)) throw error;
      const { spot, suggestion } = error;
      const { offset, key } = spot;
      this.problems.add([...path, ...spot.path], error.message, { offset, atKey: key, suggestion });
      return { kind: 'constant', value: 1 };
    }
  }

  #empirical(path: Path, { file, column, unit }: EmpiricalFile, quantity: DrawnQuantity): DistributionSpec {
    const loaded = this.table(path, file);
    const values = loaded && this.column(path, loaded, column, cellReader(quantity, unit));
    return { kind: 'empirical', values: values ?? [0], source: columnName(file, column) };
  }
}

/** How reports call a column: by the name of its file, wherever that lies, so that it does not depend on from where it is named. */
export function columnName(file: string, column: string): string {
  return `${file.split(/[/\\]/).pop()}, column ${column}`;
}

/** JSON Lines by the end of its name, comma-separated values otherwise. @throws CsvError */
function parseTable(file: string, text: string): CsvTable {
  return /\.(jsonl|ndjson)$/i.test(file) ? parseJsonLines(text) : parseCsv(text);
}

/** Cells are quantities with units, or bare numbers in `unit` (base units when null). */
export function cellReader(quantity: DrawnQuantity, unit: string | null): CellReader {
  if (quantity === 'number') return (text) => parseQuantity(quantity, text);
  const assumed = unit ?? { duration: 's', size: 'B' }[quantity];
  return (text) => bareQuantity(quantity, text, assumed) ?? parseQuantity(quantity, text);
}
