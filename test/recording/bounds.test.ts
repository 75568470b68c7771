/** What is known of figures over things that had not ended, against hand-computed cases and all possible completions. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  between,
  boundsOfShare,
  type Censored,
  countBounds,
  type Figure,
  isBounds,
  maximumBounds,
  meanBounds,
  nearestRank,
  quantileBounds,
  shareBounds,
} from '../../src/recording/bounds.ts';

/** All of the unfinished will have a value, without an upper limit. */
function censored(ended: readonly number[], ages: readonly number[], mayDrop = false): Censored {
  return { ended, least: ages, most: ages.map(() => Infinity), mayDrop };
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe('five that ended and five that had not', () => {
  const values = censored([1, 2, 3, 5, 7], [2, 4, 6, 6, 9]);

  test.each([
    [0.3, { lower: 2, upper: 3 }],
    [0.5, { lower: 4, upper: 7 }],
    [0.6, { lower: 5, upper: null }],
  ])('the %f quantile', (q, expected) => {
    expect(quantileBounds(q, values)).toEqual(expected);
  });

  test('mean and maximum', () => {
    expect(meanBounds({ count: 5, sum: 18 }, values)).toEqual({ lower: 4.5, upper: null });
    expect(maximumBounds(7, values)).toEqual({ lower: 9, upper: null });
  });
});

test('arrivals each half second at one server of one second, cut at ten seconds', () => {
  // The k-th ends at k: latency k - (k - 1) / 2. Ten have ended, and the true figures are those of all twenty.
  const ended = Array.from({ length: 10 }, (_, place) => 1 + place / 2);
  const ages = Array.from({ length: 10 }, (_, place) => 0.5 + place / 2);
  const values = censored(ended, ages);
  expect(quantileBounds(0.5, values)).toEqual({ lower: 3, upper: 5.5 });
  expect(quantileBounds(0.95, values)).toEqual({ lower: 5, upper: null });
  expect(meanBounds({ count: 10, sum: sum(ended) }, values)).toEqual({ lower: 3, upper: null });
});

test('shares and counts', () => {
  expect(shareBounds(3, 4, 0)).toBe(0.75);
  expect(shareBounds(3, 4, 4)).toEqual({ lower: 0.375, upper: 0.875 });
  expect(shareBounds(0, 0, 3, true)).toEqual({ lower: 0, upper: 1, or_none: true });
  expect(shareBounds(1, 2, 2, true)).toEqual({ lower: 0.25, upper: 0.75 });
  expect(shareBounds(0, 0, 0)).toBeNull();
  // Whichever of them are counted, all have it, or none does.
  const of = (known: number) =>
    boundsOfShare({ having: 0, count: 0 }, { count: 2, certain: known, possible: known }, true);
  expect(of(2)).toEqual({ lower: 1, upper: 1, or_none: true });
  expect(of(0)).toEqual({ lower: 0, upper: 0, or_none: true });
  expect(countBounds(3, 0, Infinity)).toBe(3);
  expect(countBounds(3, 4)).toEqual({ lower: 3, upper: 7 });
  expect(countBounds(3, 4, Infinity)).toEqual({ lower: 3, upper: null });
});

test('nothing that ended, and nothing that may: not measured', () => {
  const none = censored([], []);
  expect([
    quantileBounds(0.5, none),
    meanBounds({ count: 0, sum: 0 }, none),
    maximumBounds(null, none),
  ]).toEqual([null, null, null]);
});

test('what may come to nothing leaves figures of the rest, or none', () => {
  const open = censored([1, 1, 1, 9], [2, 3, 4], true);
  // Without any of the three the 0.75 quantile is 1; with all of them late it is beyond all limits.
  expect(quantileBounds(0.75, open)).toEqual({ lower: 1, upper: null });
  expect(maximumBounds(9, open)).toEqual({ lower: 9, upper: null });
  expect(quantileBounds(0.5, censored([], [3, 4], true))).toEqual({ lower: 3, upper: null, or_none: true });
  expect(maximumBounds(null, censored([], [3, 4], true))).toEqual({ lower: 3, upper: null, or_none: true });
});

test('ranks', () => {
  expect([nearestRank(0.07, 100), nearestRank(0.99, 100), nearestRank(0.5, 3), nearestRank(0, 5)]).toEqual([
    7, 99, 2, 1,
  ]);
});

const few = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 4 });
/** Least and largest possible value of each. */
const open = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 3 })), {
  maxLength: 4,
});

