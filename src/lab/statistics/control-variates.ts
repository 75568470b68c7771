/**
 * A sharper mean from quantities whose expectation is known.
 */
import { checkCount, checkFinite, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { type Estimate, studentInterval } from './interval.ts';
import { mean, variance } from './summary.ts';

/** A quantity observed in every replication, whose expectation is known exactly: arrivals, total demand, crashes. */
export interface Control {
  readonly values: ArrayLike<number>;
  readonly expectation: number;
}

export interface ControlledMean extends Estimate {
  /** Coefficient of each control. */
  readonly coefficients: readonly number[];
  /** Squared standard error over that of the plain mean: 0.25 stands for a quarter of the replications. */
  readonly variance_ratio: number;
}

/** Solves the symmetric positive definite system in place by Cholesky's method; null where a control depends on the others. */
function solve(matrix: number[][], right: readonly number[]): number[] | null {
  const q = right.length;
  const lower = matrix.map((row) => [...row]);
  for (let i = 0; i < q; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      if (i === j) {
        if (!(sum > 1e-12 * matrix[i][i])) return null;
        lower[i][i] = Math.sqrt(sum);
      } else lower[i][j] = sum / lower[j][j];
    }
  }
  const solution = [...right];
  for (let i = 0; i < q; i++) {
    for (let k = 0; k < i; k++) solution[i] -= lower[i][k] * solution[k];
    solution[i] /= lower[i][i];
  }
  for (let i = q - 1; i >= 0; i--) {
    for (let k = i + 1; k < q; k++) solution[i] -= lower[k][i] * solution[k];
    solution[i] /= lower[i][i];
  }
  return solution;
}

function product(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += first[i] * second[i];
  return sum;
}

function centred(values: ArrayLike<number>): Float64Array {
  const centre = mean(values);
  return Float64Array.from(values, (value) => value - centre);
}

/**
 * Mean of independent values, adjusted by linear regression on controls (Lavenberg and Welch, Management Science 27, 1981): the
 * fitted value where every control equals its expectation. The interval is exact when values and controls are jointly normal;
 * needs at least as many values as controls plus 3.
 */
export function controlledMean(
  values: ArrayLike<number>,
  controls: readonly Control[],
  confidence = 0.95,
): ControlledMean {
  const name = 'control variates';
  const q = controls.length;
  checkCount(name, 'number of controls', q, 1);
  checkSample(name, 'values', values, q + 3);
  const n = values.length;
  controls.forEach((control, i) => {
    checkSample(name, `controls[${i}]`, control.values, n);
    checkFinite(name, `controls[${i}].expectation`, control.expectation);
    if (control.values.length !== n) {
      throw new StatisticsError(name, `controls[${i}].length`, control.values.length, `${n}`);
    }
  });
  const columns = controls.map((control) => centred(control.values));
  const response = centred(values);
  const matrix = columns.map((a) => columns.map((b) => product(a, b)));
  const offsets = controls.map((control) => mean(control.values) - control.expectation);
  const coefficients = solve(
    matrix,
    columns.map((column) => product(column, response)),
  );
  const leverage = solve(matrix, offsets);
  if (coefficients === null || leverage === null) {
    throw new StatisticsError(
      name,
      'controls',
      'linearly dependent',
      'linearly independent, each with some spread',
    );
  }
  const residuals = response.map((value, r) =>
    coefficients.reduce((rest, coefficient, i) => rest - coefficient * columns[i][r], value),
  );
  const freedom = n - q - 1;
  const error = Math.sqrt((product(residuals, residuals) / freedom) * (1 / n + product(offsets, leverage)));
  const estimate = mean(values) - product(coefficients, offsets);
  const plain = variance(values) / n;
  return {
    ...studentInterval(estimate, error, freedom, confidence),
    coefficients,
    variance_ratio: plain === 0 ? 1 : (error * error) / plain,
  };
}
