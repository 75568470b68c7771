/** Which agents are given tasks, by how their attempts end. */
import { z } from 'zod';
import type { BreakerSpec, BulkheadSpec, EjectionSpec } from '../../world/spec/routes-spec.ts';
import { bareOr, switched, switchOr } from './either-form.ts';
import { flag, limited, mapping, quantity, whole } from './leaf.ts';

const timeouts = () =>
  flag().default(true).meta({
    description:
      'Whether attempts count as failures that brought no result within retry.timeout, or that nobody confirmed',
  });

const enough = (attempts: number) => ({
  agents: whole(1, 1_000_000)
    .default(5)
    .meta({ description: 'Agents with so many attempts, without whom nobody is ejected' }),
  attempts: whole(1, 1_000_000_000).default(attempts).meta({
    description: 'Attempts that have ended between two sweeps, without which an agent is not judged',
  }),
});

const successRate = mapping({
  deviations: limited('number', { min: 0, max: 1000 }, 'never').prefault(1.9).meta({
    description:
      'Standard deviations below the mean share of successes at which an agent is ejected; never: it is not',
  }),
  ...enough(100),
}).prefault({});

const failureShare = mapping({
  share: limited('ratio', { above: 0, max: 1 }, 'never').prefault('never').meta({
    description: 'Share of failures from which on an agent is ejected, such as 85%; never: it is not',
  }),
  ...enough(50),
}).prefault({});

const budget = mapping({
  share: quantity('ratio')
    .prefault('10%')
    .meta({ description: 'Share of the agents of one coordinator that may be out at a time' }),
  least: whole(0, 1_000_000)
    .default(0)
    .meta({ description: 'How many may be out however few agents there are' }),
}).prefault({});

/** Defaults: those of Envoy. */
const ejectionMapping = mapping({
  interval: quantity('duration', { min: 0.001 })
    .prefault('10s')
    .meta({ description: 'Time between two sweeps, at which agents are compared, and return' }),
  consecutive: limited('integer', { min: 1, max: 1e9 }, 'never')
    .prefault(5)
    .meta({ description: 'Failures one after the other that eject an agent at once; never: any number' }),
  success_rate: successRate.meta({ description: 'At a sweep: who succeeds less often than the others' }),
  failure_share: failureShare.meta({ description: 'At a sweep: who fails often, whatever the others do' }),
  time: quantity('duration', { min: 0.001 }).prefault('30s').meta({
    description:
      'Time out, for each ejection of the agent; every sweep that finds it in takes one ejection off',
  }),
  time_limit: quantity('duration', { min: 0.001 })
    .prefault('300s')
    .meta({ description: 'Longest such time' }),
  jitter: quantity('duration').prefault('0s').meta({ description: 'Longest time that is added at random' }),
  budget: budget.meta({ description: 'How many may be out at a time; others are spared' }),
  timeouts: timeouts(),
});

const ejectionSchema = switchOr(
  ejectionMapping,
  'Agents that fail clearly more often than others get no new tasks for a while (outlier ejection): true, or how (default false)',
);

/** Defaults: those of Resilience4j. */
const breakerMapping = mapping({
  window: z
    .enum(['attempts', 'seconds'], { error: () => 'attempts or seconds' })
    .default('attempts')
    .meta({
      description: 'Of what its shares are taken: of the last attempts, or those of the last seconds',
    }),
  size: whole(1, 100_000).default(100).meta({ description: 'How many attempts, or seconds' }),
  minimum: whole(1, 1_000_000_000).default(100).meta({
    description: 'Attempts without which no share is taken; no more than the window or the trials can have',
  }),
  failures: quantity('ratio', { above: 0, max: 1 })
    .prefault('50%')
    .meta({ description: 'Share of failures from which on it opens' }),
  slow: quantity('ratio', { above: 0, max: 1 })
    .prefault('100%')
    .meta({ description: 'Share of slow attempts from which on it opens' }),
  slow_after: quantity('duration')
    .prefault('60s')
    .meta({ description: 'Time from assignment to result beyond which an attempt is slow' }),
  wait: quantity('duration', { min: 0.001 })
    .prefault('60s')
    .meta({ description: 'Time for which it stays open, until the agent is tried again' }),
  trials: whole(1, 100_000)
    .default(10)
    .meta({ description: 'Tasks that it lets through then, whose results decide' }),
  timeouts: timeouts(),
});

const breakerSchema = switchOr(
  breakerMapping,
  'A circuit breaker for each agent: while it is open the agent gets no new tasks: true, or how (default false)',
);

const most = () => limited('integer', { min: 1, max: 1e9 });

const bulkheadSchema = bareOr(
  most(),
  mapping({
    by: z
      .enum(['type', 'tenant'], { error: () => 'type or tenant' })
      .default('type')
      .meta({ description: 'What is told apart: tasks by the name of their workload or step, or by tenant' }),
    limit: most().prefault('unlimited').meta({
      description: 'Most tasks of each that agents have at a time; others wait, and hold up only their like',
    }),
  }),
  'limit',
)
  .prefault({})
  .meta({
    description:
      'Most tasks of one kind that agents have at a time, in the whole swarm, so that no kind takes all of them',
  });

/** Keys of `scheduler`. */
export const routeShape = {
  ejection: ejectionSchema.transform((input): EjectionSpec | null => switched(input, ejectionMapping)),
  breaker: breakerSchema.transform((input): BreakerSpec | null => switched(input, breakerMapping)),
  bulkhead: bulkheadSchema.transform((input): BulkheadSpec | null => {
    const { by, limit } =
      typeof input === 'object' && input !== null ? input : { by: 'type' as const, limit: input };
    return limit === null ? null : { by, limit };
  }),
};
