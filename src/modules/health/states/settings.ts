/** How states of health are told apart, and what follows from them. Times are microseconds. */

import { type EjectionBudget, ejectionBudget } from '../../ejection-budget.ts';
import type { ParameterSpec, ParameterValues } from '../../registry.ts';

const MICROSECONDS = 1_000_000;

export const HEALTH_STATES_PARAMETERS = {
  timeout: {
    type: 'duration',
    default: 10,
    min: 0.001,
    max: 86_400,
    description: 'failed: silence after which an agent is suspected',
  },
  degraded_after: {
    type: 'duration',
    default: 2,
    min: 0.000001,
    max: 86_400,
    description:
      'degraded: response time from which an answer is slow. The response time is the time that an attempt ran; where more work than `work` was expected, for so much of it',
  },
  critical_after: {
    type: 'duration',
    default: 5,
    min: 0.000001,
    max: 86_400,
    description: 'critical: response time above which an answer is too slow; at least degraded_after',
  },
  work: {
    type: 'duration',
    default: 1,
    min: 0.000001,
    max: 86_400,
    description:
      'work that the two times are for: a task of which more is expected may take in proportion, so that a call of 20 min may take 40 min',
  },
  answers: {
    type: 'integer',
    default: 3,
    min: 1,
    max: 100,
    description: 'answers one after the other that must be slow, or no longer slow, for the state to change',
  },
  degraded_failures: {
    type: 'ratio',
    default: 0.2,
    min: 0.001,
    max: 1,
    description: 'degraded: share of attempts from which on too many fail, or bring no answer in time',
  },
  critical_failures: {
    type: 'ratio',
    default: 0.5,
    min: 0.001,
    max: 1,
    description: 'critical: the same; at least degraded_failures',
  },
  attempts: {
    type: 'integer',
    default: 20,
    min: 1,
    max: 1_000_000,
    description:
      'attempts that these shares are of (exponentially weighted, as if all before the first had succeeded)',
  },
  recovered: {
    type: 'ratio',
    default: 0.5,
    min: 0.01,
    max: 1,
    description: 'part of such a share below which it has to fall for the state to end',
  },
  degraded_work: {
    type: 'ratio',
    default: 0.5,
    min: 0.01,
    max: 1,
    description:
      'share of its time for which a degraded agent is given work: it rests after each attempt; 100%: it works as any other',
  },
  critical_time: {
    type: 'duration',
    default: 30,
    min: 0.001,
    max: 86_400,
    description:
      'time for which a critical agent is given nothing new, for each time since it was healthy. Then it is degraded and on trial: one answer as slow makes it critical again',
  },
  critical_time_limit: {
    type: 'duration',
    default: 300,
    min: 0.001,
    max: 86_400,
    description: 'longest such time; at least critical_time',
  },
  budget: {
    type: 'ratio',
    default: 0.1,
    min: 0,
    max: 1,
    description:
      'share of the agents of one coordinator that may be given nothing at a time, and that may rest besides; others work on',
  },
  budget_least: {
    type: 'integer',
    default: 1,
    min: 0,
    max: 1_000_000,
    description: 'how many may, however few agents there are',
  },
  baseline: {
    type: 'integer',
    default: 50,
    min: 1,
    max: 1_000_000,
    description:
      'answers whose mean an agent is held against (exponentially weighted): the response time for each `work` that was expected; nothing is predicted of one that has given fewer',
  },
  recent: {
    type: 'integer',
    default: 10,
    min: 1,
    max: 1_000_000,
    description: 'answers whose mean is held against the baseline (exponentially weighted)',
  },
  rise: {
    type: 'ratio',
    default: 0.5,
    min: 0.001,
    max: 1000,
    description: 'rise of the response time above the baseline from which on degradation is predicted',
  },
  horizon: {
    type: 'duration',
    default: 60,
    min: 0.001,
    max: 86_400,
    description:
      'time within which a prediction has to come true; an agent that is still healthy then is held against what it takes by then',
  },
  proactive: {
    type: 'boolean',
    default: false,
    description: 'whether an agent is given less as soon as its degradation is predicted',
  },
} as const satisfies Record<string, ParameterSpec>;

/** When the state of a worker changes. */
export interface VerdictSettings {
  readonly degradedAfter: number;
  readonly criticalAfter: number;
  readonly answers: number;
  readonly degradedFailures: number;
  readonly criticalFailures: number;
  readonly attempts: number;
  readonly recovered: number;
}

export interface ForecastSettings {
  readonly baseline: number;
  readonly recent: number;
  readonly rise: number;
  readonly horizon: number;
  /** Response times count for no more than this. */
  readonly most: number;
}

export interface HealthStatesSettings {
  readonly verdicts: VerdictSettings;
  readonly forecasts: ForecastSettings;
  readonly work: number;
  /** Share of its time for which a degraded worker is given work. */
  readonly degradedWork: number;
  readonly criticalTime: number;
  readonly criticalTimeLimit: number;
  readonly budget: EjectionBudget;
  readonly proactive: boolean;
}

const microseconds = (seconds: ParameterValues[string]) =>
  Math.max(1, Math.round(Number(seconds) * MICROSECONDS));

/** @param parameters with defaults */
export function healthStatesSettings(parameters: ParameterValues): HealthStatesSettings {
  const criticalAfter = microseconds(parameters.critical_after);
  return {
    verdicts: {
      degradedAfter: microseconds(parameters.degraded_after),
      criticalAfter,
      answers: Number(parameters.answers),
      degradedFailures: Number(parameters.degraded_failures),
      criticalFailures: Number(parameters.critical_failures),
      attempts: Number(parameters.attempts),
      recovered: Number(parameters.recovered),
    },
    forecasts: {
      baseline: Number(parameters.baseline),
      recent: Number(parameters.recent),
      rise: Number(parameters.rise),
      horizon: microseconds(parameters.horizon),
      most: criticalAfter,
    },
    work: microseconds(parameters.work),
    degradedWork: Number(parameters.degraded_work),
    criticalTime: microseconds(parameters.critical_time),
    criticalTimeLimit: microseconds(parameters.critical_time_limit),
    budget: ejectionBudget(Number(parameters.budget), Number(parameters.budget_least)),
    proactive: Boolean(parameters.proactive),
  };
}
