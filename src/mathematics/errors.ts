/**
 * The one error of mathematics and statistics, and the checks that raise it.
 */

/** Input for which the statistic does not exist: too few values, a probability outside its range, a NaN. */
export class StatisticsError extends Error {
  override readonly name = 'StatisticsError';
  /** The statistic that was asked for, as a reader would call it. */
  readonly statistic: string;
  /** The argument at fault. */
  readonly argument: string;
  /** What was found. */
  readonly found: number | string;
  /** What is allowed, as a phrase that completes "must be ...". */
  readonly allowed: string;

  constructor(statistic: string, argument: string, found: number | string, allowed: string) {
    super(`${statistic}: ${argument} is ${found}, must be ${allowed}`);
    this.statistic = statistic;
    this.argument = argument;
    this.found = found;
    this.allowed = allowed;
  }
}

/** A number in (0, 1), such as a confidence level. */
export function checkOpenUnit(statistic: string, argument: string, value: number): void {
  if (!(value > 0 && value < 1)) {
    throw new StatisticsError(statistic, argument, value, 'above 0 and below 1');
  }
}

/** A number in [0, 1]. */
export function checkProbability(statistic: string, argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new StatisticsError(statistic, argument, value, 'from 0 to 1');
  }
}

/** A positive number; infinity only where `infinite` says so. */
export function checkPositive(statistic: string, argument: string, value: number, infinite = false): void {
  if (!(value > 0) || (value === Number.POSITIVE_INFINITY && !infinite)) {
    throw new StatisticsError(statistic, argument, value, infinite ? 'above 0' : 'above 0 and finite');
  }
}

/** Any number but NaN and the infinities. */
export function checkFinite(statistic: string, argument: string, value: number): void {
  if (!Number.isFinite(value)) throw new StatisticsError(statistic, argument, value, 'finite');
}

/** A whole number of at least `minimum`. */
export function checkCount(statistic: string, argument: string, value: number, minimum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new StatisticsError(statistic, argument, value, `a whole number of at least ${minimum}`);
  }
}

/** Finite values, at least `minimum` of them. */
export function checkSample(
  statistic: string,
  argument: string,
  values: ArrayLike<number>,
  minimum: number,
): void {
  if (values.length < minimum) {
    throw new StatisticsError(statistic, `${argument}.length`, values.length, `at least ${minimum}`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new StatisticsError(statistic, `${argument}[${i}]`, values[i], 'finite');
    }
  }
}

/** Two samples of finite values that belong together pair by pair. */
export function checkPairs(
  statistic: string,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  minimum: number,
): void {
  checkSample(statistic, 'first', first, minimum);
  checkSample(statistic, 'second', second, minimum);
  if (first.length !== second.length) {
    throw new StatisticsError(
      statistic,
      'second.length',
      second.length,
      `${first.length}, the length of the first sample, since values are paired`,
    );
  }
}
