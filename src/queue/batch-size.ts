/** How many runs make a batch of about a second: long enough that handing it out costs little, short enough that losing it does. */

/** Seconds that a batch is to take. */
const TARGET = 1;
/** Most runs in a batch, however short they are: what one loss costs, and one message holds. */
export const MOST_RUNS = 500;
/** Weight of the latest run in the mean of a scenario. */
const LATEST = 0.2;

/** Seconds that runs take, by scenario, as far as they have been seen. */
export class RunTimes {
  readonly #means = new Map<string, number>();
  #overall: number | null = null;

  observe(scenario: string, seconds: number): void {
    const before = this.#means.get(scenario);
    this.#means.set(scenario, before === undefined ? seconds : before + LATEST * (seconds - before));
    this.#overall = this.#overall === null ? seconds : this.#overall + LATEST * (seconds - this.#overall);
  }

  /** Seconds that a run of a scenario is expected to take; of all runs where it has had none, null where nothing has run. */
  expected(scenario: string): number | null {
    return this.#means.get(scenario) ?? this.#overall;
  }

  /** Of all scenarios, those seen lately above all; null where nothing has run. */
  get overall(): number | null {
    return this.#overall;
  }
}

/**
 * How many of the next runs make a batch, from 1 to MOST_RUNS. Towards the end batches become shorter, so that all workers come to it
 * at about the same time: none holds more than half of a worker's share of what waits (guided self-scheduling, Polychronopoulos and
 * Kuck 1987).
 * @param scenarios of the runs that wait, in their order
 * @param waiting how many these are
 * @param slots runs that all workers together do at a time
 */
export function batchSize(
  scenarios: Iterable<string>,
  waiting: number,
  slots: number,
  times: RunTimes,
): number {
  const share = Math.ceil(waiting / (2 * Math.max(1, slots)));
  const most = Math.min(MOST_RUNS, share);
  let size = 0;
  let seconds = 0;
  for (const scenario of scenarios) {
    const expected = times.expected(scenario);
    // Of what is not known yet, one run is enough to learn it.
    if (expected === null) return Math.max(1, size);
    seconds += expected;
    if (size > 0 && (size >= most || seconds > TARGET)) break;
    size++;
  }
  return Math.max(1, size);
}
