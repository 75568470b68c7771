/**
 * Whether two plans are of the same experiment. What counts is what is run, never the path of a file or a name.
 */
import { differences } from '../differences.ts';
import type { AnyPlan } from './journal-shape.ts';
import type { FindPlan, Plan, PlannedAlternative, SetPlan } from './plan.ts';

/** How a message calls the two plans, as in "seed is 1 there and 2 here". */
export type Sides = readonly [string, string];

const KINDS: Readonly<Record<AnyPlan['kind'], string>> = {
  compare: 'a comparison',
  sweep: 'a sweep',
  find: 'a search',
  runs: 'many runs of one scenario',
};

/** Alternatives named in a message; further ones are counted. */
const MOST_NAMED = 3;

/**
 * Why the runs of one plan do not serve the other, in words; null when they do. Another number of replications, other metrics of
 * a fixed design, another range or budget of a search ask for more or fewer of the same runs.
 */
export function experimentDifference(a: AnyPlan, b: AnyPlan, sides: Sides): string | null {
  if (a.kind !== b.kind) return differing('it', KINDS[a.kind], KINDS[b.kind], sides);
  if (a.seed !== b.seed) return differing('seed', a.seed, b.seed, sides);
  if (a.kind === 'find' || b.kind === 'find') return searchDifference(a as FindPlan, b as FindPlan, sides);
  return alternativesDifference(a, b, sides) ?? decidingDifference(a, b, sides);
}

/** The same for parts of an experiment, which agree in all that the answer depends on. */
export function partDifference(a: SetPlan, b: SetPlan, sides: Sides): string | null {
  const different = experimentDifference(a, b, sides);
  if (different !== null) return different;
  const asked = (plan: SetPlan): Readonly<Record<string, unknown>> => ({
    name: plan.name,
    'the order of the alternatives': plan.alternatives.map(({ key }) => key),
    metrics: plan.metrics,
    design: plan.design,
    ...(plan.kind === 'compare'
      ? { baseline: plan.baseline, all_pairs: plan.all_pairs }
      : { axes: plan.axes, pareto: plan.pareto }),
  });
  const [own, other] = [asked(a), asked(b)];
  const field = Object.keys(own).find((key) => JSON.stringify(own[key]) !== JSON.stringify(other[key]));
  if (field === undefined) return null;
  return differing(field, shown(own[field]), shown(other[field]), sides);
}

function differing(what: string, a: string, b: string, [there, here]: Sides): string {
  return `${what} is ${a} ${there} and ${b} ${here}`;
}

function searchDifference(a: FindPlan, b: FindPlan, sides: Sides): string | null {
  const asked = ({ question: { text, ...rest } }: FindPlan): string => JSON.stringify(rest);
  if (asked(a) !== asked(b))
    return differing('the question', `"${a.question.text}"`, `"${b.question.text}"`, sides);
  return a.key === b.key ? null : contentDifference('', a, b, sides);
}

function alternativesDifference(a: Plan, b: Plan, sides: Sides): string | null {
  const only = (plan: Plan, other: Plan): PlannedAlternative[] => {
    const keys = new Set(other.alternatives.map(({ key }) => key));
    return plan.alternatives.filter(({ key }) => !keys.has(key));
  };
  const [first, second] = [only(a, b), only(b, a)];
  if (first.length === 0 && second.length === 0) return null;
  for (const own of first) {
    const other = second.find(({ label }) => label === own.label);
    if (other !== undefined)
      return contentDifference(own.label === '' ? '' : `${own.label}: `, own, other, sides);
  }
  const [there, here] = sides;
  const parts = [
    ...(first.length > 0 ? [`${named(first)} ${verb(first)} only ${there}`] : []),
    ...(second.length > 0 ? [`${named(second)} ${verb(second)} only ${here}`] : []),
  ];
  return parts.join(', ');
}

function named(alternatives: readonly PlannedAlternative[]): string {
  const labels = alternatives.slice(0, MOST_NAMED).map(({ label }) => label || 'the scenario');
  const more = alternatives.length - labels.length;
  return labels.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function verb(alternatives: readonly PlannedAlternative[]): string {
  return alternatives.length === 1 ? 'is' : 'are';
}

/** How long a sequential design goes on is decided by its metrics. */
function decidingDifference(a: Plan, b: Plan, sides: Sides): string | null {
  if (a.design.kind === 'fixed' || a.design.kind !== b.design.kind) return null;
  const deciding = ({ design, metrics }: Plan): string =>
    (design.kind === 'selection' ? metrics.slice(0, 1) : metrics)
      .map(({ metric, better }) => `${metric}:${better}`)
      .join(',');
  if (deciding(a) === deciding(b)) return null;
  return differing('the metric that decides', deciding(a), deciding(b), sides);
}

type Content = Pick<PlannedAlternative, 'scenario'>;

function contentDifference(of: string, a: Content, b: Content, sides: Sides): string {
  const [found] = differences(contentOf(a), contentOf(b));
  if (found === undefined) {
    const sameOrder = JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b));
    return `${of}${sameOrder ? 'the code of the modules is another' : 'the keys are in another order'}`;
  }
  return of + differing(found.path, shown(found.a), shown(found.b), sides);
}

/** Names and remarks do not count. */
function contentOf({ scenario: { name, description, ...content } }: Content): unknown {
  return content;
}

const MOST_SHOWN = 60;

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}
