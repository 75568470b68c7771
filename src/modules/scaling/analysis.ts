/**
 * A sizing decision explained as a tree of lines.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, the system analyses of scenarios 1 to 4, whose order and labels are kept.
 */
import { estimateSizing, OVERHEAD_SECONDS, roiLabel, type SizingEstimate } from './cost.ts';
import { maxParallelism, type SizingDecision, type WorkDescription } from './sizing.ts';
import { agentsText, grouped, minutesText, usualDecimals } from './text.ts';

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
  /** Minutes that the counted work takes as it is planned; default: divided among the agents as if tasks were fluid. */
  readonly workMinutes?: number;
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

/** The figures of one estimate, rounded so that the sums that are shown add up. Minutes. */
class Figures {
  readonly overhead: number;
  readonly sequential: number;
  readonly work: number;
  readonly parallel: number;
  readonly saved: number;
  readonly #decimals: number;

  /** Two decimals, or three where the overhead is below a tenth of a minute and would else vanish. */
  constructor({ overheadMinutes, sequentialMinutes, parallelMinutes }: SizingEstimate, workMinutes?: number) {
    this.#decimals = usualDecimals(overheadMinutes);
    const round = (minutes: number) => Number(minutes.toFixed(this.#decimals));
    this.overhead = round(overheadMinutes);
    this.sequential = round(sequentialMinutes);
    this.work = round(workMinutes ?? parallelMinutes - overheadMinutes);
    this.parallel = round(this.work + this.overhead);
    this.saved = round(this.sequential - this.parallel);
  }

  number(minutes: number): string {
    return grouped(minutes, this.#decimals);
  }

  text(minutes: number): string {
    return minutesText(minutes, this.#decimals);
  }

  /** "Time saved: 80 - 40.01 = 39.99 minutes", and in words where time is lost. */
  get savedLine(): string {
    const { saved, sequential, parallel } = this;
    if (saved >= 0)
      return `Time saved: ${this.number(sequential)} - ${this.number(parallel)} = ${this.text(saved)}`;
    const difference = `${this.number(parallel)} - ${this.number(sequential)} = ${this.text(-saved)}`;
    return `Time saved: none; coordination makes it slower by ${difference}`;
  }

  roiLine(roi: number): string {
    if (this.saved <= 0) return 'ROI ratio: no return on overhead, since no time is saved';
    return `ROI ratio: ${this.number(this.saved)} / ${this.number(this.overhead)} = ${grouped(roi, 0)}x return on overhead`;
  }
}

function alternative(work: WorkDescription, agents: number, overheadSeconds: number): Tree {
  const estimate = estimateSizing(
    work.subtasks,
    maxParallelism(work),
    work.durationMinutes,
    agents,
    overheadSeconds,
    work.stages,
  );
  const figures = new Figures(estimate);
  return [
    `Testing ${agentsText(agents)}:`,
    [
      `Overhead: ${grouped(agents)} × ${overheadSeconds}s = ${figures.text(figures.overhead)}`,
      work.stages && work.stages.length > 1
        ? `Parallel time: ${figures.text(figures.work)} over ${work.stages.length} groups in sequence`
        : `Parallel time: (${grouped(work.subtasks)} / ${grouped(agents)}) × ${grouped(work.durationMinutes, 4)}min = ${figures.text(figures.work)}`,
      `Total: ${figures.number(figures.work)} + ${figures.number(figures.overhead)} = ${figures.text(figures.parallel)}`,
      figures.saved < 0 ? figures.savedLine : `Time saved: ${figures.text(figures.saved)}`,
    ],
  ];
}

function overrideLines(decision: SizingDecision, automatic: SizingDecision | undefined): string[] {
  const lines = [`User requested: ${agentsText(decision.agents)}`];
  if (!automatic) return lines;
  lines.push(`System calculated optimal: ${agentsText(automatic.agents)} (${automatic.policy})`);
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
  const planned = options.workMinutes;
  const figures = new Figures(estimate, planned);
  // What the figures that are shown give; the policy decided by its own model.
  const roi =
    planned === undefined
      ? decision.roi
      : (estimate.sequentialMinutes - planned - estimate.overheadMinutes) / estimate.overheadMinutes;
  const most = maxParallelism(work);
  const tree: (string | Tree)[] = [
    `Maximum parallelism: ${grouped(most)} ${most === 1 ? (options.one ?? 'subtask') : (options.unit ?? 'subtasks')}`,
    `Coordination overhead: ${grouped(agents)} × ${overheadSeconds}s = ${figures.text(figures.overhead)} total`,
    `Sequential time: ${grouped(work.subtasks)} × ${grouped(work.durationMinutes, 4)}min = ${figures.text(figures.sequential)}`,
    `Parallel time: ${figures.number(figures.work)}min + ${figures.number(figures.overhead)}min overhead = ${figures.text(figures.parallel)}`,
    figures.savedLine,
    figures.roiLine(roi),
  ];
  for (const count of options.alternatives ?? []) tree.push(...alternative(work, count, overheadSeconds));
  if (decision.policy === 'override') tree.push(...overrideLines(decision, options.automatic));
  if (decision.warning !== undefined) tree.push(`WARNING: ${decision.warning}`);
  tree.push(`DECISION: Use ${agentsText(agents)} (${decision.policy}, ${roiLabel(roi)})`);
  return drawTree(tree);
}
