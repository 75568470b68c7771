/** Whether a run met what its scenario expects. */
import type { Expectation } from '../scenario/scenario.ts';
import type { ExpectationResult, Metrics } from './result.ts';

const OPERATORS: Readonly<Record<Expectation['operator'], (actual: number, expected: number) => boolean>> = {
  '<': (actual, expected) => actual < expected,
  '<=': (actual, expected) => actual <= expected,
  '>': (actual, expected) => actual > expected,
  '>=': (actual, expected) => actual >= expected,
  '==': (actual, expected) => actual === expected,
  '!=': (actual, expected) => actual !== expected,
};

/** What was not measured meets nothing. */
export function checkExpectations(
  expectations: readonly Expectation[],
  metrics: Metrics,
): ExpectationResult[] {
  return expectations.map(({ text, metric, operator, value }) => {
    const actual = metrics[metric] ?? null;
    return {
      text,
      metric,
      operator,
      expected: value,
      actual,
      met: actual !== null && OPERATORS[operator](actual, value),
    };
  });
}
