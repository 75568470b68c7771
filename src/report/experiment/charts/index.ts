/** All charts of an experiment, in the order in which to show them. */
import type { CompareResult, ExperimentResult, SweepResult } from '../../../lab/experiment/result.ts';
import type { ChartOptions, ChartSpec } from '../../charts/theme.ts';
import { differencesChart } from './differences.ts';
import { heatMap } from './heat-map.ts';
import { latencyOverlay } from './latency-overlay.ts';
import { meansChart } from './means.ts';
import { paretoChart } from './pareto.ts';
import { chartName } from './parts.ts';
import { replicationsChart } from './replications.ts';
import { responseChart } from './response.ts';

export interface NamedChart {
  /** File name without ending. */
  readonly name: string;
  readonly spec: ChartSpec;
}

interface Candidate {
  readonly name: string;
  readonly spec: ChartSpec | null;
}

export function experimentCharts(result: ExperimentResult, options: ChartOptions): NamedChart[] {
  const candidates = 'latency' in result ? compareCharts(result, options) : sweepCharts(result, options);
  return candidates.flatMap(({ name, spec }) => (spec === null ? [] : [{ name, spec }]));
}

function compareCharts(result: CompareResult, options: ChartOptions): Candidate[] {
  return [
    ...result.metrics.flatMap((comparison): Candidate[] => {
      const { metric } = comparison;
      return [
        { name: chartName('means', metric), spec: meansChart(comparison, options) },
        { name: chartName('differences', metric), spec: differencesChart(comparison, options) },
        { name: chartName('replications', metric), spec: replicationsChart(result, comparison, options) },
      ];
    }),
    { name: 'latency', spec: latencyOverlay(result, options) },
  ];
}

function sweepCharts(result: SweepResult, options: ChartOptions): Candidate[] {
  return [
    ...result.metrics.flatMap((sweep): Candidate[] => [
      { name: chartName('response', sweep.metric), spec: responseChart(result, sweep, options) },
      { name: chartName('heat', sweep.metric), spec: heatMap(result, sweep, options) },
    ]),
    { name: 'pareto', spec: result.pareto && paretoChart(result.pareto, options) },
  ];
}
