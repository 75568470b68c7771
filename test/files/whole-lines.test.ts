import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { wholeLines } from '../../src/files/whole-lines.ts';

async function linesOf(text: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sim-lines-'));
  try {
    const path = join(folder, 'lines.txt');
    writeFileSync(path, text);
    const lines: string[] = [];
    for await (const line of wholeLines(path)) lines.push(line);
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Longer than what is read at a time, now and then, so that lines and characters are cut in two there. */
const line = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom(0, 1, 21_846, 65_536))
  .map(([text, repeated]) => `${text.replaceAll('\n', '')}${'ß€'.repeat(repeated)}`);

describe('whole lines', () => {
  property.prop([fc.array(line, { maxLength: 6 })], { numRuns: 40 })(
    'are those of the text, however long',
    async (lines) => {
      expect(await linesOf(`${lines.join('\n')}\n`)).toEqual(lines.length === 0 ? [''] : lines);
    },
  );

  test('what was cut off is none', async () => {
    expect(await linesOf('one\ntwo\nthr')).toEqual(['one', 'two']);
    expect(await linesOf('thr')).toEqual([]);
    expect(await linesOf('')).toEqual([]);
  });

  test('of a file that is not there are an error of the system', async () => {
    await expect(async () => {
      for await (const _ of wholeLines('/nowhere/at/all')) expect.unreachable();
    }).rejects.toThrow('ENOENT');
  });
});
