/**
 * A strict reader of comma-separated values as RFC 4180 defines them: quoted fields may hold commas, doubled quotes and
 * line ends; every record has as many fields as the header. Line ends are CRLF or LF; empty lines are skipped.
 */

/** A malformed file. Lines and columns count from 1. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly line: number;
  readonly column: number;

  constructor(line: number, column: number, message: string) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

export interface CsvField {
  readonly text: string;
  /** Column in its line at which the field begins. */
  readonly column: number;
}

export interface CsvTable {
  readonly columns: readonly string[];
  /** Line of each record. */
  readonly lines: readonly number[];
  readonly records: readonly (readonly CsvField[])[];
}

/** @throws CsvError */
export function parseCsv(text: string): CsvTable {
  const reader = new CsvReader(text);
  const header = reader.record();
  if (!header) throw new CsvError(1, 1, 'the file has no header line');
  const columns = header.fields.map((field) => field.text.trim());
  const seen = new Set<string>();
  for (const [index, name] of columns.entries()) {
    const { column } = header.fields[index];
    if (name === '') throw new CsvError(header.line, column, 'a column has no name');
    if (seen.has(name)) throw new CsvError(header.line, column, `two columns are named "${name}"`);
    seen.add(name);
  }
  const lines: number[] = [];
  const records: (readonly CsvField[])[] = [];
  for (let next = reader.record(); next; next = reader.record()) {
    if (next.fields.length !== columns.length) {
      const message = `expected ${columns.length} fields, found ${next.fields.length}`;
      throw new CsvError(next.line, 1, message);
    }
    lines.push(next.line);
    records.push(next.fields);
  }
  return { columns, lines, records };
}

class CsvReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next record that is not an empty line, or null at the end. */
  record(): { line: number; fields: CsvField[] } | null {
    while (this.#lineEnd());
    if (this.#at >= this.#text.length) return null;
    const line = this.#line;
    const fields = [this.#field()];
    while (this.#text[this.#at] === ',') {
      this.#at += 1;
      fields.push(this.#field());
    }
    if (this.#at < this.#text.length && !this.#lineEnd()) {
      throw this.#error('expected a comma or the end of the line after a closing quotation mark');
    }
    return { line, fields };
  }

  #column(offset: number): number {
    return offset - this.#lineStart + 1;
  }

  #error(message: string): CsvError {
    return new CsvError(this.#line, this.#column(this.#at), message);
  }

  #lineEnd(): boolean {
    const crlf = this.#text[this.#at] === '\r' && this.#text[this.#at + 1] === '\n';
    if (!crlf && this.#text[this.#at] !== '\n') return false;
    this.#at += crlf ? 2 : 1;
    this.#line += 1;
    this.#lineStart = this.#at;
    return true;
  }

  #field(): CsvField {
    const column = this.#column(this.#at);
    if (this.#text[this.#at] === '"') return { text: this.#quoted(), column };
    const pattern = /[",\r\n]/g;
    pattern.lastIndex = this.#at;
    const stop = pattern.exec(this.#text)?.index ?? this.#text.length;
    const text = this.#text.slice(this.#at, stop);
    this.#at = stop;
    if (this.#text[stop] === '"')
      throw this.#error('a quotation mark stands inside a field that does not begin with one');
    if (this.#text[stop] === '\r' && this.#text[stop + 1] !== '\n')
      throw this.#error('a carriage return without a line feed');
    return { text, column };
  }

  #quoted(): string {
    const line = this.#line;
    const column = this.#column(this.#at);
    this.#at += 1;
    let text = '';
    for (;;) {
      const close = this.#text.indexOf('"', this.#at);
      if (close < 0) throw new CsvError(line, column, 'a quotation mark is not closed');
      text += this.#text.slice(this.#at, close);
      this.#countLines(this.#at, close);
      this.#at = close + 1;
      if (this.#text[this.#at] !== '"') return text;
      text += '"';
      this.#at += 1;
    }
  }

  #countLines(from: number, to: number): void {
    for (
      let index = this.#text.indexOf('\n', from);
      index >= 0 && index < to;
      index = this.#text.indexOf('\n', index + 1)
    ) {
      this.#line += 1;
      this.#lineStart = index + 1;
    }
  }
}
