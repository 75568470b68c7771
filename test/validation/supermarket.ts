/**
 * The supermarket model with two choices, n queues of unit service rate at load rho: the limit for many queues, and how far finite n
 * lies from it. The state is s_i, the share of queues with at least i customers.
 *
 * Limit: s_i = rho^(2^i - 1) (Mitzenmacher 1996). To first order in 1/n, E[s] = limit + V/n with A V + B W/2 + g = 0 and
 * A W + W A' + Q = 0 (Gast and Van Houdt, A Refined Mean Field Approximation, 2017): A and B are first and second derivatives
 * of the drift at the limit, Q is the covariance of its noise, and g the part of order 1/n of the drift, which is there because
 * the two queues are distinct: both have i with probability s_i (n s_i - 1)/(n - 1) = s_i^2 - s_i (1 - s_i)/n + ...
 */

/** Levels: at load 0.9 and level 8 the share is 1e-12. */
const LEVELS = 10;

/** Mean time in the system of the limit, in mean service times: the sum of rho^(2^i - 2) over i >= 1. */
export function sojournInTheLimit(rho: number): number {
  let sum = 0;
  for (let i = 1; i <= LEVELS; i++) sum += rho ** (2 ** i - 2);
  return sum;
}

/** The c of sojourn(n) = limit + c/n + O(1/n^2). */
export function sojournCorrection(rho: number, distinct = true): number {
  const s = Array.from({ length: LEVELS + 2 }, (_, i) => (i > LEVELS ? 0 : rho ** (2 ** i - 1)));
  const levels = Array.from({ length: LEVELS }, (_, i) => i);
  // Row i stands for level i + 1.
  const a = levels.map((row) =>
    levels.map((column) => {
      if (column === row - 1) return 2 * rho * s[row];
      if (column === row) return -2 * rho * s[row + 1] - 1;
      return column === row + 1 ? 1 : 0;
    }),
  );
  const noise = levels.map(
    (row) => rho * (s[row] * s[row] - s[row + 1] * s[row + 1]) + s[row + 1] - s[row + 2],
  );
  const w = lyapunov(a, noise);
  const spread = (level: number) => s[level] * (1 - s[level]);
  const drift = levels.map((row) => {
    const curved = rho * ((row > 0 ? w[row - 1][row - 1] : 0) - w[row][row]);
    return curved - (distinct ? rho * (spread(row) - spread(row + 1)) : 0);
  });
  const v = solve(
    a,
    drift.map((value) => -value),
  );
  return v.reduce((sum, value) => sum + value, 0) / rho;
}

/** W with A W + W A' + diag(q) = 0. */
function lyapunov(a: readonly (readonly number[])[], q: readonly number[]): number[][] {
  const n = a.length;
  const system = Array.from({ length: n * n }, () => new Array<number>(n * n).fill(0));
  const right = new Array<number>(n * n).fill(0);
  for (let i = 0; i < n; i++) {
    right[i * n + i] = -q[i];
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) {
        system[i * n + j][k * n + j] += a[i][k];
        system[i * n + j][i * n + k] += a[j][k];
      }
    }
  }
  const flat = solve(system, right);
  return Array.from({ length: n }, (_, i) => flat.slice(i * n, (i + 1) * n));
}

/** Gaussian elimination with partial pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = column + 1; row < n; row++) {
      const factor = rows[row][column] / rows[column][column];
      if (factor !== 0) for (let k = column; k <= n; k++) rows[row][k] -= factor * rows[column][k];
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let row = n - 1; row >= 0; row--) {
    let value = rows[row][n];
    for (let k = row + 1; k < n; k++) value -= rows[row][k] * solution[k];
    solution[row] = value / rows[row][row];
  }
  return solution;
}
