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
  return rowOf(await runScenario(withoutLog(scenario), { replication, exact }), {
    replication,
    exact,
    whole,
  });
}

/** Rows keep no log, so none is written. */
export function withoutLog(scenario: Scenario): Scenario {
  return { ...scenario, record: { ...scenario.record, events: false } };
}

export interface RowOptions {
  readonly replication: number;
  readonly exact: readonly string[];
  /** Whether what became of each condition is kept too. */
  readonly whole?: boolean;
}

export function rowOf(
  { summary, record, cautions }: RunResult,
  { replication, exact, whole = false }: RowOptions,
): RunRow {
  const conditions = [...summary.expectations, ...summary.claims];
  const reasons = whole || replication === 0 ? conditions.map(reasonOf) : [];
  const latency = record.latency.series.latency ?? [];
  return {
    fingerprint: summary.fingerprint,
    simulated: summary.simulated,
    events: summary.events,
    missed: textsOf(summary.expectations, 'unmet'),
    undecided: textsOf(summary.expectations, 'undecided'),
    verdicts: conditions.map(({ verdict }) => verdict),
    metrics: summary.metrics,
    bounds: summary.bounds,
    load: summary.load ? loadOf(summary.load) : null,
    exact,
    ...(cautions.length > 0 ? { cautions } : {}),
    ...(reasons.some((reason) => reason !== null) ? { reasons } : {}),
    ...(whole ? { expectations: summary.expectations } : {}),
    latency: latency.length === PERCENTILES.length && latency.every(Number.isFinite) ? latency : [],
  };
}

/** What experiments keep of it. */
function loadOf({ state, offered, unfinished, reason }: LoadJudgement): RunRow['load'] {
  return { state, offered, unfinished, reason };
}

/** Why the run leaves a condition open; null where it does not. */
function reasonOf({ verdict, elsewhere, here, reason, remedy }: ExpectationResult): string | null {
  if (verdict !== 'undecided') return null;
  const why = elsewhere ? here : { reason, remedy };
  return why === undefined ? null : [why.reason, why.remedy].filter((part) => part !== undefined).join(': ');
}

function textsOf(results: readonly ExpectationResult[], wanted: Verdict): string[] {
  return results.filter(({ verdict, elsewhere }) => verdict === wanted && !elsewhere).map(({ text }) => text);
}
