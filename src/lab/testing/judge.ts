/** From the runs of a scenario to the verdict on each of its conditions. */
import { type Expectation, isFigureExpectation, type Scenario } from '../../scenario/scenario.ts';
import { countVerdicts, decideOver, type OverRuns, verdictsOf } from '../experiment/over-runs.ts';
import type { RunRow } from '../experiment/types.ts';
import { untruncatedLaw } from '../heavy-laws.ts';
import type { ExpectationResult } from '../result.ts';
import type { Verdict } from '../verdict.ts';

export interface ConditionOutcome {
  readonly expectation: Expectation;
  readonly verdict: Verdict;
  /** How many runs it was judged by, and in how many it is met. */
  readonly runs: number;
  readonly met: number;
  /** Of the run that decides: the first that does not meet it, else the first that leaves it open, else the first. */
  readonly replication: number;
  readonly result: ExpectationResult;
  /** Of a condition over many runs: what they say together. */
  readonly over: OverRuns | null;
}

/**
 * A condition over many runs is judged by as many as it asks for; any other one by the first run, and with `reps` by each of so many.
 * @param rows of the first replications, at least as many as are needed
 * @param reps instead of the number of runs that conditions ask for
 */
export function judgeConditions(
  scenario: Pick<Scenario, 'expect' | 'retry'>,
  rows: readonly RunRow[],
  reps: number | null,
): ConditionOutcome[] {
  const law = untruncatedLaw(scenario);
  return scenario.expect.map((expectation, place) => {
    const over = isFigureExpectation(expectation) ? (expectation.over ?? null) : null;
    const used = rows.slice(0, reps ?? over?.reps ?? 1);
    if (isFigureExpectation(expectation) && over !== null) {
      const asked = { ...expectation, over: { ...over, reps: used.length } };
      const decided = decideOver(asked, used, law, place);
      const { verdict, runs, met } = decided;
      const replication = decisiveOf(verdictsOf(expectation, used));
      const result = resultOf(rows[replication], place);
      return { expectation, verdict, runs, met, replication, result, over: decided };
    }
    const results = used.map((row) => resultOf(row, place));
    const judged = results.filter(({ elsewhere }) => !elsewhere);
    const decisive = judged[decisiveOf(judged.map(({ verdict }) => verdict))];
    const { runs, met } = countVerdicts(judged.map(({ verdict }) => verdict));
    return {
      ...{ expectation, verdict: decisive.verdict, runs, met },
      ...{ replication: results.indexOf(decisive), result: decisive, over: null },
    };
  });
}

/** The first that is not met, or else the first that is undecided, or else the first. */
function decisiveOf(verdicts: readonly Verdict[]): number {
  const unmet = verdicts.indexOf('unmet');
  return unmet >= 0 ? unmet : Math.max(0, verdicts.indexOf('undecided'));
}

function resultOf({ expectations = [] }: RunRow, place: number): ExpectationResult {
  return expectations[place];
}
