/** What an answer must say of a winner that could not do the work: cheap it may be because it did not. */
import type { AlternativeLoad, AlternativeResult } from '../../lab/experiment/result.ts';
import { formatRatio } from '../format.ts';

/** "; a is overloaded, 33 % of its tasks unfinished"; empty where it is not, or no one is named. */
export function loadClause(
  label: string | undefined,
  alternatives: readonly Pick<AlternativeResult, 'label' | 'load'>[],
): string {
  const load = alternatives.find((one) => one.label === label)?.load;
  const state = load ? stateOf(load) : null;
  if (!load || state === null) return '';
  const left = load.unfinished > 0 ? `, ${formatRatio(load.unfinished)} of its tasks unfinished` : '';
  return `; ${label} ${state}${left}`;
}

function stateOf(load: AlternativeLoad): string | null {
  const { overloaded, growing, grows, overloaded_meanwhile, grew_meanwhile, runs } = load;
  const some = (count: number) => (count < runs ? ` in ${count} of ${runs} runs` : '');
  if (overloaded > 0) return `is overloaded${some(overloaded)}`;
  if (grows) return `has a growing backlog${some(growing)}`;
  if (overloaded_meanwhile > 0) return `was overloaded while tasks came${some(overloaded_meanwhile)}`;
  return grew_meanwhile > 0 ? `had a growing backlog while tasks came${some(grew_meanwhile)}` : null;
}
