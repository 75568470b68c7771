/**
 * Two versions timed in turn. What is compared are pairs of processes: within a process compilation goes one way and stays with it,
 * so that its timings are no independent ones.
 */
import { median } from '../statistics/quantiles.ts';
import type { SpeedDecision, TimedPair, Timing } from './speed-decision.ts';
import { SpeedProcess } from './speed-process.ts';
import { type DecidedRow, decideRows } from './speed-stages.ts';
import type { SpeedReport, SpeedRow, SpeedUnit } from './speed-types.ts';
import { type Row, type TimingOptions, timePairs } from './timings.ts';
import type { Versions } from './versions.ts';

export interface SpeedOptions extends TimingOptions {
  readonly versions: Pick<Versions, 'base' | 'head' | 'notes'>;
  /** What is compared with, in words. */
  readonly against: string;
  /** Pairs of processes before anything is decided; at least 8, below which signed ranks find nothing. */
  readonly pairs: number;
  /** Limit of a row, as a share. */
  readonly threshold: (name: string, unit: SpeedUnit) => number;
  /** Rows whose name has this in it; null: all. */
  readonly only: string | null;
}

export const FEWEST_PAIRS = 8;
export const DEFAULT_PAIRS = 10;

/** Times all rows, and those that the first pairs do not settle again and again in fresh processes. */
export async function compareSpeed(options: SpeedOptions): Promise<SpeedReport> {
  const { versions, threshold, against } = options;
  const { rows, unmatched } = await commonRows(options);
  const decided = await decideRows(rows, (open, batch) => timePairs(open, batch, options), options);
  const compared = rows.map((row) => {
    const { pairs, decision } = decided.get(row.name) as DecidedRow;
    return rowOf(row, pairs, decision, threshold(row.name, row.unit));
  });
  return { against, rows: [...compared, ...unmatched], notes: versions.notes };
}

/** @param decision or why there is none */
function rowOf(
  { name, unit }: Row,
  pairs: readonly TimedPair[],
  decision: SpeedDecision | string,
  threshold: number,
): SpeedRow {
  const common = { name, unit, threshold, pairs: pairs.length };
  if (typeof decision === 'string') return unmatchedRow(common, decision);
  const middle = (side: 'base' | 'head', what: keyof Timing) => median(pairs.map((pair) => pair[side][what]));
  return {
    ...common,
    now: middle('head', 'value'),
    before: middle('base', 'value'),
    relative: unit === 'ns' ? middle('head', 'compared') : null,
    ...decision,
  };
}

function unmatchedRow(
  row: Pick<SpeedRow, 'name' | 'unit' | 'threshold' | 'pairs'>,
  reason: string,
): SpeedRow {
  const nothing = { now: null, before: null, relative: null, ratio: null, modes: null };
  return { ...row, ...nothing, verdict: 'unmatched', reason };
}

/** Rows of both versions, and those of one alone. */
async function commonRows({ versions, commands, only, threshold }: SpeedOptions) {
  const sides = await Promise.all(
    [versions.base, versions.head].map(async (root) => {
      const child = new SpeedProcess(root);
      try {
        return await child.rows();
      } finally {
        child.close();
      }
    }),
  );
  const isWanted = ({ name }: Row) => only === null || name.includes(only);
  const [base, head] = sides;
  const timed = [...new Set([...head, ...base])].map((name): Row => ({ name, unit: 'ns' }));
  const whole = commands.flatMap((scenario): Row[] => [
    { name: `command: ${scenario}`, unit: 's' },
    { name: `memory: ${scenario}`, unit: 'B' },
  ]);
  const both = ({ name }: Row) => base.includes(name) && head.includes(name);
  const unmatched = timed
    .filter((row) => !both(row) && isWanted(row))
    .map(({ name, unit }): SpeedRow => {
      const reason = head.includes(name)
        ? 'the version compared with has no such row'
        : 'this version has no such row';
      return unmatchedRow({ name, unit, threshold: threshold(name, unit), pairs: 0 }, reason);
    });
  return { rows: [...timed.filter(both), ...whole].filter(isWanted), unmatched };
}
