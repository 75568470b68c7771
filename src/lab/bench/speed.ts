/**
 * Two versions timed in turn. What is compared are pairs of processes: within a process compilation goes one way and stays with it,
 * so that its timings are no independent ones.
 */
import { Streams } from '../../engine/random/streams.ts';
import { median } from '../statistics/quantiles.ts';
import {
  decideSpeed,
  decideTwice,
  type SpeedDecision,
  type TimedPair,
  type Timing,
} from './speed-decision.ts';
import { SpeedProcess, VersionFailure } from './speed-process.ts';
import type { SpeedReport, SpeedRow, SpeedUnit } from './speed-types.ts';
import type { Versions } from './versions.ts';
import { wholeCommand } from './whole-command.ts';

export interface SpeedOptions {
  readonly versions: Pick<Versions, 'base' | 'head' | 'notes'>;
  /** What is compared with, in words. */
  readonly against: string;
  /** Pairs of processes in each of the two stages; at least 8, below which signed ranks find nothing. */
  readonly pairs: number;
  /** Scenarios that are run as whole commands. */
  readonly commands: readonly string[];
  /** Limit of a row, as a share. */
  readonly threshold: (name: string, unit: SpeedUnit) => number;
  /** Rows whose name has this in it; null: all. */
  readonly only: string | null;
  /** Of the order within pairs. */
  readonly seed: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export const FEWEST_PAIRS = 8;
export const DEFAULT_PAIRS = 10;

interface Row {
  readonly name: string;
  readonly unit: SpeedUnit;
}

/** What has been timed so far, by row. */
class Timings {
  readonly pairs = new Map<string, TimedPair[]>();
  /** Why a row cannot be timed. */
  readonly failures = new Map<string, string>();

  of(name: string): readonly TimedPair[] {
    return this.pairs.get(name) ?? [];
  }

  add(name: string, pair: TimedPair): void {
    const pairs = this.pairs.get(name);
    if (pairs) pairs.push(pair);
    else this.pairs.set(name, [pair]);
  }

  /** Does the work unless it failed before; a version that lacks what it needs costs this row alone. */
  async attempt(name: string, work: () => Promise<void>): Promise<void> {
    if (this.failures.has(name)) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof VersionFailure)) throw error;
      this.failures.set(name, error.message);
    }
  }
}

/** Times all rows in the first stage, and those that it does not settle again in fresh processes. */
export async function compareSpeed(options: SpeedOptions): Promise<SpeedReport> {
  const { versions, threshold, against, signal } = options;
  const { rows, unmatched } = await commonRows(options);
  const first = await timePairs(rows, options, 'first');
  const decisions = new Map<string, SpeedDecision>();
  for (const { name, unit } of rows)
    if (first.of(name).length === options.pairs)
      decisions.set(name, decideSpeed(first.of(name), threshold(name, unit)));
  const open = rows.filter(({ name }) => {
    const verdict = decisions.get(name)?.verdict;
    return verdict === 'worse' || verdict === 'undecided';
  });
  const fresh =
    open.length === 0 || signal?.aborted ? new Timings() : await timePairs(open, options, 'fresh');
  for (const { name, unit } of open) {
    const more = fresh.of(name);
    if (more.length === options.pairs)
      decisions.set(name, decideTwice(first.of(name), more, threshold(name, unit)));
    else decisions.set(name, unfinished(decisions.get(name) as SpeedDecision));
  }
  const compared = rows.map((row) => {
    const { name, unit } = row;
    const pairs = [...first.of(name), ...fresh.of(name)];
    const failure = first.failures.get(name) ?? fresh.failures.get(name) ?? 'interrupted';
    return rowOf(row, pairs, decisions.get(name) ?? failure, threshold(name, unit));
  });
  return { against, rows: [...compared, ...unmatched], notes: versions.notes };
}

/** A finding that was not confirmed is none. */
function unfinished(decision: SpeedDecision): SpeedDecision {
  return { ...decision, verdict: 'undecided', reason: 'interrupted before fresh pairs could confirm it' };
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

/** Times every row in as many pairs of processes, base and head in turn; the order within a pair follows from the seed. */
async function timePairs(rows: readonly Row[], options: SpeedOptions, stage: string): Promise<Timings> {
  const { pairs, signal, onProgress } = options;
  const random = new Streams(options.seed, 0).stream('order of pairs', stage);
  const timed = rows.filter(({ unit }) => unit === 'ns').map(({ name }) => name);
  const commands = options.commands.filter((scenario) =>
    rows.some(({ name, unit }) => unit !== 'ns' && name.endsWith(`: ${scenario}`)),
  );
  const total = pairs * (timed.length + commands.length);
  const timings = new Timings();
  let done = 0;
  for (let pair = 0; pair < pairs && !signal?.aborted; pair++) {
    const headFirst = random.uniform() < 0.5;
    const step = () => onProgress?.(++done, total);
    try {
      await timeRows(timed, headFirst, timings, options, step);
      for (const scenario of commands) {
        await timings.attempt(`command: ${scenario}`, () =>
          timeCommand(scenario, headFirst, timings, options),
        );
        step();
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  }
  for (const scenario of commands) {
    const failure = timings.failures.get(`command: ${scenario}`);
    if (failure !== undefined) timings.failures.set(`memory: ${scenario}`, failure);
  }
  return timings;
}

/** ABBA: whatever drifts steadily disturbs both alike. */
async function inTurn<Result>(
  headFirst: boolean,
  measure: (side: 'base' | 'head') => Promise<Result>,
): Promise<{ base: [Result, Result]; head: [Result, Result] }> {
  const [outer, inner] = headFirst ? (['head', 'base'] as const) : (['base', 'head'] as const);
  const first = await measure(outer);
  const between: [Result, Result] = [await measure(inner), await measure(inner)];
  const around: [Result, Result] = [first, await measure(outer)];
  return outer === 'head' ? { head: around, base: between } : { base: around, head: between };
}

async function timeRows(
  names: readonly string[],
  headFirst: boolean,
  timings: Timings,
  { versions, signal }: SpeedOptions,
  step: () => void,
): Promise<void> {
  if (names.length === 0) return;
  const children = { base: new SpeedProcess(versions.base), head: new SpeedProcess(versions.head) };
  try {
    for (const name of names) {
      if (signal?.aborted) return;
      await timings.attempt(name, async () => {
        const { base, head } = await inTurn(headFirst, (side) => children[side].measure(name));
        const timing = (two: typeof base): Timing => ({
          value: (two[0].nanoseconds + two[1].nanoseconds) / 2,
          compared: Math.sqrt(two[0].relative * two[1].relative),
        });
        timings.add(name, { base: timing(base), head: timing(head) });
      });
      step();
    }
  } finally {
    children.base.close();
    children.head.close();
  }
}

async function timeCommand(
  scenario: string,
  headFirst: boolean,
  timings: Timings,
  { versions, signal }: SpeedOptions,
): Promise<void> {
  const first = await wholeCommand(headFirst ? versions.head : versions.base, scenario, signal);
  const second = await wholeCommand(headFirst ? versions.base : versions.head, scenario, signal);
  const [base, head] = headFirst ? [second, first] : [first, second];
  const timing = (value: number): Timing => ({ value, compared: value });
  timings.add(`command: ${scenario}`, { base: timing(base.seconds), head: timing(head.seconds) });
  timings.add(`memory: ${scenario}`, { base: timing(base.bytes), head: timing(head.bytes) });
}
