/**
 * Groups of alternatives that cannot be told apart, as a compact letter display.
 */
import { checkCount } from '../../mathematics/errors.ts';

export interface LetterDisplay {
  /** Each group's alternatives, ascending; groups in order of their first alternatives. No group holds a different pair. */
  readonly groups: readonly (readonly number[])[];
  /** For each alternative the letters of its groups: two alternatives share a letter exactly when they do not differ. */
  readonly letters: readonly string[];
}

/** Beyond this many columns the exact algorithm gives way to a greedy one: their number can grow exponentially. */
const MOST_COLUMNS = 2000;

type Column = readonly boolean[];

function contains(outer: Column, inner: Column): boolean {
  return inner.every((member, i) => !member || outer[i]);
}

function pairsOf(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) pairs.push([i, j]);
  return pairs;
}

/**
 * Insert and absorb (Piepho, Journal of Computational and Graphical Statistics 13, 2004): one column with everything; each
 * differing pair splits the columns that hold both; columns within others go. What remains are the maximal groups.
 */
function insertAndAbsorb(count: number, differ: (i: number, j: number) => boolean): Column[] | null {
  let columns: Column[] = [new Array<boolean>(count).fill(true)];
  for (const [i, j] of pairsOf(count)) {
    if (!differ(i, j)) continue;
    const kept = columns.filter((column) => !(column[i] && column[j]));
    const split = columns
      .filter((column) => column[i] && column[j])
      .flatMap((column) => [i, j].map((out) => column.map((member, k) => member && k !== out)));
    // No two columns are ever equal, so of two that nest exactly one goes.
    const all = [...kept, ...split];
    columns = all.filter((column, a) => !all.some((other, b) => a !== b && contains(other, column)));
    if (columns.length > MOST_COLUMNS) return null;
  }
  return columns;
}

/** For each pair that no group holds yet, a group grown around it: correct, though not always the fewest groups. */
function greedyCover(count: number, differ: (i: number, j: number) => boolean): Column[] {
  const columns: Column[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      if ((i !== j && differ(i, j)) || columns.some((column) => column[i] && column[j])) continue;
      const column = Array.from({ length: count }, (_, k) => k === i || k === j);
      for (let k = 0; k < count; k++) {
        if (!column[k] && column.every((member, l) => !(member && differ(k, l)))) column[k] = true;
      }
      columns.push(column);
    }
  }
  return columns;
}

/** Drops columns all of whose pairs other columns hold too. */
function withoutRedundant(columns: Column[], count: number): Column[] {
  const holders = new Int32Array(count * count);
  const cells = columns.map((column) =>
    column.flatMap((member, i) =>
      member ? column.flatMap((other, j) => (other && i <= j ? [i * count + j] : [])) : [],
    ),
  );
  for (const cell of cells.flat()) holders[cell]++;
  const kept: Column[] = [];
  for (let c = columns.length - 1; c >= 0; c--) {
    if (cells[c].every((cell) => holders[cell] > 1)) for (const cell of cells[c]) holders[cell]--;
    else kept.unshift(columns[c]);
  }
  return kept;
}

function letterOf(index: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return index < alphabet.length ? alphabet[index] : `(${index + 1})`;
}

/**
 * Groups `count` alternatives by a symmetric relation "differ significantly". Number the alternatives from best to worst and
 * the letters run in that order too.
 */
export function letterDisplay(count: number, differ: (i: number, j: number) => boolean): LetterDisplay {
  checkCount('letter display', 'count', count, 1);
  const columns = insertAndAbsorb(count, differ) ?? greedyCover(count, differ);
  const groups = withoutRedundant(columns, count)
    .map((column) => column.flatMap((member, i) => (member ? [i] : [])))
    .sort((a, b) => {
      const at = a.findIndex((member, i) => member !== b[i]);
      return at < 0 ? 0 : a[at] - (b[at] ?? -1);
    });
  const letters = Array.from({ length: count }, (_, i) =>
    groups.map((group, g) => (group.includes(i) ? letterOf(g) : '')).join(''),
  );
  return { groups, letters };
}
