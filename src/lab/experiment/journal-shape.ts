/**
 * What the lines of a journal have to look like. A journal may come from another machine, or from a disk that was full.
 */
import { z } from 'zod';
import { PERCENTILES } from '../latency-curve.ts';
import type { FindPlan, Plan } from './plan.ts';

/** More than any command line asks for. */
const MOST_REPLICATIONS = 1_000_000;

const replication = z.number().int().nonnegative();
const count = z.number().int().min(1).max(MOST_REPLICATIONS);

const run = z.object({
  key: z.string(),
  replication,
  fingerprint: z.string(),
  simulated: z.number().nonnegative(),
  events: z.number().int().nonnegative(),
  missed: z.array(z.string()),
  undecided: z.array(z.string()),
  verdicts: z.array(z.enum(['met', 'unmet', 'undecided'])),
  metrics: z.record(z.string(), z.number().nullable()),
  bounds: z.record(
    z.string(),
    z
      .object({ lower: z.number(), upper: z.number().nullable(), or_none: z.literal(true).optional() })
      .refine(({ lower, upper }) => upper === null || lower <= upper, { message: 'lower is above upper' }),
  ),
  load: z
    .object({
      state: z.enum(['steady', 'overloaded', 'growing', 'undecided', 'finite', 'rush', 'grew', 'unsettled']),
      offered: z.number().nonnegative().nullable(),
      unfinished: z.number().min(0).max(1),
      reason: z.string(),
    })
    .nullable(),
  exact: z.array(z.string()),
  cautions: z.array(z.string()).optional(),
  reasons: z.array(z.string().nullable()).optional(),
  latency: z.array(z.number()).refine(({ length }) => length === 0 || length === PERCENTILES.length, {
    message: `expected none or ${PERCENTILES.length} numbers`,
  }),
});

const failure = z.object({
  key: z.string(),
  replication,
  failed: z.object({ attempts: z.number().int().min(1), reason: z.string() }),
});

/** Reports show a scenario as it stands; no figure depends on it. */
const scenario = z.looseObject({ name: z.string(), description: z.string() });

const metrics = z.array(z.object({ metric: z.string(), better: z.enum(['lower', 'higher']) })).min(1);

const design = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), replications: count }),
  z.object({ kind: z.literal('precision'), relative: z.number(), minimum: count, maximum: count }),
  z.object({
    kind: z.literal('selection'),
    indifference: z.union([z.object({ relative: z.number() }), z.object({ absolute: z.number() })]),
    first_stage: count,
    maximum: count,
  }),
]);

const own_metrics = z
  .array(
    z.object({
      name: z.string(),
      unit: z.enum(['seconds', 'count', 'ratio', 'bytes', 'per_second']),
      description: z.string(),
      better: z.enum(['lower', 'higher']).optional(),
    }),
  )
  .optional();

const common = {
  name: z.string(),
  seed: z.string(),
  own_metrics,
  alternatives: z
    .array(
      z.object({
        label: z.string(),
        file: z.string(),
        values: z.record(z.string(), z.string()),
        key: z.string(),
        scenario,
      }),
    )
    .min(1),
  metrics,
  design,
};

const plan = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('compare'),
      ...common,
      baseline: z.number().int().nonnegative(),
      all_pairs: z.boolean(),
    })
    .refine(({ baseline, alternatives }) => baseline < alternatives.length, {
      path: ['baseline'],
      message: 'there is no such alternative',
    }),
  z.object({
    kind: z.literal('sweep'),
    ...common,
    axes: z.array(z.object({ path: z.string(), values: z.array(z.string()) })),
    pareto: z.tuple([z.string(), z.string()]).nullable(),
  }),
  z.object({ kind: z.literal('runs'), ...common, metrics: z.array(z.unknown()).max(0) }),
  z.object({
    kind: z.literal('find'),
    name: z.string(),
    seed: z.string(),
    file: z.string(),
    key: z.string(),
    own_metrics,
    question: z.looseObject({ kind: z.enum(['crossing', 'optimum']), text: z.string() }),
    range: z.looseObject({}),
    budget: z.number(),
    scenario,
  }),
]);

/** The first thing that is wrong with `value`, in words; null when nothing is. */
function problem(shape: z.ZodType, value: unknown): string | null {
  const parsed = shape.safeParse(value);
  if (parsed.success) return null;
  const [{ path, message }] = parsed.error.issues;
  const words = message.replace(/^Invalid input: /, '');
  return path.length === 0 ? words : `${path.join('.')}: ${words}`;
}

export const runProblem = (value: unknown): string | null => problem(run, value);
export const failureProblem = (value: unknown): string | null => problem(failure, value);
export const planProblem = (value: unknown): string | null => problem(plan, value);

/** What a journal may be of. */
export type AnyPlan = Plan | FindPlan;
