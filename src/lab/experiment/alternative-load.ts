/** How much work the runs of one alternative met. */
import { isOverloaded } from './figure.ts';
import type { AlternativeLoad } from './result.ts';
import type { RunRow } from './types.ts';

/** What runs say of their load together; null where none of them judged it. */
export function loadOf(runs: readonly { readonly row: Pick<RunRow, 'load'> }[]): AlternativeLoad | null {
  const judged = runs.flatMap(({ row: { load } }) => load ?? []);
  if (judged.length === 0) return null;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const offered = judged.flatMap(({ offered }) => offered ?? []);
  return {
    overloaded: judged.filter(isOverloaded).length,
    undecided: judged.filter(({ state }) => state === 'undecided').length,
    runs: judged.length,
    offered: offered.length === judged.length ? sum(offered) / judged.length : null,
    unfinished: sum(judged.map(({ unfinished }) => unfinished)) / judged.length,
    reason: (judged.find(isOverloaded) ?? judged[0]).reason,
  };
}
