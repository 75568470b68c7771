/** Whether a run met what its scenario expects, as far as the run can tell. */
import type { Figure } from '../recording/bounds.ts';
import type { Expectation } from '../scenario/scenario.ts';
import type { Measured } from './measure.ts';
import type { ExpectationResult } from './result.ts';
import type { Undecided } from './undecided.ts';
import { decide } from './verdict.ts';

/**
 * Decides each condition by the exact value, or else by the bounds; what was not measured decides none.
 * @param why says what leaves a metric open
 */
export function checkExpectations(
  expectations: readonly Expectation[],
  { metrics, bounds }: Measured,
  why: (metric: string, figure: Figure) => Undecided,
): ExpectationResult[] {
  return expectations.map(({ text, metric, operator, value }) => {
    const actual = metrics[metric] ?? null;
    const open = bounds[metric];
    const figure = actual ?? open ?? null;
    const verdict = decide({ operator, value }, figure);
    return {
      ...{ text, metric, operator, expected: value, actual },
      ...(open ? { bounds: open } : {}),
      ...{ verdict, met: verdict === 'met' },
      ...(verdict === 'undecided' ? why(metric, figure) : {}),
    };
  });
}
