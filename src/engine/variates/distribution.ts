/**
 * What every distribution provides, and the checks of parameters they share.
 */
import type { DistributionKind, DistributionSpec, Sampler } from '../types.ts';

/** The specification of one kind of distribution. */
export type SpecOf<Kind extends DistributionKind> = Extract<DistributionSpec, { readonly kind: Kind }>;

/** A parameter that makes no sense. */
export interface SpecProblem {
  /** Where it is in the specification: "mean", "branches[1].probability". */
  readonly path: string;
  /** What it must be and what it is, to be read after the path: "must be greater than 0, not -3". */
  readonly message: string;
}

export interface DistributionParameter {
  /**
   * What is written for it: `quantity` is in the unit of whatever is distributed (a duration, a size),
   * `number` and `integer` have no unit, `ratio` is 0..1, and a `list` holds quantities, weights or branches.
   */
  readonly type: 'quantity' | 'number' | 'integer' | 'ratio' | 'list';
  readonly description: string;
}

/** What `sim list distributions` prints. */
export interface DistributionDescription {
  readonly name: DistributionKind;
  /** One line, no full stop. */
  readonly description: string;
  /** Where the method of drawing and the formulas of the moments come from. */
  readonly source: string;
  readonly parameters: Readonly<Record<string, DistributionParameter>>;
}

/** One distribution: a file with one of these, and a line in distributions.ts. */
export interface Distribution<Kind extends DistributionKind> extends DistributionDescription {
  readonly name: Kind;
  /** The first parameter that makes no sense, given that no value below `lowest` does. */
  check(spec: SpecOf<Kind>, lowest: number, checkNested: CheckSpec): SpecProblem | null;
  /** The sampler of a specification that has passed the check. */
  create(spec: SpecOf<Kind>, createNested: (spec: DistributionSpec) => Sampler): Sampler;
}

export type CheckSpec = (spec: DistributionSpec, lowest: number) => SpecProblem | null;

/** A distribution whose parameters make no sense. */
export class DistributionError extends Error {
  override readonly name = 'DistributionError';
  readonly kind: string;
  readonly path: string;
  /** What is wrong at the path. */
  readonly problem: string;

  constructor(kind: string, problem: SpecProblem) {
    super(`${kind} distribution: ${problem.path} ${problem.message}`);
    this.kind = kind;
    this.path = problem.path;
    this.problem = problem.message;
  }
}

/** What a number must keep to; a number must always be finite unless `infinite` is set. */
export interface Bounds {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly infinite?: boolean;
}

/** The problem with a number, or null. */
export function checkNumber(path: string, value: number, bounds: Bounds): SpecProblem | null {
  const problem = (rule: string): SpecProblem => ({ path, message: `must be ${rule}, not ${value}` });
  if (typeof value !== 'number' || Number.isNaN(value)) return problem('a number');
  if (!(bounds.infinite || Number.isFinite(value))) return problem('finite');
  if (bounds.integer && !Number.isSafeInteger(value)) return problem('an integer');
  if (bounds.above !== undefined && !(value > bounds.above)) return problem(`greater than ${bounds.above}`);
  if (bounds.min !== undefined && value < bounds.min) return problem(`at least ${bounds.min}`);
  if (bounds.max !== undefined && value > bounds.max) return problem(`at most ${bounds.max}`);
  return null;
}

/** The first problem in a list of numbers, or null; an empty list is one. */
export function checkNumbers(path: string, values: readonly number[], bounds: Bounds): SpecProblem | null {
  if (values.length === 0) return { path, message: 'must not be empty' };
  for (let index = 0; index < values.length; index++) {
    const problem = checkNumber(`${path}[${index}]`, values[index], bounds);
    if (problem) return problem;
  }
  return null;
}

/** The problem with a list of weights, or null. They need not add up to 1, but to something. */
export function checkWeights(path: string, weights: readonly number[]): SpecProblem | null {
  const problem = checkNumbers(path, weights, { min: 0 });
  if (problem) return problem;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum > 0 && sum < Number.POSITIVE_INFINITY) return null;
  return { path, message: `must have a sum that is positive and finite, not ${sum}` };
}
