/**
 * What a roll-out does about failures. Above the limit it pauses, lets what is under way end, and decides by the pattern:
 *
 * - systematic: it aborts and rolls back.
 * - regional: it goes on elsewhere, and gives the regions that failed more time once they are opened again.
 * - random: it goes on with half as much under way, and tries again what failed. Where one at a time is under way already there is
 *   nothing left to halve, and it aborts.
 *
 * The limit is looked at after each failure from the fifth on. For a look at a time that is chosen beforehand, the lower bound is above the
 * limit by mistake once in a hundred times; over all looks at a thousand attempts it is so with 7 % of all roll-outs that fail at exactly
 * the limit of 5 %, 1.2 % at a rate of 4 % and .02 % at 2 %. After each decision counting begins anew, under what was decided.
 *
 * Where a scaling policy looks at failures too, such as `failure_aware`, which keeps 75 % of the agents from 1 % of failures on, the two
 * disagree. The order of precedence:
 *
 * 1. Abort: nothing is under way, whatever scaling wants.
 * 2. Regional: what was under way before. The failures that scaling saw were of regions that are left out now; elsewhere there is no reason
 *    to do less.
 * 3. Random: half of what was under way before, or what scaling wants where that is less. The two are not multiplied.
 * 4. No pattern, within the limit or too few failures to tell: scaling decides alone, up to what was under way before.
 */
import { checkCount, StatisticsError } from '../../mathematics/errors.ts';
import { RETRIES } from './alike.ts';
import { checkRules } from './check.ts';
import { FailureCounts } from './counts.ts';
import { findPattern, isAboveLimit } from './find-pattern.ts';
import type { Pattern, PatternFinding, PatternRules } from './types.ts';

/** What carries out the roll-out, as the response sees it. */
export interface RolloutPort {
  /** Begins nothing more, and calls `drained` once nothing is under way; within this call where nothing is. */
  pause(): void;
  /** While paused: tries so many again of what failed in these regions, and tells how each ended by `retried`. */
  retry(count: number, regions: readonly number[]): void;
  /** How many scaling wants under way, after what it saw until the pause; Infinity where nothing scales. */
  scaled(): number;
  /** Ends the roll-out, and undoes what was done. Nothing is asked for afterwards. */
  abort(why: PatternFinding): void;
  /** Goes on with at most so many under way, and tries again what failed. */
  goOn(concurrency: number, why: PatternFinding): void;
  /**
   * Goes on elsewhere. What is left to do in these regions waits until the host calls `reopen`, if it does; time-outs there are to be so
   * many times as long as they were.
   */
  goOnWithout(
    regions: readonly number[],
    timeoutFactor: number,
    concurrency: number,
    why: PatternFinding,
  ): void;
}

export interface ResponseOptions extends PatternRules {
  readonly regions: number;
  /** Types of failures that are told apart: 1 where they are not, and then types decide nothing. */
  readonly types: number;
  /** Whether what failed may be tried again while all else is paused. */
  readonly retries: boolean;
  /** Most under way at first. Where there is no limit it is the number of tasks, so that there is something to halve. */
  readonly concurrency: number;
  /** By how much time-outs grow in regions that failed more often than the others. */
  readonly timeoutFactor: number;
}

/** The most to have under way after a pattern, by the order of precedence above. @param before what was allowed until then */
export function concurrencyAfter(pattern: Pattern, before: number, scaled: number): number {
  switch (pattern) {
    case 'systematic':
      return 0;
    case 'regional':
      return before;
    case 'random':
      return before <= 1 ? 0 : Math.max(1, Math.min(Math.floor(before / 2), scaled));
    case 'undecided':
    case 'within_limit':
      return Math.max(1, Math.min(before, scaled));
  }
}

type Stage = 'running' | 'draining' | 'retrying' | 'aborted';

export class FailureResponse {
  readonly #port: RolloutPort;
  readonly #options: ResponseOptions;
  readonly #counts: FailureCounts;
  readonly #leftOut: Uint8Array;
  #stage: Stage = 'running';
  #concurrency: number;
  #retried = 0;
  #failedAgain = 0;

  /** @throws StatisticsError when an option is none */
  constructor(port: RolloutPort, options: ResponseOptions) {
    checkCount('failure response', 'regions', options.regions, 1);
    checkCount('failure response', 'types', options.types, 1);
    checkCount('failure response', 'concurrency', options.concurrency, 1);
    if (!(options.timeoutFactor >= 1 && Number.isFinite(options.timeoutFactor)))
      throw new StatisticsError(
        'failure response',
        'timeoutFactor',
        options.timeoutFactor,
        'finite and at least 1',
      );
    checkRules(options, options.types);
    this.#port = port;
    this.#options = options;
    this.#counts = new FailureCounts(options.regions, options.types);
    this.#leftOut = new Uint8Array(options.regions);
    this.#concurrency = options.concurrency;
  }

  /**
   * An attempt has ended; a retry that `retry` asked for is told by `retried` instead.
   *
   * @param type of the failure; of no meaning for a success
   */
  ended(region: number, type: number, succeeded: boolean): void {
    // What ends late in a region that is left out says nothing of the others.
    if (this.#stage === 'aborted' || this.#leftOut[region] === 1) return;
    if (succeeded) {
      this.#counts.succeeded(region);
      return;
    }
    this.#counts.failedWith(region, type);
    const { tried, failed } = this.#counts;
    if (this.#stage !== 'running' || !isAboveLimit(tried, failed, this.#options)) return;
    this.#stage = 'draining';
    this.#port.pause();
  }

  /** Nothing is under way any more since the pause. */
  drained(): void {
    if (this.#stage !== 'draining') return;
    const finding = this.#find(false);
    const { retries } = this.#options;
    const others = finding.regions.filter(({ apart }) => !apart);
    const failed = others.reduce((sum, region) => sum + region.failed, 0);
    // Only where types would decide: what is regional is so however retries end.
    if (finding.types === null || !retries || failed < RETRIES) {
      this.#decide(finding);
      return;
    }
    this.#stage = 'retrying';
    this.#retried = 0;
    this.#failedAgain = 0;
    const regions = others.filter((region) => region.failed > 0).map(({ region }) => region);
    this.#port.retry(RETRIES, regions);
  }

  /** A retry that was asked for has ended. */
  retried(succeeded: boolean): void {
    if (this.#stage !== 'retrying') return;
    this.#retried++;
    if (!succeeded) this.#failedAgain++;
    if (this.#retried === RETRIES) this.#decide(this.#find(true));
  }

  /** What ends in this region counts again. */
  reopen(region: number): void {
    this.#leftOut[region] = 0;
  }

  #find(withRetries: boolean): PatternFinding {
    const retries = withRetries ? { tried: this.#retried, failedAgain: this.#failedAgain } : null;
    return findPattern(this.#counts.byRegion(), retries, this.#options);
  }

  #decide(finding: PatternFinding): void {
    const next = concurrencyAfter(finding.pattern, this.#concurrency, this.#port.scaled());
    this.#counts.clear();
    if (next === 0) {
      this.#stage = 'aborted';
      this.#port.abort(finding);
      return;
    }
    this.#stage = 'running';
    this.#concurrency = next;
    if (finding.pattern !== 'regional') {
      this.#port.goOn(next, finding);
      return;
    }
    const regions = finding.regions.filter(({ apart }) => apart).map(({ region }) => region);
    for (const region of regions) this.#leftOut[region] = 1;
    this.#port.goOnWithout(regions, this.#options.timeoutFactor, next, finding);
  }
}
