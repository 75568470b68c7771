/**
 * Runs waves one after the other: a wave starts when every task of the one before has ended, and only if enough of them succeeded. Within
 * a wave at most `window` tasks are under way.
 *
 * Where a wave has a gate, that decides instead, by the results as they come. Once it promotes, the next wave starts, beside what is left of
 * the present one. Once it rolls back, nothing more is handed in; what is under way comes to its end; and then what succeeded is undone, wave by
 * wave from the last to the first, by tasks that are scheduled, fail and are tried again as all others.
 *
 * Its state is in memory: who hears of the end of each task once, as clients do of one coordinator or a pair, needs nothing else while the
 * client lives.
 */

import type { Outcomes } from '../gates/types.ts';
import type { Module, Port, ProcessId } from '../ports.ts';
import { intake, toClient } from '../scheduling/vocabulary.ts';
import { receiver } from '../vocabulary.ts';
import { Stretch, type Wave, WaveStretch } from './stretch.ts';
import { GATE_DECISION, ROLLBACK_REASON, type RollbackReason, waveFacts } from './vocabulary.ts';
import type { RolloutWork } from './work.ts';

const NOTHING: Outcomes = { looked: 0, failures: 0 };

export class WaveRunner implements Module {
  readonly receives = [
    receiver(toClient, { finished: (_from, task, success) => this.#onFinished(task, success) }),
  ];
  readonly #port: Port;
  readonly #root: ProcessId;
  readonly #waves: readonly Wave[];
  readonly #work: RolloutWork;
  /** In order of beginning: the waves, and then what undoes them. */
  readonly #stretches: Stretch[] = [];
  readonly #begun: WaveStretch[] = [];
  /** Stretches that have begun and are not over. */
  #active = 0;
  /** No further wave will start. */
  #isHalted = false;
  #isRollingBack = false;
  /** Waves that are still to be undone, the next one last. */
  readonly #toUndo: WaveStretch[] = [];
  /** Tasks that were to be undone and could not be. */
  #left = 0;

  constructor(port: Port, root: ProcessId, waves: readonly Wave[], work: RolloutWork) {
    this.#port = port;
    this.#root = root;
    this.#waves = waves;
    this.#work = work;
  }

  start(): void {
    this.#begin(0);
  }

  onTimer(): void {}

  /** Whether all has ended that there will be. */
  get isOver(): boolean {
    return this.#begun.length > 0 && this.#active === 0;
  }

  /** Whether a gate may still stop what has not been handed in. */
  get mayRollBack(): boolean {
    return !this.#isHalted && this.#waves.some((_, wave) => this.#isOpen(wave));
  }

  /** Most tasks that it will have handed in. */
  get most(): number {
    let sum = 0;
    for (const { due } of this.#stretches) sum += due;
    if (!this.#isHalted) for (const { tasks } of this.#waves.slice(this.#begun.length)) sum += tasks;
    if (!this.#isRollingBack) return sum + (this.mayRollBack ? this.#mostUndone() : 0);
    for (const { wave, succeeded, underWay } of this.#begun) {
      const isAhead = !this.#stretches.some((other) => other.isUndoing && other.wave <= wave);
      if (this.#waves[wave].undoing && isAhead) sum += succeeded + underWay;
    }
    return sum;
  }

  /**
   * Stops the waves and undoes what was done. For whoever finds that they do harm, besides their gates.
   *
   * @returns false when nothing of them is under way, or they are being rolled back already
   */
  rollBack(reason: RollbackReason = ROLLBACK_REASON.ordered): boolean {
    if (this.#isRollingBack || this.#active === 0) return false;
    this.#stop(this.#begun.length - 1, reason);
    this.#undoIfQuiet();
    return true;
  }

  #onFinished(task: number, success: number): void {
    const stretch = this.#stretchOf(task);
    stretch.ended++;
    stretch.succeeded += success;
    if (stretch instanceof WaveStretch) this.#afterTask(stretch, success);
    else if (stretch.isDone) this.#undone(stretch);
    else this.#submit(stretch);
  }

  #afterTask(stretch: WaveStretch, success: number): void {
    if (stretch.gate && !this.#isRollingBack) {
      const verdict = stretch.gate.look(success === 0);
      if (verdict !== 'open') this.#decide(stretch, verdict === 'promote');
    }
    if (stretch.isDone) this.#end(stretch);
    else this.#submit(stretch);
    if (this.#isRollingBack) this.#undoIfQuiet();
  }

  #begin(wave: number): void {
    if (wave >= this.#waves.length) return;
    const plan = this.#waves[wave];
    const control = this.#begun[plan.gate?.control ?? -1] ?? NOTHING;
    const stretch = new WaveStretch(wave, this.#work.create(wave), plan, control);
    this.#begun.push(stretch);
    this.#enter(stretch);
    this.#port.report(waveFacts.waveStarted, wave);
    this.#submit(stretch);
  }

  #enter(stretch: Stretch): void {
    this.#stretches.push(stretch);
    this.#active++;
  }

  #submit(stretch: Stretch): void {
    while (stretch.submitted < stretch.due && stretch.underWay < stretch.window)
      this.#port.post(this.#root, intake.submit, stretch.first + stretch.submitted++, 1);
  }

  #leave(stretch: Stretch): void {
    stretch.isOver = true;
    this.#active--;
  }

  /** The gate of a wave has decided. */
  #decide(stretch: WaveStretch, promotes: boolean): void {
    const { wave, gate } = stretch;
    if (!gate) return;
    stretch.gate = null;
    const { looked, failures, undecided } = gate;
    const { promoted, rolledBack, promotedUndecided, rolledBackUndecided } = GATE_DECISION;
    const [clear, byPolicy] = promotes ? [promoted, promotedUndecided] : [rolledBack, rolledBackUndecided];
    this.#port.report(waveFacts.gateDecided, wave, undecided ? byPolicy : clear, looked, failures);
    stretch.isPromoted = promotes;
    if (!promotes) this.#stop(wave, ROLLBACK_REASON.gate);
    else if (!stretch.isDone) this.#begin(wave + 1);
  }

  #end(stretch: WaveStretch): void {
    const { wave } = stretch;
    if (stretch.gate && !this.#isRollingBack) this.#decide(stretch, stretch.gate.end() === 'promote');
    this.#leave(stretch);
    this.#port.report(waveFacts.waveEnded, wave, stretch.isPassed ? 1 : 0);
    if (this.#isHalted) return;
    if (!stretch.passes) this.#isHalted = true;
    else if (wave === this.#begun.length - 1) this.#begin(wave + 1);
  }

  /** Nothing more is handed in. */
  #stop(wave: number, reason: RollbackReason): void {
    this.#isHalted = true;
    this.#isRollingBack = true;
    this.#port.report(waveFacts.rollbackStarted, wave, reason);
    for (const stretch of this.#begun) if (!stretch.isOver) stretch.due = stretch.submitted;
  }

  /** Begins to undo when the last task that was under way has ended: it may have succeeded. */
  #undoIfQuiet(): void {
    if (this.#active > 0) return;
    this.#toUndo.push(
      ...this.#begun.filter(({ wave, succeeded }) => succeeded > 0 && this.#waves[wave].undoing),
    );
    this.#undoNext();
  }

  #undoNext(): void {
    const done = this.#toUndo.pop();
    if (!done) {
      this.#port.report(waveFacts.rollbackEnded, this.#left);
      return;
    }
    const { wave, succeeded } = done;
    const window = this.#waves[wave].undoing?.window ?? Infinity;
    const stretch = new Stretch(wave, true, this.#work.undo(wave, succeeded), succeeded, window);
    this.#enter(stretch);
    this.#port.report(waveFacts.undoStarted, wave, succeeded);
    this.#submit(stretch);
  }

  #undone(stretch: Stretch): void {
    this.#leave(stretch);
    this.#left += stretch.failures;
    this.#port.report(waveFacts.undoEnded, stretch.wave, stretch.failures);
    this.#undoNext();
  }

  /** Whether a wave has a gate that has not decided. */
  #isOpen(wave: number): boolean {
    return wave < this.#begun.length ? this.#begun[wave].gate !== null : Boolean(this.#waves[wave].gate);
  }

  /** Most tasks that succeed and may then have to be undone. */
  #mostUndone(): number {
    const last = this.#waves.findLastIndex((_, wave) => this.#isOpen(wave));
    return this.#waves.slice(0, last + 1).reduce((sum, { tasks, undoing }, wave) => {
      const failures = this.#begun[wave]?.failures ?? 0;
      return undoing ? sum + tasks - failures : sum;
    }, 0);
  }

  /** Tasks of later stretches have larger numbers. */
  #stretchOf(task: number): Stretch {
    let place = this.#stretches.length - 1;
    while (place > 0 && this.#stretches[place].first > task) place--;
    return this.#stretches[place];
  }
}
