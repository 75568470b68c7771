import fc from 'fast-check';
import type { LogTerms } from '../../../../src/modules/consensus/raft/log.ts';

/** A log of entries with these terms, from index 1. */
export function logOf(terms: readonly number[], snapshotIndex = 0): LogTerms {
  return {
    snapshotIndex,
    lastIndex: terms.length,
    termAt(index) {
      if (index < snapshotIndex || index > terms.length)
        throw new Error(`the log does not know entry ${index}`);
      return index === 0 ? 0 : terms[index - 1];
    },
  };
}

/** Terms of a log: they never fall. */
export const logTerms = fc
  .array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 })
  .map((terms) => terms.sort((a, b) => a - b));

/** Two logs of one cluster: equal up to somewhere, and with no entry of the same index and term behind. */
export const twoLogs = fc
  .tuple(
    logTerms,
    fc.array(fc.nat({ max: 2 }), { maxLength: 6 }),
    fc.array(fc.nat({ max: 2 }), { maxLength: 6 }),
  )
  .map(([shared, left, right]) => {
    const last = shared.at(-1) ?? 0;
    // Terms of two leaders are never the same: even ones here, odd ones there.
    const grown = (steps: number[], parity: number) => {
      let term = 2 * last + 2 + parity;
      return steps.map((step) => {
        term += 2 * step;
        return term;
      });
    };
    const doubled = shared.map((term) => 2 * term);
    return {
      shared: shared.length,
      left: [...doubled, ...grown(left, 0)],
      right: [...doubled, ...grown(right, 1)],
    };
  });
