/**
 * From stored results to verdicts.
 */
import type { Case, Claim, Requirement, RunSource, Source, StoredResults, Verdict } from './types.ts';

/** A claim points at a result that is not there. */
export class MissingResultError extends Error {
  override readonly name = 'MissingResultError';
  readonly source: Source;
  constructor(source: Source) {
    super(`no stored result for ${JSON.stringify(source)}`);
    this.source = source;
  }
}

/** The values of a case: one per seed for runs, one for all else. @throws MissingResultError */
export function valuesOf(source: Source, results: StoredResults): number[] {
  if ('how' in source) return [source.value];
  if ('sizing' in source) {
    const value = results.sizings[source.sizing]?.[source.policy]?.[source.figure];
    if (typeof value !== 'number') throw new MissingResultError(source);
    return [value];
  }
  const values = metricValues(source, results);
  const divisors = source.over ? metricValues(source.over, results) : null;
  if (divisors && divisors.length !== values.length) throw new MissingResultError(source);
  const ratios = divisors ? values.map((value, seed) => value / divisors[seed]) : values;
  if (source.as === 'gain') return ratios.map((ratio) => ratio - 1);
  return source.as === 'saved' ? ratios.map((ratio) => 1 - 1 / ratio) : ratios;
}

/** Seeds in which the metric was not measured (nothing of the kind happened) do not count. */
function metricValues(source: Pick<RunSource, 'run' | 'metric'>, results: StoredResults): number[] {
  const values = results.runs[source.run]?.metrics[source.metric];
  const measured = values?.filter((value) => value !== null) ?? [];
  if (measured.length === 0) throw new MissingResultError(source as Source);
  return measured;
}

/** Rounding of stored values to six digits must not decide. */
const ROUNDING = 1e-5;

export function meets(value: number, { relation, value: stated, within = 0 }: Requirement): boolean {
  switch (relation) {
    case '<':
      return value < stated;
    case '<=':
      return value <= stated * (1 + ROUNDING);
    case '>':
      return value > stated;
    case '>=':
      return value >= stated * (1 - ROUNDING);
    case '=':
      return Math.abs(value - stated) <= ROUNDING * Math.abs(stated);
    case 'about':
      return Math.abs(value - stated) <= within * Math.abs(stated);
  }
}

export interface CaseFinding {
  readonly when: string;
  readonly source: Source;
  readonly values: readonly number[];
  /** Of how many values the claim holds. */
  readonly held: number;
}

export function examine(
  { when, source }: Case,
  requirement: Requirement,
  results: StoredResults,
): CaseFinding {
  const values = valuesOf(source, results);
  return { when, source, values, held: values.filter((value) => meets(value, requirement)).length };
}

export interface Finding {
  readonly claim: Claim;
  readonly verdict: Verdict;
  readonly cases: readonly CaseFinding[];
}

/**
 * What the results say of a claim: confirmed or refuted when it holds or fails with every seed in every case, untested
 * without a case, and otherwise it depends.
 * @throws MissingResultError
 */
export function judge(claim: Claim, results: StoredResults): Finding {
  const { requirement } = claim;
  if (requirement === null || claim.cases.length === 0) return { claim, verdict: 'untested', cases: [] };
  const cases = claim.cases.map((each) => examine(each, requirement, results));
  const held = cases.reduce((sum, each) => sum + each.held, 0);
  const all = cases.reduce((sum, each) => sum + each.values.length, 0);
  return { claim, verdict: held === all ? 'confirmed' : held === 0 ? 'refuted' : 'depends', cases };
}
