/**
 * The same version against itself, again and again: how often the gate alarms for nothing, and how large a difference each row shows
 * where there is none.
 */
import { environment } from '../environment.ts';
import { nullThreshold } from '../statistics/null-threshold.ts';
import { clopperPearsonInterval } from '../statistics/proportion.ts';
import { compareSpeed, type SpeedOptions } from './speed.ts';
import type { NullReport, NullRow, SpeedRow } from './speed-types.ts';
import { writeThresholds } from './thresholds.ts';

/** False alarms wanted in one stage of one row: with two stages 50 runs of 30 rows go without one at 95 %. */
const RATE = 0.0058;
export const FEWEST_ROUNDS = 3;

export interface NullOptions extends Omit<SpeedOptions, 'onProgress'> {
  readonly rounds: number;
  /** Of the baselines. */
  readonly folder: string;
  readonly onRound?: (round: number, done: number, total: number) => void;
}

export async function runNulls(options: NullOptions): Promise<NullReport> {
  const { rounds, folder, signal, onRound, threshold } = options;
  const estimates = new Map<string, { readonly row: SpeedRow; readonly values: number[] }>();
  let alarms = 0;
  let decisions = 0;
  let finished = 0;
  for (let round = 0; round < rounds && !signal?.aborted; round++) {
    const onProgress = (done: number, total: number) => onRound?.(round, done, total);
    const { rows } = await compareSpeed({ ...options, seed: `${options.seed} ${round}`, onProgress });
    if (signal?.aborted) break;
    finished++;
    for (const row of rows) {
      if (row.ratio === null) continue;
      decisions++;
      if (row.verdict === 'worse' || row.verdict === 'better') alarms++;
      const found = estimates.get(row.name) ?? { row, values: [] };
      // The gate looks at both ends: a slow-down of the one is a speed-up of the other.
      found.values.push(Math.abs(Math.log(row.ratio.estimate)));
      estimates.set(row.name, found);
    }
  }
  const rows = [...estimates.values()]
    .filter(({ values }) => values.length >= FEWEST_ROUNDS)
    .map(({ row: { name, unit }, values }): NullRow => {
      const both = [...values, ...values.map((value) => -value)];
      return { name, unit, ...shown(nullThreshold(both, threshold(name, unit), RATE)) };
    });
  return {
    rounds: finished,
    alarms,
    decisions,
    bound: decisions === 0 ? 1 : clopperPearsonInterval(alarms, decisions, 0.9).upper,
    rows,
    file: rows.length === 0 ? null : await keep(folder, finished, rows),
  };
}

/** Four digits are more than a limit needs, and keep the file from changing with every rounding. */
function shown({ threshold, centre, spread }: ReturnType<typeof nullThreshold>) {
  const round = (value: number) => Number(value.toPrecision(4));
  return { threshold: round(threshold), centre: round(centre), spread: round(spread) };
}

function keep(folder: string, rounds: number, rows: readonly NullRow[]): Promise<string> {
  const { node, cpu } = environment();
  const entries = rows.map(
    ({ name, threshold, centre, spread }) => [name, { threshold, centre, spread }] as const,
  );
  return writeThresholds(folder, { measured: { node, cpu, rounds }, rows: Object.fromEntries(entries) });
}
