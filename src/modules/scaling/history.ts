/**
 * Sizing by what worked before: the best past execution of similar work, scaled to the size at hand.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `PredictiveScaler`. Similar: the same type, and a count of subtasks that differs by less than
 * 20 % of the new one. Best: the highest efficiency, the earliest of equals. Two departures: the history is bounded (the
 * oldest execution is forgotten first), and the document's rounding down may not yield 0 agents.
 */
import type { EntryDescription } from '../registry.ts';
import { floored, Share } from '../shares.ts';
import { type RoiOptions, sizeByRoi } from './roi.ts';
import {
  checkWork,
  type SizingDecision,
  type SizingPolicy,
  sizeByOverride,
  sizingDecision,
  type TaskType,
  type WorkDescription,
} from './sizing.ts';
import { agentsText, counted, grouped } from './text.ts';

const SIMILAR = new Share(0.2);

export interface Execution {
  readonly taskType: TaskType;
  readonly subtasks: number;
  readonly agents: number;
  readonly timeMinutes: number;
  /** The larger the better, in whatever unit, the same for all executions. */
  readonly efficiency: number;
}

export const HISTORY_ENTRY: EntryDescription = {
  name: 'predictive_history',
  description:
    'the most efficient similar execution, scaled to the number of subtasks; roi while there is none',
  source: 'Intelligent Dynamic Parallel Orchestration, PredictiveScaler',
  parameters: {
    history: { type: 'integer', default: 1000, min: 1, max: 1_000_000, description: 'executions remembered' },
    overhead_per_agent: {
      type: 'duration',
      default: 0.3,
      min: 0,
      description: 'coordination time that each agent costs',
    },
  },
};

export class PredictiveScaler implements SizingPolicy {
  readonly #ring: (Execution | undefined)[];
  readonly #roi: Partial<RoiOptions>;
  #next = 0;
  #count = 0;

  /** @param capacity executions remembered, >= 1 */
  constructor(capacity = 1000, roi: Partial<RoiOptions> = {}) {
    this.#ring = new Array<Execution | undefined>(capacity).fill(undefined);
    this.#roi = roi;
  }

  /** Executions remembered now. */
  get count(): number {
    return this.#count;
  }

  record(execution: Execution): void {
    this.#ring[this.#next] = execution;
    this.#next = (this.#next + 1) % this.#ring.length;
    this.#count = Math.min(this.#count + 1, this.#ring.length);
  }

  /** The best similar execution, or undefined. O(remembered executions). */
  similar(taskType: TaskType, subtasks: number): Execution | undefined {
    let best: Execution | undefined;
    const oldest = this.#count < this.#ring.length ? 0 : this.#next;
    for (let i = 0; i < this.#count; i++) {
      const past = this.#ring[(oldest + i) % this.#ring.length] as Execution;
      if (past.taskType !== taskType || Math.abs(past.subtasks - subtasks) >= SIMILAR.ceil(subtasks))
        continue;
      if (!best || past.efficiency > best.efficiency) best = past;
    }
    return best;
  }

  /** The count of agents for similar work, or undefined when nothing similar is known. */
  predict(taskType: TaskType, subtasks: number): number | undefined {
    const best = this.similar(taskType, subtasks);
    return best && Math.max(1, floored((best.agents * subtasks) / best.subtasks));
  }

  /** @throws InvalidWorkError */
  size(work: WorkDescription): SizingDecision {
    checkWork(work);
    const overridden = sizeByOverride(work, this.#roi.overheadSeconds);
    if (overridden) return overridden;
    const best = this.similar(work.taskType, work.subtasks);
    const agents = this.predict(work.taskType, work.subtasks);
    if (!best || agents === undefined) {
      const decision = sizeByRoi(work, this.#roi);
      return { ...decision, reasons: ['no similar execution is known: sized by roi', ...decision.reasons] };
    }
    const reasons = [
      `best similar execution: ${counted(best.subtasks, 'subtask')} on ${agentsText(best.agents)}, efficiency ${grouped(best.efficiency, 4)}`,
      `scaled by ${grouped(work.subtasks / best.subtasks, 4)}: ${agentsText(agents)}`,
    ];
    return sizingDecision(work, 'predictive_history', agents, reasons, this.#roi.overheadSeconds);
  }
}
