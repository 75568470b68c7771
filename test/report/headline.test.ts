import { describe, expect, test } from 'vitest';
import type { RepeatedCondition, RepeatedResult } from '../../src/lab/experiment/repeated.ts';
import type { Verdict } from '../../src/lab/verdict.ts';
import { repeatedHeadline } from '../../src/report/headline.ts';

const RUNS = 6;

function conditions(of: RepeatedCondition['of'], verdicts: readonly Verdict[]): RepeatedCondition[] {
  return verdicts.map((verdict, place) => ({
    ...{ text: `tasks.lost == ${place}`, of, verdict, runs: RUNS, met: 0, unmet: 0, undecided: 0 },
    ...{ lower: 0, upper: 1, confidence: 0.95 },
  }));
}

interface Came {
  readonly expect?: readonly Verdict[];
  readonly claims?: readonly Verdict[];
  readonly failed?: number;
  readonly partial?: boolean;
}

function headOf({ expect: expected = [], claims = [], failed = 0, partial = false }: Came) {
  const failures = Array.from({ length: failed }, () => ({}));
  return repeatedHeadline({
    conditions: [...conditions('expect', expected), ...conditions('claims', claims)],
    runs: Array.from({ length: RUNS }, () => ({})),
    outcome: { partial, failures, precision: null, selection: null },
  } as unknown as RepeatedResult);
}

describe('the headline of many runs', () => {
  test.each<[Came, string, string]>([
    [{}, 'none', 'no expectations were set'],
    [{ expect: ['met', 'met'] }, 'met', 'all 2 expectations are met over 6 runs'],
    [{ expect: ['met', 'unmet'] }, 'missed', '1 of 2 expectations is not met over 6 runs'],
    [{ expect: ['undecided'] }, 'undecided', '1 of 1 expectation is undecided over 6 runs'],
    [
      { expect: ['met'], claims: ['unmet', 'met', 'met'] },
      'met',
      'the expectation is met; 2 of 3 claims confirmed, 1 refuted over 6 runs',
    ],
    [
      { expect: ['met'], partial: true },
      'partial',
      'interrupted: a part of the runs; the expectation is met over 6 runs',
    ],
    [
      { expect: ['met'], failed: 2 },
      'missed',
      '2 runs failed; of the others: the expectation is met over 6 runs',
    ],
  ])('%j', (came, kind, text) => {
    expect(headOf(came)).toEqual({ kind, text });
  });
});
