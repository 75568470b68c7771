/** Timings of both versions, pair of processes by pair of processes. */
import { Streams } from '../../engine/random/streams.ts';
import { median } from '../statistics/quantiles.ts';
import type { TimedPair, Timing } from './speed-decision.ts';
import { type Measured, SpeedProcess, VersionFailure } from './speed-process.ts';
import type { SpeedUnit } from './speed-types.ts';
import type { Versions } from './versions.ts';
import { wholeCommand } from './whole-command.ts';

/** What is timed. */
export interface Row {
  readonly name: string;
  readonly unit: SpeedUnit;
}

/** A batch of pairs. */
export interface Batch {
  /** Of the order within its pairs. */
  readonly name: string;
  readonly pairs: number;
  /** Times that either side of a pair is measured twice. */
  readonly rounds: number;
}

export interface TimingOptions {
  readonly versions: Pick<Versions, 'base' | 'head'>;
  /** Scenarios that are run as whole commands. */
  readonly commands: readonly string[];
  /** Of the order within pairs. */
  readonly seed: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What has been timed so far, by row. */
export class Timings {
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

/** Times every row in as many pairs of processes, base and head in turn; the order within a pair follows from the seed. */
export async function timePairs(
  rows: readonly Row[],
  { name: batch, pairs, rounds }: Batch,
  options: TimingOptions,
): Promise<Timings> {
  const { signal, onProgress } = options;
  const random = new Streams(options.seed, 0).stream('order of pairs', batch);
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
      await timeRows(timed, { headFirst, rounds }, timings, options, step);
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
  { headFirst, rounds }: { readonly headFirst: boolean; readonly rounds: number },
  timings: Timings,
  { versions, signal }: TimingOptions,
  step: () => void,
): Promise<void> {
  if (names.length === 0) return;
  const children = { base: new SpeedProcess(versions.base), head: new SpeedProcess(versions.head) };
  try {
    for (const name of names) {
      if (signal?.aborted) return;
      await timings.attempt(name, async () => {
        const measured = { base: [] as Measured[], head: [] as Measured[] };
        for (let round = 0; round < rounds && !signal?.aborted; round++) {
          const { base, head } = await inTurn(headFirst, (side) => children[side].measure(name));
          measured.base.push(...base);
          measured.head.push(...head);
        }
        if (measured.base.length < 2 * rounds) return;
        timings.add(name, { base: middle(measured.base), head: middle(measured.head) });
      });
      step();
    }
  } finally {
    children.base.close();
    children.head.close();
  }
}

/** The median passes over what was measured while others had the machine. */
function middle(measured: readonly Measured[]): Timing {
  return {
    value: median(measured.map(({ nanoseconds }) => nanoseconds)),
    compared: median(measured.map(({ relative }) => relative)),
  };
}

async function timeCommand(
  scenario: string,
  headFirst: boolean,
  timings: Timings,
  { versions, signal }: TimingOptions,
): Promise<void> {
  const first = await wholeCommand(headFirst ? versions.head : versions.base, scenario, signal);
  const second = await wholeCommand(headFirst ? versions.base : versions.head, scenario, signal);
  const [base, head] = headFirst ? [second, first] : [first, second];
  const timing = (value: number): Timing => ({ value, compared: value });
  timings.add(`command: ${scenario}`, { base: timing(base.seconds), head: timing(head.seconds) });
  timings.add(`memory: ${scenario}`, { base: timing(base.bytes), head: timing(head.bytes) });
}
