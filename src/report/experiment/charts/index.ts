/** All charts of an experiment, in the order in which to show them. */
import type { CompareResult, ExperimentResult, SweepResult } from '../../../lab/experiment/result.ts';
import type { ChartOptions, ChartSpec } from '../../charts/theme.ts';
import { factorTable } from '../factors.ts';
import { differencesChart } from './differences.ts';
import { effectsChart } from './effects.ts';
import { factorMap } from './factor-map.ts';
import { latencyOverlay } from './latency-overlay.ts';
import { alternativePartsChart } from './latency-parts.ts';
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
        ...factorCharts(result, metric, options),
        { name: chartName('means', metric), spec: meansChart(comparison, options) },
        { name: chartName('differences', metric), spec: differencesChart(comparison, options) },
        { name: chartName('replications', metric), spec: replicationsChart(result, comparison, options) },
      ];
    }),
    { name: 'latency', spec: latencyOverlay(result, options) },
    { name: 'latency-parts', spec: alternativePartsChart(result, options) },
  ];
}

/** Where things are varied against each other. A page has tables instead, which reflow. */
function factorCharts(result: ExperimentResult, metric: string, options: ChartOptions): Candidate[] {
  const table = factorTable(result, metric);
  if (table === null) return [];
  return [
    ...(options.interactive ? [] : [{ name: chartName('factors', metric), spec: factorMap(table, options) }]),
    { name: chartName('effects', metric), spec: effectsChart(table, options) },
  ];
}

function sweepCharts(result: SweepResult, options: ChartOptions): Candidate[] {
  return [
    ...result.metrics.flatMap((sweep): Candidate[] => [
      { name: chartName('response', sweep.metric), spec: responseChart(result, sweep, options) },
      ...factorCharts(result, sweep.metric, options),
    ]),
    {
      name: 'pareto',
      spec: result.pareto && result.pareto.points.length > 1 ? paretoChart(result.pareto, options) : null,
    },
  ];
}
