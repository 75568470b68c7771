import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CsvError, parseCsv } from '../../src/scenario/csv.ts';

function texts(text: string): string[][] {
  return parseCsv(text).records.map((record) => record.map((field) => field.text));
}

describe('reading', () => {
  test('fields, quoted fields, both line ends, empty lines, lines of records', () => {
    const table = parseCsv('a,b\r\n1,"x, ""y""\nz"\r\n\r\n,2\n');
    expect(table.columns).toEqual(['a', 'b']);
    expect(table.records.map((record) => record.map(({ text }) => text))).toEqual([
      ['1', 'x, "y"\nz'],
      ['', '2'],
    ]);
    expect(table.lines).toEqual([2, 5]);
    expect(table.records[0][1].column).toBe(3);
  });

  test.each<[string, number, number, RegExp]>([
    ['', 1, 1, /no header/],
    ['a,b\n1\n', 2, 1, /expected 2 fields, found 1/],
    ['a,b\n1,2\n1,2,3', 3, 1, /expected 2 fields, found 3/],
    ['a,"b', 1, 3, /not closed/],
    ['a\nx"y"', 2, 2, /inside a field/],
    ['a\n"x"y', 2, 4, /after a closing quotation mark/],
    ['a\rb', 1, 2, /carriage return/],
    ['a,a\n', 1, 3, /two columns are named "a"/],
    ['a,\n', 1, 3, /no name/],
  ])('%j is refused at line %i, column %i', (text, line, column, message) => {
    let caught: unknown;
    try {
      parseCsv(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(CsvError);
    expect(caught).toMatchObject({ line, column, message: expect.stringMatching(message) });
  });
});

/** What any writer does: quotes where it must, or where it likes. */
function write(rows: readonly (readonly string[])[], quoteAll: boolean, end: string): string {
  const quote = (text: string) =>
    quoteAll || /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map(quote).join(',') + end).join('');
}

const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', '.'), maxLength: 6 });

test.prop([
  fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
  fc.boolean(),
  fc.constantFrom('\n', '\r\n'),
])('what was written is read back', (rows, quoteAll, end) => {
  expect(texts(write([['x', 'y', 'z'], ...rows], quoteAll, end))).toEqual(rows);
});

test.prop([fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r'), maxLength: 30 })])(
  'any text is a table or a CsvError with a place',
  (text) => {
    try {
      parseCsv(text);
    } catch (error) {
      expect(error).toBeInstanceOf(CsvError);
      expect((error as CsvError).line).toBeGreaterThan(0);
    }
  },
);
