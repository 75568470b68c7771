/** What the driver of a run counts as it goes: facts that have been noted, tasks that have ended, and the counters of all processes. */

import { FACT, FACT_WIDTH, type RunnerCounters } from './control.ts';
import { executionFacts } from './execution-facts.ts';
import { endsTask, numberOfFact } from './protocol.ts';

const QUEUED = numberOfFact(executionFacts.queued);

const NO_COUNTERS: RunnerCounters = {
  sent: 0,
  bytes: 0,
  dropped: 0,
  duplicated: 0,
  heartbeatsSent: 0,
  heartbeatsHandled: 0,
  cpu: 0,
  lateness: 0,
  latest: 0,
  timers: 0,
};

export class Tally {
  submitted = 0;
  /** Microseconds of virtual time at which the latest task ended. */
  endedAt = 0;
  /** Real milliseconds since something last happened to a task, as far as they have been counted. */
  quiet = 0;
  readonly #isHome: (process: number, task: number) => boolean;
  #lookedAt = performance.now();
  readonly #ended = new Set<number>();
  /** By process: the latest fact that has been noted, and those that it has not been told of. */
  readonly #noted = new Map<number, number>();
  readonly #untold = new Map<number, number>();
  /** The latest of each life of each operating-system process. */
  readonly #counters = new Map<string, RunnerCounters & { readonly runner: number }>();

  /** @param isHome whether what a process says of a task counts */
  constructor(isHome: (process: number, task: number) => boolean) {
    this.#isHome = isHome;
  }

  /**
   * It is looked at once more for what has come. Where the machine has had no time for this process, news may be waiting to be heard: little
   * of such a time counts as quiet.
   * @param interval real milliseconds between two looks
   */
  passes(interval: number): void {
    const now = performance.now();
    this.quiet += Math.min(4 * interval, now - this.#lookedAt);
    this.#lookedAt = now;
  }

  get ended(): number {
    return this.#ended.size;
  }

  get open(): number {
    return this.submitted - this.#ended.size;
  }

  taskSubmitted(): void {
    this.submitted++;
    this.quiet = 0;
  }

  /** Takes facts, each once however often it is told. @returns those that are new */
  take(words: Float64Array): Float64Array {
    const fresh: number[] = [];
    for (let at = 0; at < words.length; at += FACT_WIDTH) {
      const fact = words.subarray(at, at + FACT_WIDTH);
      if (!this.#isNew(fact[FACT.process], fact[FACT.number])) continue;
      fresh.push(...fact);
      this.#hear(fact);
    }
    return Float64Array.from(fresh);
  }

  /** Calls `tell` with the processes that told facts which need not be told again, and the latest of these. */
  forEachNoted(tell: (process: number, number: number) => void): void {
    for (const [process, number] of this.#untold) tell(process, number);
    this.#untold.clear();
  }

  count(runner: number, life: number, counters: RunnerCounters): void {
    this.#counters.set(`${runner} ${life}`, { runner, ...counters });
  }

  /** Of all processes. @param own the driver's */
  sum(own: Partial<RunnerCounters>): RunnerCounters {
    const sum: RunnerCounters = { ...NO_COUNTERS, ...own };
    for (const counters of this.#counters.values())
      for (const name of Object.keys(NO_COUNTERS) as (keyof RunnerCounters)[])
        if (name === 'latest') sum.latest = Math.max(sum.latest, counters.latest);
        else sum[name] += counters[name];
    return sum;
  }

  /** Seconds of processor time by operating-system process. */
  cpu(): Map<number, number> {
    const cpu = new Map<number, number>();
    for (const { runner, cpu: seconds } of this.#counters.values())
      cpu.set(runner, (cpu.get(runner) ?? 0) + seconds);
    return cpu;
  }

  /** @param number 0 for facts that are told once */
  #isNew(process: number, number: number): boolean {
    if (number === 0) return true;
    this.#untold.set(process, Math.max(number, this.#untold.get(process) ?? 0));
    if (number <= (this.#noted.get(process) ?? 0)) return false;
    this.#noted.set(process, number);
    return true;
  }

  #hear(fact: Float64Array): void {
    const number = fact[FACT.fact];
    const task = fact[FACT.words];
    if (number !== QUEUED) this.quiet = 0;
    if (!endsTask(number) || !this.#isHome(fact[FACT.process], task)) return;
    this.#ended.add(task);
    this.endedAt = Math.max(this.endedAt, fact[FACT.time]);
  }
}
