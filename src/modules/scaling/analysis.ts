/**
 * A sizing decision explained as a tree of lines.
 *
 * Source: document 003, the system analyses of scenarios 1 to 4, whose order and labels are kept.
 */
import { estimateSizing, OVERHEAD_SECONDS } from './cost.ts';
import { maxParallelism, type SizingDecision, type WorkDescription } from './sizing.ts';
import { grouped, minutesNumber, minutesText } from './text.ts';

export interface AnalysisOptions {
  /** What one subtask is about, in the plural: `servers`, `files`. Default `subtasks`. */
  readonly unit?: string;
  /** The same in the singular. Default `subtask`. */
  readonly one?: string;
  /** Counts of agents to compare beside the one decided. */
  readonly alternatives?: readonly number[];
  /** What automatic sizing would have decided, for comparison with an override. */
  readonly automatic?: SizingDecision;
  readonly overheadSeconds?: number;
}

/** Lines with branches; a child that is an array belongs to the line before it. */
type Tree = readonly (string | Tree)[];

/** Draws a tree with `├─`, `└─` and `│`. */
export function drawTree(tree: Tree, indent = ''): string[] {
  const lines: string[] = [];
  for (let i = 0; i < tree.length; i++) {
    const node = tree[i];
    const followed = tree.slice(i + 1).some((later) => typeof later === 'string');
    if (typeof node === 'string') lines.push(`${indent}${followed ? '├─' : '└─'} ${node}`);
    else lines.push(...drawTree(node, `${indent}${followed ? '│   ' : '    '}`));
  }
  return lines;
}

function alternative(work: WorkDescription, agents: number, overheadSeconds: number): Tree {
  const estimate = estimateSizing(
    work.subtasks,
    maxParallelism(work),
    work.durationMinutes,
    agents,
    overheadSeconds,
  );
  const workMinutes = estimate.sequentialMinutes / agents;
  return [
    `Testing ${grouped(agents)} agents:`,
    [
      `Overhead: ${grouped(agents)} × ${overheadSeconds}s = ${minutesText(estimate.overheadMinutes)}`,
      `Parallel time: (${grouped(work.subtasks)} / ${grouped(agents)}) × ${grouped(work.durationMinutes, 4)}min = ${minutesText(workMinutes)}`,
      `Total: ${grouped(workMinutes)} + ${grouped(estimate.overheadMinutes)} = ${minutesText(estimate.parallelMinutes)}`,
      `Time saved: ${minutesText(estimate.savedMinutes)}`,
    ],
  ];
}

function overrideLines(decision: SizingDecision, automatic: SizingDecision | undefined): string[] {
  const lines = [`User requested: ${grouped(decision.agents)} agents`];
  if (!automatic) return lines;
  lines.push(`System calculated optimal: ${grouped(automatic.agents)} agents (${automatic.policy})`);
  const excess = (decision.agents / automatic.agents - 1) * 100;
  if (excess !== 0) {
    lines.push(
      `Note: ${grouped(Math.abs(excess), 0)}% ${excess > 0 ? 'more' : 'fewer'} agents than calculated`,
    );
  }
  return lines;
}

/** The analysis of one decision, line by line, ending in `└─ DECISION: ...`. */
export function analysisTree(
  work: WorkDescription,
  decision: SizingDecision,
  options: AnalysisOptions = {},
): string[] {
  const overheadSeconds = options.overheadSeconds ?? OVERHEAD_SECONDS;
  const { agents, estimate } = decision;
  const workMinutes = estimate.sequentialMinutes / agents;
  const most = maxParallelism(work);
  const tree: (string | Tree)[] = [
    `Maximum parallelism: ${grouped(most)} ${most === 1 ? (options.one ?? 'subtask') : (options.unit ?? 'subtasks')}`,
    `Coordination overhead: ${grouped(agents)} × ${overheadSeconds}s = ${minutesText(estimate.overheadMinutes)} total`,
    `Sequential time: ${grouped(work.subtasks)} × ${grouped(work.durationMinutes, 4)}min = ${minutesText(estimate.sequentialMinutes)}`,
    `Parallel time: ${minutesNumber(workMinutes)}min + ${minutesNumber(estimate.overheadMinutes)}min overhead = ${minutesText(estimate.parallelMinutes)}`,
    `Time saved: ${minutesNumber(estimate.sequentialMinutes)} - ${minutesNumber(estimate.parallelMinutes)} = ${minutesText(estimate.savedMinutes)}`,
    `ROI ratio: ${minutesNumber(estimate.savedMinutes)} / ${minutesNumber(estimate.overheadMinutes)} = ${grouped(decision.roi, 0)}x return on overhead`,
  ];
  for (const count of options.alternatives ?? []) tree.push(...alternative(work, count, overheadSeconds));
  if (decision.policy === 'override') tree.push(...overrideLines(decision, options.automatic));
  if (decision.warning !== undefined) tree.push(`WARNING: ${decision.warning}`);
  const noun = agents === 1 ? 'agent' : 'agents';
  tree.push(`DECISION: Use ${grouped(agents)} ${noun} (${decision.policy}, ${decision.label})`);
  return drawTree(tree);
}
