import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { RowPacker } from '../../../src/lab/experiment/packed-row.ts';
import type { RunRow } from '../../../src/lab/experiment/types.ts';
import { rowOf } from './stub.ts';

const number = fc.double();
const text = fc.string({ unit: 'binary', maxLength: 12 });
const name = fc.constantFrom('tasks.lost', 'makespan', 'task.latency.p99', 'größer', '1', '$number');
const PLAIN = { noNullPrototype: true } as const;
const ends = fc.record({ lower: number, upper: fc.option(number) }, PLAIN);

/** The same fields in another order, as whoever made the row may have it. */
const shuffled = <Value extends object>(fields: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fields.chain((value) =>
    fc
      .shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length })
      .map((entries) => Object.fromEntries(entries) as Value),
  );

const arbitraryRow: fc.Arbitrary<RunRow> = fc.record(
  {
    fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    simulated: number,
    events: fc.nat(),
    missed: fc.array(text, { maxLength: 2 }),
    undecided: fc.array(text, { maxLength: 2 }),
    verdicts: fc.array(fc.constantFrom('met', 'unmet', 'undecided'), { maxLength: 3 }),
    metrics: fc.dictionary(name, fc.option(number), PLAIN),
    bounds: fc.dictionary(
      name,
      fc.oneof(
        shuffled(ends),
        ends.map((known) => ({ ...known, or_none: true as const })),
      ),
      PLAIN,
    ),
    load: fc.option(
      shuffled(
        fc.record(
          {
            state: fc.constantFrom('steady', 'overloaded', 'growing', 'undecided', 'finite', 'rush'),
            offered: fc.option(number),
            unfinished: number,
            reason: text,
          },
          PLAIN,
        ),
      ),
    ),
    exact: fc.array(name, { maxLength: 2 }),
    latency: fc.array(number, { maxLength: 200 }),
  },
  PLAIN,
);

/** Most runs have nothing to say. */
const anyRow = fc.oneof(
  arbitraryRow,
  fc
    .tuple(arbitraryRow, fc.array(text, { minLength: 1, maxLength: 2 }))
    .map(([row, cautions]) => ({ ...row, cautions })),
);

/** What comes back when the bytes of a row have been elsewhere. */
function stored(packer: RowPacker, bytes: Buffer): RunRow {
  packer.room(bytes.length).set(bytes);
  return packer.unpack(bytes.length);
}

describe('packed rows', () => {
  property.prop([fc.array(fc.oneof(anyRow, shuffled(anyRow)), { minLength: 1, maxLength: 8 })])(
    'come back as they were, in any order',
    (rows) => {
      const packer = new RowPacker();
      const packed = rows.map((row) => Buffer.from(packer.pack(row)));
      for (const [place, bytes] of [...packed.entries()].reverse()) {
        const found = stored(packer, bytes);
        expect(found).toStrictEqual(rows[place]);
        // The same text, too: a journal is written from it.
        expect(JSON.stringify(found)).toBe(JSON.stringify(rows[place]));
      }
    },
  );

  test('take fewer bytes than the same as JSON', () => {
    const metrics = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `metric.of.number.${index}`,
        index % 2 ? null : 1 / (index + 1),
      ]),
    );
    const row = { ...rowOf(metrics), latency: Array.from({ length: 155 }, (_, index) => Math.sqrt(index)) };
    expect(new RowPacker().pack(row).length).toBeLessThan(JSON.stringify(row).length / 2);
  });

  test('of more kinds than are remembered come back too, with -0', () => {
    const packer = new RowPacker();
    const rows = Array.from({ length: 5_000 }, (_, index) =>
      rowOf({ [`metric.${index}`]: -0, 'tasks.lost': index }),
    );
    const packed = rows.map((row) => Buffer.from(packer.pack(row)));
    for (const place of [0, 4_095, 4_096, 4_999])
      expect(stored(packer, packed[place])).toStrictEqual(rows[place]);
  });

  test('keep what became of conditions where that was asked for', () => {
    const packer = new RowPacker();
    const expectations = [{ text: 'tasks.lost == 0', verdict: 'met' }] as unknown as RunRow['expectations'];
    const row = { ...rowOf({ 'tasks.lost': 0 }), expectations };
    expect(stored(packer, Buffer.from(packer.pack(row)))).toStrictEqual(row);
  });
});
