/** All charts of a run. A new chart is one file and one line here. */
import type { RunResult } from '../../lab/result.ts';
import { agentsChart } from './agents.ts';
import { flowsChart } from './flows.ts';
import { latencyChart } from './latency.ts';
import { latencyPartsChart } from './latency-parts.ts';
import { messagesChart } from './messages.ts';
import { sprintsChart } from './sprints.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';
import { throughputChart } from './throughput.ts';
import { warmUpChart } from './warm-up.ts';
import { stepsChart, wavesChart } from './waves.ts';

export interface ChartEntry {
  /** File name without ending. */
  readonly name: string;
  /** The specification, or null when the run has no data for this chart. */
  readonly draw: (result: RunResult, options: ChartOptions) => ChartSpec | null;
}

export const CHARTS: readonly ChartEntry[] = [
  { name: 'agents', draw: agentsChart },
  { name: 'throughput', draw: throughputChart },
  { name: 'latency', draw: latencyChart },
  { name: 'latency-parts', draw: latencyPartsChart },
  { name: 'waves', draw: wavesChart },
  { name: 'steps', draw: stepsChart },
  { name: 'sprints', draw: sprintsChart },
  { name: 'flows', draw: flowsChart },
  { name: 'messages', draw: messagesChart },
  { name: 'warm-up', draw: warmUpChart },
];

/** The charts that the run has data for, in the order in which to show them. */
export function drawCharts(
  result: RunResult,
  options: ChartOptions,
): { readonly name: string; readonly spec: ChartSpec }[] {
  return CHARTS.flatMap(({ name, draw }) => {
    const spec = draw(result, options);
    return spec === null ? [] : [{ name, spec }];
  });
}
