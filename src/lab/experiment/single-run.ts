/**
 * One run as experiments do it: everything that a row keeps, nothing else.
 */
import type { Scenario } from '../../scenario/scenario.ts';
import { PERCENTILES } from '../latency-curve.ts';
import type { ExpectationResult, LoadJudgement, RunResult } from '../result.ts';
import { runScenario } from '../run.ts';
import type { Verdict } from '../verdict.ts';
import type { RunRow } from './types.ts';

export async function singleRun(
  scenario: Scenario,
  replication: number,
  exact: readonly string[] = [],
  whole = false,
): Promise<RunRow> {
  return rowOf(await runScenario(withoutLog(scenario), { replication, exact }), exact, whole);
}

/** Rows keep no log, so none is written. */
export function withoutLog(scenario: Scenario): Scenario {
  return { ...scenario, record: { ...scenario.record, events: false } };
}

export function rowOf(
  { summary, record, cautions }: RunResult,
  exact: readonly string[],
  whole = false,
): RunRow {
  const latency = record.latency.series.latency ?? [];
  return {
    fingerprint: summary.fingerprint,
    simulated: summary.simulated,
    events: summary.events,
    missed: textsOf(summary.expectations, 'unmet'),
    undecided: textsOf(summary.expectations, 'undecided'),
    verdicts: [...summary.expectations, ...summary.claims].map(({ verdict }) => verdict),
    metrics: summary.metrics,
    bounds: summary.bounds,
    load: summary.load ? loadOf(summary.load) : null,
    exact,
    ...(cautions.length > 0 ? { cautions } : {}),
    ...(whole ? { expectations: summary.expectations } : {}),
    latency: latency.length === PERCENTILES.length && latency.every(Number.isFinite) ? latency : [],
  };
}

/** What experiments keep of it. */
function loadOf({ state, offered, unfinished, reason }: LoadJudgement): RunRow['load'] {
  return { state, offered, unfinished, reason };
}

function textsOf(results: readonly ExpectationResult[], wanted: Verdict): string[] {
  return results.filter(({ verdict, elsewhere }) => verdict === wanted && !elsewhere).map(({ text }) => text);
}
