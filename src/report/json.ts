/** JSON that is always JSON: no NaN, keys in a fixed order, and safe inside a script element. */
import type { ExpectationResult, RunSummary } from '../lab/result.ts';

import { visibleJson } from '../scenario/visible.ts';
import { resolvedScenario } from '../scenario/write.ts';

/** The summary with its keys in the order in which a reader wants them; metrics in alphabetical order. */
export function orderedSummary(summary: RunSummary): RunSummary {
  const metrics = sortedByName(summary.metrics);
  return {
    name: summary.name,
    seed: summary.seed,
    version: summary.version,
    fingerprint: summary.fingerprint,
    simulated: summary.simulated,
    events: summary.events,
    ...(summary.partial === true ? { partial: true as const } : {}),
    ...(summary.until === undefined ? {} : { until: summary.until }),
    ...(summary.modules ? { modules: summary.modules } : {}),
    ...(summary.placement ? { placement: summary.placement } : {}),
    ...(summary.load ? { load: summary.load } : {}),
    metrics,
    bounds: sortedByName(summary.bounds),
    ...(summary.critical_path ? { critical_path: summary.critical_path } : {}),
    ...(summary.roles ? { roles: summary.roles } : {}),
    ...(summary.timeouts ? { timeouts: summary.timeouts } : {}),
    ...(summary.draining ? { draining: summary.draining } : {}),
    ...(summary.warm_up ? { warm_up: summary.warm_up } : {}),
    expectations: summary.expectations.map(ordered),
    claims: summary.claims.map(ordered),
    notes: summary.notes,
    scenario: resolvedScenario(summary.scenario),
    run: summary.run,
  };
}

function sortedByName<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
  );
}

function ordered(result: ExpectationResult): ExpectationResult {
  const { text, metric, operator, expected, expected_bounds, times, and, ...measured } = result;
  const { actual, bounds, fingerprint, ...rest } = measured;
  const { verdict, met, elsewhere, here, reason, remedy } = rest;
  return {
    ...{ text, metric, operator, expected },
    ...(expected_bounds ? { expected_bounds } : {}),
    ...(times ? { times } : {}),
    ...(and ? { and } : {}),
    actual,
    ...(bounds ? { bounds } : {}),
    ...(fingerprint ? { fingerprint } : {}),
    ...{ verdict, met },
    ...(elsewhere ? { elsewhere } : {}),
    ...(here ? { here } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** The text of summary.json. */
export function summaryJson(summary: RunSummary): string {
  return `${toJson(orderedSummary(summary), 2)}\n`;
}

/** As JSON.stringify, which writes null for NaN and infinities, with all control characters as escapes. */
export function toJson(value: unknown, indent?: number): string {
  return visibleJson(value, indent);
}

/** JSON that can stand inside a script element: nothing in it ends the element, opens a comment or ends a line. */
export function scriptSafeJson(value: unknown): string {
  return toJson(value)
    .replace(/</g, '\\u003c')
    .replace(/>/g, '\\u003e')
    .replace(/&/g, '\\u0026')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
