/**
 * Runs waves one after the other with a barrier between them: a wave starts when every task of the one before has ended, and
 * only if enough of them succeeded. Within a wave at most `window` tasks are under way.
 */

import type { Module, Port, ProcessId } from '../ports.ts';
import { intake, toClient } from '../scheduling/vocabulary.ts';
import { Share } from '../shares.ts';
import { receiver } from '../vocabulary.ts';
import { waveFacts } from './vocabulary.ts';
import type { WorkSource } from './work.ts';

export interface Wave {
  readonly tasks: number;
  /** Most tasks under way at a time; Infinity for no limit. */
  readonly window: number;
  /** Share of the tasks that must succeed for the next wave to start, 0..1. */
  readonly requiredSuccess: number;
}

export class WaveRunner implements Module {
  readonly receives = [
    receiver(toClient, { finished: (_from, _task, success) => this.#onFinished(success) }),
  ];
  readonly #port: Port;
  readonly #root: ProcessId;
  readonly #waves: readonly Wave[];
  readonly #work: WorkSource;
  #wave = -1;
  #first = 0;
  #submitted = 0;
  #succeeded = 0;
  #ended = 0;

  constructor(port: Port, root: ProcessId, waves: readonly Wave[], work: WorkSource) {
    this.#port = port;
    this.#root = root;
    this.#waves = waves;
    this.#work = work;
  }

  start(): void {
    this.#begin(0);
  }

  #onFinished(success: number): void {
    this.#ended++;
    this.#succeeded += success;
    if (this.#ended === this.#waves[this.#wave].tasks) this.#end();
    else this.#submit();
  }

  onTimer(): void {}

  #begin(wave: number): void {
    if (wave >= this.#waves.length) return;
    this.#wave = wave;
    this.#submitted = 0;
    this.#succeeded = 0;
    this.#ended = 0;
    this.#first = this.#work.create(wave);
    this.#port.report(waveFacts.waveStarted, wave);
    this.#submit();
  }

  #submit(): void {
    const { tasks, window } = this.#waves[this.#wave];
    const wave = this.#wave;
    while (wave === this.#wave && this.#submitted < tasks && this.#submitted - this.#ended < window) {
      this.#port.post(this.#root, intake.submit, this.#first + this.#submitted++, 1);
    }
  }

  #end(): void {
    const { tasks, requiredSuccess } = this.#waves[this.#wave];
    const passed = this.#succeeded >= new Share(requiredSuccess).ceil(tasks);
    this.#port.report(waveFacts.waveEnded, this.#wave, passed ? 1 : 0);
    if (passed) this.#begin(this.#wave + 1);
  }
}
