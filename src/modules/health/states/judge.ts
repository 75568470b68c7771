/**
 * What follows from the health of workers, as far as they answer: who is degraded is given less, for it rests after each attempt; who is
 * critical is given nothing for a while, and is then on trial. There is a budget for either, so that where all are slow, all work.
 *
 * What ends while a worker is given nothing began before, and tells nothing new. An attempt that was withdrawn says nothing; one that
 * waited at the worker and timed out says nothing either, for it may never have begun. A failure says nothing of how fast the worker is, and
 * an attempt that ran into its time-out only if it was slow by then.
 *
 * All of it is in memory, as with other policies of routes: a coordinator that restarts, and one that takes over, holds all to be healthy.
 */
import { DueTimes } from '../../collections/due-times.ts';
import { mostOut } from '../../ejection-budget.ts';
import type { RouteContext, RouteHealth } from '../../routes/route-health.ts';
import { CAUSE, type Cause, OUTCOME, type Outcome } from '../../routes/vocabulary.ts';
import { Forecasts } from './forecasts.ts';
import type { HealthStatesSettings } from './settings.ts';
import { Verdicts } from './verdicts.ts';
import { HEALTH, type Health, healthStateFacts } from './vocabulary.ts';

/** Times are put in order by this many microseconds. */
const PERIOD = 100_000;

/** Why a worker is given nothing. */
const BARRED = { no: 0, rests: 1, out: 2 } as const;

/** Of tasks with less than this part of `work` what they take besides is held against so much work, since it is not of their making. */
const SHORT = 10;

/** Times for which the time out grows: beyond that it has long reached its limit. */
const MOST_TIMES = 255;

export class HealthJudge implements RouteHealth {
  readonly #context: RouteContext;
  readonly #settings: HealthStatesSettings;
  readonly #verdicts: Verdicts;
  readonly #forecasts: Forecasts;
  /** When workers that are out, or rest, are given work again. */
  readonly #returns: DueTimes;
  /** By worker: its state, as it has been told. */
  readonly #state: Uint8Array;
  /** One of BARRED. */
  readonly #barred: Uint8Array;
  /** How often it was out since it was healthy. */
  readonly #times: Uint8Array;
  /** 1: it has been told that there is no budget for it. */
  readonly #spared: Uint8Array;
  /** By BARRED: how many there are. */
  readonly #counts = [0, 0, 0];

  constructor(context: RouteContext, settings: HealthStatesSettings) {
    const { count } = context;
    this.#context = context;
    this.#settings = settings;
    this.#verdicts = new Verdicts(count, settings.verdicts);
    this.#forecasts = new Forecasts(count, settings.forecasts);
    this.#returns = new DueTimes(context, 0, PERIOD, count, (worker) => this.#isOver(worker));
    this.#state = new Uint8Array(count);
    this.#barred = new Uint8Array(count);
    this.#times = new Uint8Array(count);
    this.#spared = new Uint8Array(count);
  }

  start(): void {}

  began(): void {}

