/** Who decides which agents are given tasks, from what a specification says. */

import { ejectionBudget } from '../../modules/ejection-budget.ts';
import { healthStates, healthStatesPolicy } from '../../modules/health/states/index.ts';
import { withDefaults } from '../../modules/registry.ts';
import { circuitBreaker } from '../../modules/routes/circuit-breaker.ts';
import { type EjectionOptions, outlierEjection } from '../../modules/routes/outlier-ejection.ts';
import type { RoutePolicy } from '../../modules/routes/route-health.ts';
import type { BreakerSpec, EjectionSpec } from '../spec/routes-spec.ts';
import type { WorldSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

const microseconds = (seconds: number) => Math.round(seconds * MICROSECONDS);

/** null: all that are trusted are given tasks. */
export function routePolicy({
  scheduler,
  health,
}: Pick<WorldSpec, 'scheduler' | 'health'>): RoutePolicy | null {
  const { ejection, breaker } = scheduler;
  if (health.detector === healthStates.name)
    return healthStatesPolicy(withDefaults(healthStates.parameters, health.parameters));
  if (ejection) return outlierEjection(ejectionOptions(ejection));
  return breaker ? breakerPolicy(breaker) : null;
}

function ejectionOptions(spec: EjectionSpec): EjectionOptions {
  const { success_rate: rate, failure_share: failing, budget } = spec;
  return {
    interval: Math.max(1, microseconds(spec.interval)),
    consecutive: spec.consecutive ?? Infinity,
    successRate:
      rate.deviations === null
        ? null
        : { deviations: rate.deviations, workers: rate.agents, attempts: rate.attempts },
    failureShare:
      failing.share === null
        ? null
        : { share: failing.share, workers: failing.agents, attempts: failing.attempts },
    time: Math.max(1, microseconds(spec.time)),
    timeLimit: microseconds(spec.time_limit),
    jitter: microseconds(spec.jitter),
    budget: ejectionBudget(budget.share, budget.least),
    timeouts: spec.timeouts,
  };
}

function breakerPolicy(spec: BreakerSpec): RoutePolicy {
  return circuitBreaker({
    isTimed: spec.window === 'seconds',
    size: spec.size,
    minimum: spec.minimum,
    failures: spec.failures,
    slow: spec.slow,
    slowAfter: microseconds(spec.slow_after),
    wait: microseconds(spec.wait),
    trials: spec.trials,
    timeouts: spec.timeouts,
  });
}
