/**
 * One run as experiments do it: everything that a row keeps, nothing else.
 */
import type { Scenario } from '../../scenario/scenario.ts';
import { PERCENTILES } from '../latency-curve.ts';
import { runScenario } from '../run.ts';
import type { RunRow } from './types.ts';

export async function singleRun(scenario: Scenario, replication: number): Promise<RunRow> {
  const quiet = { ...scenario, record: { ...scenario.record, events: false } };
  const { summary, record } = await runScenario(quiet, { replication });
  const latency = record.latency.series.latency ?? [];
  return {
    fingerprint: summary.fingerprint,
    simulated: summary.simulated,
    events: summary.events,
    missed: summary.expectations.filter((expectation) => !expectation.met).map(({ text }) => text),
    metrics: summary.metrics,
    latency: latency.length === PERCENTILES.length && latency.every(Number.isFinite) ? latency : [],
  };
}
