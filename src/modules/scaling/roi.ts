/**
 * The eight-phase sizing by return on overhead.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `intelligent_auto_scale`; its arithmetic is kept verbatim. Where the document's own examples
 * disagree with its algorithm, the algorithm stands:
 *
 * | subtasks, minutes, type                 | stated | the algorithm's result              |
 * |-----------------------------------------|-------:|-------------------------------------|
 * | 10,000, 1, file operations              |  3,000 | 10,000: the limit of IOPS, ROI 199  |
 * | 5,000, 0.1, micro operations            |    200 | 166: cap for micro-tasks            |
 * | 5,000, 0.5, file operations             |    800 | 833: cap for micro-tasks            |
 * | 10,000, 0.1, micro operations           |    300 | 333: cap for micro-tasks            |
 * | 1,000,000, 0.05, file operations        |  5,000 | 8,999: 10,000 shrunk by ROI 8.99999 |
 * | 50,000, 5 s, micro operations           |    500 | 1,388: cap for micro-tasks          |
 * | 10,000, 3, network operations           | 10,000 | 5,000: limit of connections         |
 * | 85, 3, general, no dependencies         |     35 | 85                                  |
 * | bug fix: 8 subtasks, 2 of them at once  |      4 | 2                                   |
 *
 * Four peculiarities of the algorithm, kept because they are its arithmetic:
 * - Phase 3 takes all subtasks to run at once, although `parallelism` may be smaller than `subtasks`.
 * - Phase 4 searches upward from one agent and stops at the first count that does not pay. One agent never pays (it only
 *   adds its overhead), so the search always ends at 1.
 * - Phase 5 estimates the capacity and nothing uses it. Here an excess gives a warning, and the count stays.
 * - Phase 8 divides minutes of work by seconds of overhead, so that its cap is 60 times below the 10 % that it means.
 */

import type { EntryDescription } from '../registry.ts';
import { floored } from '../shares.ts';
import { OVERHEAD_SECONDS, overheadMinutes, stagesMinutes } from './cost.ts';
import {
  checkWork,
  maxParallelism,
  type SizingDecision,
  sizeByOverride,
  sizingDecision,
  type WorkDescription,
} from './sizing.ts';
import { counted, grouped, minutesText } from './text.ts';

export interface RoiOptions {
  /** Coordination overhead per agent, seconds. */
  readonly overheadSeconds: number;
  /** Most agents on file operations: operations per second of a typical solid-state disk. */
  readonly diskIops: number;
  /** Requests per second that the called service allows. */
  readonly apiRate: number;
  /** Most agents on network operations: connections. */
  readonly connections: number;
  /** Agents per processor core on computation. */
  readonly agentsPerCore: number;
}

const ROI_DEFAULTS: RoiOptions = {
  overheadSeconds: OVERHEAD_SECONDS,
  diskIops: 10_000,
  apiRate: 1000,
  connections: 5000,
  agentsPerCore: 4,
};

const LARGE = 1000;
const LARGE_ROI = 10;
const MICRO_MINUTES = 1;
const MICRO_SHARE = 0.1;
const LONG_MINUTES = 30;

export const ROI_ENTRY: EntryDescription = {
  name: 'roi',
  description: 'eight phases from parallelism, overhead and time saved to a count of agents',
  source: 'Intelligent Dynamic Parallel Orchestration, intelligent_auto_scale',
  parameters: {
    overhead_per_agent: {
      type: 'duration',
      default: 0.3,
      min: 0,
      description: 'coordination time that each agent costs',
    },
    disk_iops: { type: 'integer', default: 10_000, min: 1, description: 'most agents on file operations' },
    api_rate: {
      type: 'rate',
      default: 1000,
      min: 0,
      description: 'requests per second that a called service allows',
    },
    connections: { type: 'integer', default: 5000, min: 1, description: 'most agents on network operations' },
    agents_per_core: {
      type: 'integer',
      default: 4,
      min: 1,
      description: 'agents per processor core on computation',
    },
  },
};

/** Phase 4: the largest count, searched upward, whose savings exceed its overhead; see the peculiarities above. */
function searchPayingCount(sequentialMinutes: number, parallelism: number, overheadSeconds: number): number {
  let optimal = 1;
  for (let agents = 1; agents <= parallelism; agents++) {
    const overhead = overheadMinutes(agents, overheadSeconds);
    const saved = sequentialMinutes - (sequentialMinutes / agents + overhead);
    if (!(saved > overhead)) break;
    optimal = agents;
  }
  return optimal;
}

