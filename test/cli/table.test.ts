import { describe, expect, test } from 'vitest';
import { formatTable } from '../../src/cli/table.ts';

const rows = [
  ['one', 'the first of them'],
  ['twenty-two', 'short'],
];

describe('a table', () => {
  test('aligns its columns and has no lines', () => {
    expect(formatTable(['name', 'description'], rows, { width: 80, color: false })).toBe(
      ['name        description', 'one         the first of them', 'twenty-two  short'].join('\n'),
    );
  });

  test('wraps at words to fit', () => {
    const long = [['a', 'words that do not fit into one line of the terminal']];
    const lines = formatTable(['name', 'description'], long, { width: 34, color: false }).split('\n');
    expect(lines.every((line) => line.length <= 34)).toBe(true);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.map((line) => line.trim()).join(' ')).toContain('words that do not fit into one line');
  });

  test('wraps the widest column first', () => {
    const long = [['a', 'words '.repeat(20).trim(), 'words '.repeat(4).trim()]];
    const text = formatTable(['name', 'long', 'short'], long, { width: 90, color: false });
    expect(text.split('\n').every((line) => line.length <= 90)).toBe(true);
    expect(text).toContain('words words words words\n');
  });

  test('cuts nothing off: words of the first column stay whole, others go on in the next line', () => {
    const name = 'coordination.mesh.neighbourhood.of.nearest';
    const word = 'threshold_agent_utilization_over_time';
    const text = formatTable(['key', 'type', 'what'], [[name, word, `${'x '.repeat(40)}end`]], {
      width: 80,
      color: false,
    });
    const lines = text.split('\n');
    expect(lines[1].startsWith(`${name}  threshold_`)).toBe(true);
    const column = name.length + 2;
    expect(lines.map((line) => line.slice(column, column + 22)).join('')).toContain(word);
    expect(text).not.toContain('…');
  });

  test('marks the heading only in colour', () => {
    expect(formatTable(['name', 'b'], rows, { width: 80, color: true })).toContain('\u001b[1mname');
    expect(formatTable(['name', 'b'], rows, { width: 80, color: false })).not.toContain('\u001b');
  });
});
