import { expect, test } from 'vitest';
import { unmeasuredNotes } from '../../../src/report/experiment/unmeasured-text.ts';
import { rowOf } from '../../lab/experiment/stub.ts';

const measured = rowOf({ m: 3 });
const none = rowOf({ m: null });
const open = { ...none, bounds: { m: { lower: 1, upper: null, or_none: true as const } } };

const notes = (unmeasured: string, ...rows: readonly (readonly [number, typeof none])[]) =>
  unmeasuredNotes({
    unmeasured: [unmeasured],
    plan: { alternatives: [{ label: 'a' }, { label: 'b of a' }] },
    runs: rows.map(([alternative, row], replication) => ({ alternative, replication, row })),
  });

test('says how many runs measured a metric of which nothing can be said, and how many left it open', () => {
  expect(notes('m', [0, none])).toEqual(['m was not measured in the run: nothing happened that it is of.']);
  expect(notes('m', [0, none], [1, none])).toEqual([
    'm was not measured in any run: nothing happened that it is of.',
  ]);
  expect(notes('m', [0, open], [1, open])).toEqual([
    'm was left open by all 2 runs, which ended before what it is of.',
  ]);
  expect(notes('m', [0, open], [1, none], [1, none])).toEqual([
    'm was measured in none, and left open by 1 of 3 runs: too few to say anything.',
  ]);
  expect(notes('m', [0, measured], [1, none])).toEqual([
    'm was measured in 1 of 2 runs: too few to say anything.',
  ]);
});

test('counts the runs of the alternative that it names alone', () => {
  expect(notes('m of a', [0, open], [1, none])).toEqual([
    'm of a was left open by the run, which ended before what it is of.',
  ]);
  expect(notes('m of b of a', [0, open], [1, none], [1, measured])).toEqual([
    'm of b of a was measured in 1 of 2 runs: too few to say anything.',
  ]);
});