/** Phase 6: the bound that goes with the type of task, and its name. */
function limitByTaskType(work: WorkDescription, options: RoiOptions): { limit: number; name: string } {
  switch (work.taskType) {
    case 'file_operations':
      return { limit: options.diskIops, name: `file operations, ${grouped(options.diskIops)} IOPS` };
    case 'api_calls': {
      const limit = options.apiRate * work.durationMinutes * 60;
      return {
        limit,
        name: `API calls, ${grouped(options.apiRate)} requests per second: ${grouped(limit)} during one subtask`,
      };
    }
    case 'computation': {
      const cores = work.cores ?? work.capacity?.cores;
      if (cores === undefined)
        return { limit: Number.POSITIVE_INFINITY, name: 'computation, cores not stated: no limit' };
      return {
        limit: cores * options.agentsPerCore,
        name: `computation, ${grouped(cores)} cores x ${options.agentsPerCore}`,
      };
    }
    case 'network_operations':
      return {
        limit: options.connections,
        name: `network operations, ${grouped(options.connections)} connections`,
      };
    default:
      return {
        limit: Number.POSITIVE_INFINITY,
        name: `${work.taskType.replace('_', ' ')}, no limit of its own`,
      };
  }
}

/** Phase 8: micro-tasks are capped, long tasks take all the parallelism there is. */
function adjustForDuration(
  work: WorkDescription,
  optimal: number,
  parallelism: number,
  sequentialMinutes: number,
  options: RoiOptions,
  reasons: string[],
): number {
  if (work.durationMinutes < MICRO_MINUTES) {
    const cap = floored((sequentialMinutes * MICRO_SHARE) / options.overheadSeconds);
    const result = Math.min(optimal, cap);
    const effect = result < optimal ? `reduced to ${grouped(result)}` : 'not reduced';
    reasons.push(
      `phase 8: subtasks below 1 minute, capped at ${grouped(cap)} by 10 % of the sequential time: ${effect}`,
    );
    return result;
  }
  if (work.durationMinutes > LONG_MINUTES) {
    reasons.push(
      `phase 8: subtasks above 30 minutes make overhead negligible: full parallelism, ${grouped(parallelism)}`,
    );
    return parallelism;
  }
  reasons.push('phase 8: subtasks of 1 to 30 minutes need no adjustment');
  return optimal;
}

function countByPhases(work: WorkDescription, options: RoiOptions, reasons: string[]): number {
  const parallelism = maxParallelism(work);
  reasons.push(
    `phase 1: at most ${grouped(parallelism)} of ${counted(work.subtasks, 'subtask')} can run at once`,
  );
  if (parallelism <= 1) return 1;

  const overhead = overheadMinutes(parallelism, options.overheadSeconds);
  reasons.push(
    `phase 2: overhead ${grouped(parallelism)} x ${options.overheadSeconds} s = ${minutesText(overhead)}`,
  );

  const sequential = work.durationMinutes * work.subtasks;
  const atOnce = work.stages?.length ? stagesMinutes(work.stages, parallelism) : work.durationMinutes;
  const saved = sequential - (atOnce + overhead);
  reasons.push(`phase 3: ${minutesText(sequential)} in sequence, ${minutesText(saved)} saved in parallel`);

  if (saved <= overhead) {
    const paying = searchPayingCount(sequential, parallelism, options.overheadSeconds);
    reasons.push(
      `phase 4: overhead exceeds the time saved; the largest count that pays is ${grouped(paying)}`,
    );
    return paying;
  }
  reasons.push('phase 4: the time saved exceeds the overhead');
  reasons.push('phase 5: capacity does not change the count; an excess gives a warning');

  const { limit, name } = limitByTaskType(work, options);
  let optimal = Math.min(parallelism, limit);
  reasons.push(`phase 6: ${name}: ${grouped(optimal)}`);

  if (optimal > LARGE) {
    const ratio = saved / overhead;
    const large = optimal;
    if (ratio < LARGE_ROI) optimal = floored((optimal * ratio) / LARGE_ROI);
    const effect = optimal < large ? `below 10: reduced to ${grouped(optimal)}` : 'at least 10: kept';
    reasons.push(`phase 7: more than 1,000 agents at a return of ${grouped(ratio)}, ${effect}`);
  } else {
    reasons.push('phase 7: at most 1,000 agents, not examined further');
  }
  return Math.max(1, adjustForDuration(work, optimal, parallelism, sequential, options, reasons));
}

/**
 * The count of agents by return on overhead, with one reason per phase passed through. An override is honoured exactly.
 *
 * The document's limit for API calls can leave a fraction of an agent; the result is rounded down, never below 1.
 *
 * @throws InvalidWorkError
 */
export function sizeByRoi(work: WorkDescription, options: Partial<RoiOptions> = {}): SizingDecision {
  checkWork(work);
  const filled = { ...ROI_DEFAULTS, ...options };
  const overridden = sizeByOverride(work, filled.overheadSeconds);
  if (overridden) return overridden;
  const reasons: string[] = [];
  const agents = Math.max(1, Math.floor(countByPhases(work, filled, reasons)));
  return sizingDecision(work, 'roi', agents, reasons, filled.overheadSeconds);
}
