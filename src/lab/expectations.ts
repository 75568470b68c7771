/** Whether a run met what its scenario expects, as far as the run can tell. */
import type { Expectation } from '../scenario/scenario.ts';
import type { ExpectationResult, MetricBounds, Metrics } from './result.ts';
import { decide } from './verdict.ts';

/** Decides each condition by the exact value, or else by the bounds; what was not measured decides none. */
export function checkExpectations(
  expectations: readonly Expectation[],
  metrics: Metrics,
  bounds: MetricBounds,
): ExpectationResult[] {
  return expectations.map(({ text, metric, operator, value }) => {
    const actual = metrics[metric] ?? null;
    const open = bounds[metric];
    const verdict = decide({ operator, value }, actual ?? open ?? null);
    return {
      ...{ text, metric, operator, expected: value, actual },
      ...(open ? { bounds: open } : {}),
      verdict,
      met: verdict === 'met',
      ...(verdict === 'undecided'
        ? { reason: open ? 'the run ended too early' : 'it was not measured' }
        : {}),
    };
  });
}
