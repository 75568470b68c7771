/**
 * The rules of the Kubernetes horizontal pod autoscaler as pure functions.
 *
 * Source: kubernetes/kubernetes, pkg/controller/podautoscaler: replica calculation, and behaviour of scaling.
 */
import { ceiling, Share } from '../shares.ts';

export interface ReplicaCounts {
  /** The set point from which the change is counted. */
  readonly current: number;
  /** Pods that report the metric. */
  readonly ready: number;
  /** Pods that are starting: left out, but counted as 0 % when that dampens a scale-up. */
  readonly unready: number;
  /** Pods that run and report nothing: 100 % of target when scaling down, 0 % when scaling up. */
  readonly missing: number;
}

/**
 * Replicas for a metric averaged over pods.
 *
 * @param ratio metric over target, averaged over the ready pods
 * @param tolerance a ratio within 1 +- tolerance changes nothing
 */
export function averageMetricReplicas(ratio: number, counts: ReplicaCounts, tolerance: number): number {
  const { current, ready, unready, missing } = counts;
  if (ready === 0) return current;
  const countUnready = unready > 0 && ratio > 1;
  if (!countUnready && missing === 0) {
    return withinTolerance(ratio, tolerance) ? current : ceiling(ratio * ready);
  }
  const filling = ratio < 1 ? missing : 0;
  const considered = ready + (ratio === 1 ? 0 : missing) + (countUnready ? unready : 0);
  const corrected = (ratio * ready + filling) / considered;
  const turned = (ratio < 1 && corrected > 1) || (ratio > 1 && corrected < 1);
  if (turned || withinTolerance(corrected, tolerance)) return current;
  const replicas = ceiling(corrected * considered);
  return (corrected < 1 && replicas > current) || (corrected > 1 && replicas < current) ? current : replicas;
}

/** Replicas for a total that is to be shared out evenly: total / target, unless the present share is near enough. */
export function totalMetricReplicas(
  total: number,
  target: number,
  current: number,
  tolerance: number,
): number {
  if (current > 0 && withinTolerance(total / (target * current), tolerance)) return current;
  return ceiling(total / target);
}

function withinTolerance(ratio: number, tolerance: number): boolean {
  return Math.abs(ratio - 1) <= tolerance * (1 + 1e-9);
}

/** How fast the count may change in one direction. */
export interface RateRules {
  /** Share of the count at the start of the period; 0: no such rule. */
  readonly percent: number;
  /** Agents; 0: no such rule. */
  readonly agents: number;
  /** Which rule decides: the one that allows the most or the least change, or no change at all. */
  readonly select: 'max' | 'min' | 'disabled';
}

/** Most agents allowed from `start`, the count at the start of the period. Percentages round up. */
export function scaleUpLimit(start: number, rules: RateRules): number {
  const byPercent = rules.percent > 0 ? start + new Share(rules.percent).ceil(start) : Number.NaN;
  const byAgents = rules.agents > 0 ? start + rules.agents : Number.NaN;
  return select(byPercent, byAgents, rules.select === 'max');
}

/** Fewest agents allowed from `start`. Percentages round the change up. */
export function scaleDownLimit(start: number, rules: RateRules): number {
  const byPercent = rules.percent > 0 ? start - new Share(rules.percent).ceil(start) : Number.NaN;
  const byAgents = rules.agents > 0 ? start - rules.agents : Number.NaN;
  return Math.max(0, select(byPercent, byAgents, rules.select === 'min'));
}

function select(a: number, b: number, larger: boolean): number {
  if (Number.isNaN(a)) return b;
  if (Number.isNaN(b)) return a;
  return larger ? Math.max(a, b) : Math.min(a, b);
}
