/**
 * Ranks with ties, and selection among all pairs of values without forming them.
 */

export interface Ranks {
  /** Rank of each value, from 1; tied values share their mean rank. */
  readonly ranks: Float64Array;
  /** Sum of t^3 - t over groups of t tied values: how the variance of rank statistics shrinks. */
  readonly tie_term: number;
}

/** Mid-ranks of the values. */
export function midRanks(values: ArrayLike<number>): Ranks {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranks = new Float64Array(n);
  let tieTerm = 0;
  for (let first = 0; first < n; ) {
    let last = first;
    while (last + 1 < n && values[order[last + 1]] === values[order[first]]) last++;
    const size = last - first + 1;
    for (let i = first; i <= last; i++) ranks[order[i]] = (first + last) / 2 + 1;
    tieTerm += size * size * size - size;
    first = last + 1;
  }
  return { ranks, tie_term: tieTerm };
}

/** A table of numbers whose rows ascend; columns of row i run from `from(i)` to `columns` - 1. */
export interface AscendingRows {
  readonly rows: number;
  readonly columns: number;
  from(row: number): number;
  value(row: number, column: number): number;
}

interface Split {
  count: number;
  below: number;
  above: number;
}

/** How many entries are at most `limit`, the largest of them and the smallest of the others. */
function split(table: AscendingRows, limit: number): Split {
  const result: Split = { count: 0, below: Number.NEGATIVE_INFINITY, above: Number.POSITIVE_INFINITY };
  for (let row = 0; row < table.rows; row++) {
    const from = table.from(row);
    let low = from;
    let high = table.columns;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (table.value(row, middle) <= limit) low = middle + 1;
      else high = middle;
    }
    result.count += low - from;
    if (low > from) result.below = Math.max(result.below, table.value(row, low - 1));
    if (low < table.columns) result.above = Math.min(result.above, table.value(row, low));
  }
  return result;
}

/**
 * The entry of rank `rank` (from 1) in ascending order, by bisection of the range of values: memory for none of the n * m
 * entries, time n log m for each of about sixty steps.
 */
export function selectRank(table: AscendingRows, rank: number): number {
  let low = split(table, Number.NEGATIVE_INFINITY).above;
  let high = split(table, Number.POSITIVE_INFINITY).below;
  while (low < high) {
    let middle = low + (high - low) / 2;
    if (!(middle < high)) middle = low;
    const { count, below, above } = split(table, middle);
    if (count >= rank) high = below;
    else low = above;
  }
  return low;
}

/** The median of `count` entries. */
export function selectMedian(table: AscendingRows, count: number): number {
  const lower = selectRank(table, Math.floor((count + 1) / 2));
  if (count % 2 === 1) return lower;
  return (lower + selectRank(table, count / 2 + 1)) / 2;
}