/** Every way in which those that have not ended may come out, where each takes its least or its largest value or none. */
function* completions(
  ended: readonly number[],
  rest: readonly (readonly [number, number])[],
  mayDrop: boolean,
): Generator<readonly number[]> {
  if (rest.length === 0) {
    yield ended;
    return;
  }
  const [[least, more], ...others] = rest;
  for (const value of new Set([least, least + more])) yield* completions([...ended, value], others, mayDrop);
  if (mayDrop) yield* completions(ended, others, mayDrop);
}

function range(figures: readonly number[]): Figure {
  const [lower, upper] = [Math.min(...figures), Math.max(...figures)];
  return figures.length === 0 ? null : lower === upper ? lower : { lower, upper };
}

function close(found: Figure, wanted: Figure): void {
  const ends = (figure: Figure) =>
    isBounds(figure) ? [figure.lower, figure.upper] : figure === null ? [] : [figure, figure];
  const [left, right] = [ends(found), ends(wanted)];
  expect(left.length).toBe(right.length);
  for (const [place, value] of left.entries()) expect(value).toBeCloseTo(right[place] ?? Number.NaN, 9);
}

property.prop([few, open, fc.boolean(), fc.constantFrom(0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)], { numRuns: 300 })(
  'bounds are the least and the largest figure of all completions',
  (values, rest, mayDrop, q) => {
    const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);
    const ended = ascending(values);
    const input: Censored = {
      ended,
      least: ascending(rest.map(([least]) => least)),
      most: ascending(rest.map(([least, more]) => least + more)),
      mayDrop,
    };
    const all = [...completions(ended, rest, mayDrop)].filter(({ length }) => length > 0).map(ascending);
    close(quantileBounds(q, input), range(all.map((list) => list[nearestRank(q, list.length) - 1])));
    close(
      meanBounds({ count: ended.length, sum: sum(ended) }, input),
      range(all.map((list) => sum(list) / list.length)),
    );
    close(maximumBounds(ended.at(-1) ?? null, input), range(all.map((list) => list[list.length - 1])));
  },
);

describe('quantiles of what may come to nothing', () => {
  const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
  const lists = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 }).map(ascending);

  /** By definition: over every choice of how many of the unfinished drop out, the ones kept being those that pull most. */
  function byChoice(q: number, ended: readonly number[], open: readonly number[], side: 1 | -1): number {
    const quantiles = Array.from({ length: open.length + 1 }, (_, kept) => {
      const chosen = side < 0 ? open.slice(0, kept) : open.slice(open.length - kept);
      const all = ascending([...ended, ...chosen]);
      return all[nearestRank(q, all.length) - 1];
    }).filter((value) => value !== undefined);
    return side < 0 ? Math.min(...quantiles) : Math.max(...quantiles);
  }

  property.prop([fc.double({ min: 0, max: 1, noNaN: true }), lists, lists, lists])(
    'are found as by trying every choice',
    (q, ended, least, more) => {
      fc.pre(ended.length > 0 && least.length > 0);
      const most = least.map((value, place) => value + (more[place] ?? Infinity));
      const figure = quantileBounds(q, { ended, least, most: ascending(most), mayDrop: true });
      const [lower, upper] = [byChoice(q, ended, least, -1), byChoice(q, ended, ascending(most), 1)];
      expect(figure).toEqual(between(lower, upper));
    },
  );
});

property.prop([
  fc.array(fc.boolean(), { maxLength: 3 }),
  fc.array(fc.constantFrom([1, 0], [0, 1], [0, 0]), { maxLength: 5 }),
  fc.boolean(),
])('bounds of a share are those of the mean of ones and zeros', (values, open, mayDrop) => {
  const least = open.map(([certain]) => certain).sort();
  const most = open.map(([certain, more]) => certain + more).sort();
  const ended = { count: values.length, having: values.filter(Boolean).length };
  const found = boundsOfShare(
    ended,
    { count: open.length, certain: least.filter(Boolean).length, possible: most.filter(Boolean).length },
    mayDrop,
  );
  expect(found).toEqual(meanBounds({ count: ended.count, sum: ended.having }, { least, most, mayDrop }));
});