  ended(worker: number, outcome: Outcome, _took: number, task: number, ran: number): void {
    if (outcome === OUTCOME.unknown || this.#barred[worker] === BARRED.out) return;
    if (outcome === OUTCOME.timeout && ran < 0) return;
    this.#verdicts.ended(worker, outcome !== OUTCOME.success);
    const expected = this.#context.expected(worker, task);
    const response = ran < 0 ? -1 : ran / Math.max(1, expected / this.#settings.work);
    const isAnswer = this.#isAnswer(outcome, response);
    if (isAnswer) this.#verdicts.answered(worker, response);
    this.#settle(worker);
    if (isAnswer && this.#state[worker] === HEALTH.healthy) this.#foresee(worker, ran, expected);
    if (ran > 0) this.#rest(worker, ran);
  }

  forget(worker: number): void {
    this.#verdicts.forget(worker);
    this.#forecasts.forget(worker);
    const wasOut = this.#barred[worker] === BARRED.out;
    if (wasOut) this.#bar(worker, BARRED.no);
    this.#settle(worker);
    this.#times[worker] = 0;
    this.#endRest(worker);
    if (wasOut) this.#context.returned(worker);
  }

  onTimer(): void {
    this.#returns.onTimer();
  }

  /** Whether it says how fast the worker is. @param response -1: it is not known */
  #isAnswer(outcome: Outcome, response: number): boolean {
    if (response < 0 || outcome === OUTCOME.failure) return false;
    return outcome === OUTCOME.success || this.#verdicts.isSlow(response);
  }

  /** Does what is due by the verdicts. */
  #settle(worker: number): void {
    const state = this.#verdicts.state(worker);
    if (state !== this.#state[worker]) this.#change(worker, state);
    if (state === HEALTH.critical) this.#eject(worker);
  }

  #change(worker: number, state: Health): void {
    this.#state[worker] = state;
    this.#spared[worker] = 0;
    this.#forecasts.changed(worker);
    if (state === HEALTH.healthy) {
      this.#times[worker] = 0;
      this.#endRest(worker);
    }
    this.#context.report(healthStateFacts.changed, worker, state);
  }

  /** Whatever the kinds of its tasks: what each took is held against what was expected of it. */
  #foresee(worker: number, ran: number, expected: number): void {
    const { work } = this.#settings;
    const least = work / SHORT;
    const times = expected < least ? 1 + (ran - expected) / least : ran / expected;
    const percent = this.#forecasts.answered(worker, times * work, this.#context.now());
    if (percent > 0) this.#context.report(healthStateFacts.predicted, worker, percent);
  }

  #eject(worker: number): void {
    const context = this.#context;
    const cause: Cause = this.#verdicts.isTooSlow(worker) ? CAUSE.slowShare : CAUSE.failureShare;
    if (this.#isSpent(BARRED.out)) {
      if (this.#spared[worker] === 0) context.spared(worker, cause);
      this.#spared[worker] = 1;
      return;
    }
    const { criticalTime, criticalTimeLimit } = this.#settings;
    this.#times[worker] = Math.min(MOST_TIMES, this.#times[worker] + 1);
    this.#bar(worker, BARRED.out);
    const time = Math.min(criticalTime * this.#times[worker], Math.max(criticalTime, criticalTimeLimit));
    this.#returns.set(worker, context.now() + time);
    context.ejected(worker, cause);
  }

  /** The time of a worker that is out, or rests, is over; nothing where it ended before. */
  #isOver(worker: number): void {
    this.#endRest(worker);
    if (this.#barred[worker] !== BARRED.out) return;
    this.#verdicts.trial(worker);
    this.#bar(worker, BARRED.no);
    this.#settle(worker);
    this.#context.returned(worker);
  }

  /** An attempt that ran so long is followed by a rest, where the worker is to be given less. */
  #rest(worker: number, ran: number): void {
    const { degradedWork, criticalTime } = this.#settings;
    const length = Math.min(criticalTime, Math.floor((ran * (1 - degradedWork)) / degradedWork));
    if (length < 1 || !this.#isWorkingLess(worker)) return;
    const now = this.#context.now();
    const isResting = this.#barred[worker] === BARRED.rests;
    if (!isResting && this.#isSpent(BARRED.rests)) return;
    this.#returns.set(worker, isResting ? Math.max(now + length, this.#returns.dueOf(worker)) : now + length);
    this.#bar(worker, BARRED.rests);
  }

  #isWorkingLess(worker: number): boolean {
    if (this.#barred[worker] === BARRED.out) return false;
    if (this.#state[worker] !== HEALTH.healthy) return true;
    return this.#settings.proactive && this.#forecasts.isPredicted(worker, this.#context.now());
  }

  #endRest(worker: number): void {
    if (this.#barred[worker] === BARRED.rests) this.#bar(worker, BARRED.no);
  }

  /** Whether as many are out, or rest, as may. */
  #isSpent(how: number): boolean {
    return this.#counts[how] >= mostOut(this.#context.trusted(), this.#settings.budget);
  }

  #bar(worker: number, how: number): void {
    const before = this.#barred[worker];
    if (before === how) return;
    this.#counts[before]--;
    this.#counts[how]++;
    this.#barred[worker] = how;
    if (before === BARRED.no || how === BARRED.no) this.#context.admit(worker, how === BARRED.no);
  }
}
