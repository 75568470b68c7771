/** Work that was offered against what can be done, in words whose numbers give the percentage beside them. */
import { formatCount, formatDuration, formatNumber, formatRatio, plural } from '../scenario/numbers.ts';
import type { Bottleneck } from '../world/feasibility/capacity.ts';
import type { Demand } from '../world/feasibility/demand.ts';

/** Tasks that are offered, and the agents that fall short of them most. */
export interface Offered extends Bottleneck<Demand & { readonly workload: string }> {
  /** Whether no more than that is offered, for sure. */
  readonly isComplete: boolean;
  /** The tasks that others can do included. */
  readonly all: readonly Demand[];
  /** Share of their time that agents are up, or of their work that faults leave them. */
  readonly share: number;
  /** Whether what they lose is their time: they are down, and not slow. */
  readonly isTime: boolean;
  /** The field that limits how many agents there may be; null: all may be there. */
  readonly limitedBy: string | null;
  /** Whether other workloads bring work as well. */
  readonly isPart: boolean;
}

/** "the agents", or "agents with gpu". */
export function agentsText({ capabilities }: Pick<Offered, 'capabilities'>): string {
  return capabilities.length === 0 ? 'the agents' : `agents with ${capabilities.join(' and ')}`;
}

/** `150 % of`, and from ten times on `12 times`. */
export function shareText(ratio: number): string {
  return ratio >= 10 ? `${formatNumber(ratio)} times` : `${formatRatio(ratio)} of`;
}

/** "1.5 tasks/s of 4 s of work each, for 4 agents": the sum, for whoever wants to do it again. */
export function sumText(offered: Offered): string {
  return `${workText(offered)}, for ${capacityText(offered)}`;
}

function workText({ demands, isPart }: Offered): string {
  const rate = demands.reduce((sum, demand) => sum + demand.rate, 0);
  const work = demands.reduce((sum, demand) => sum + demand.rate * demand.work, 0) / rate;
  const names = [...new Set(demands.map(({ workload }) => workload))];
  const of = isPart ? ` of ${names.join(', ')}` : '';
  const count = formatNumber(rate);
  const tasks = `${count} ${count === '1' ? 'task' : 'tasks'}/s${of}`;
  if (work === Infinity) return `${tasks}, whose work has no mean`;
  const failed = demands.some(({ isRepeated }) => isRepeated) ? ', executions that fail included' : '';
  const cut = demands.some(({ isCut }) => isCut) ? ', as far as retry.timeout lets it come' : '';
  return `${tasks}${of === '' ? '' : ','} of ${formatDuration(work)} of work each${failed}${cut}`;
}

function capacityText({ agents, most, capacity, share, isTime, limitedBy }: Offered): string {
  const limited = most < agents && limitedBy !== null;
  const count = limited
    ? `at most ${formatCount(most)} of ${plural(agents, 'agent')} (${limitedBy})`
    : plural(agents, 'agent');
  const together = most === 1 ? '' : 'together ';
  const more = [
    ...(isEqual(capacity, most) ? [] : [`${together}do ${formatNumber(capacity)} s of work a second`]),
    ...(share < 1
      ? [
          isTime
            ? `are up ${formatRatio(share)} of the time`
            : `can do ${formatRatio(share)} of that, with their faults`,
        ]
      : []),
  ];
  return more.length === 0 ? count : `${count} that ${more.join(' and ')}`;
}

function isEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * b;
}
