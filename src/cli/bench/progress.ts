/**
 * What a gate is doing: a bar where a person watches, and a line every few seconds elsewhere, so that a pipeline never takes it for dead.
 */
import type { Channel } from '../channel.ts';
import { shortDuration } from '../progress.ts';
import { RunsBar } from '../runs-bar.ts';

/** Milliseconds between lines. */
const PERIOD = 4_000;

export class BenchProgress {
  readonly #channel: Channel;
  readonly #bar: RunsBar;
  readonly #lines: boolean;
  readonly #started = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #phase: string;
  #counts = '';

  /** `shown` is false for output that nobody reads. */
  constructor(channel: Channel, shown: boolean, phase: string) {
    this.#channel = channel;
    this.#bar = new RunsBar(channel, shown, phase);
    this.#lines = shown && !channel.terminal;
    this.#phase = phase;
  }

  start(): void {
    this.#bar.start();
    if (!this.#lines) return;
    this.#timer = setInterval(() => this.#tell(), PERIOD);
    this.#timer.unref();
  }

  phase(text: string): void {
    this.#phase = text;
    this.#counts = '';
    this.#bar.phase(text);
  }

  /** @param done of `total` runs or timings */
  update(done: number, total: number): void {
    this.#counts = `: ${done} of ${total}`;
    this.#bar.update({ done, resumed: 0, total });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#bar.stop();
  }

  #tell(): void {
    const elapsed = shortDuration((performance.now() - this.#started) / 1000);
    this.#channel.line(`${this.#phase}${this.#counts} (${elapsed})`).catch(() => {});
  }
}
