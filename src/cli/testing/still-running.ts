/** Signs of life for those who read a log: where no bar can be drawn, a line after every few seconds of silence. */
import type { ExperimentProgress } from '../../lab/experiment/types.ts';
import type { Channel } from '../channel.ts';
import { runsLine } from '../runs-bar.ts';

const SILENCE = 5_000;

export class StillRunning {
  readonly #channel: Channel;
  readonly #shown: boolean;
  readonly #started = performance.now();
  #progress: ExperimentProgress = { done: 0, total: 0, resumed: 0 };
  #timer: NodeJS.Timeout | undefined;

  /** @param shown whether anything is to be said at all */
  constructor(channel: Channel, shown: boolean) {
    this.#channel = channel;
    this.#shown = shown && !channel.terminal;
  }

  update(progress: ExperimentProgress): void {
    this.#progress = progress;
  }

  /** Something else has been said: the silence begins anew. */
  spoke(): void {
    this.stop();
    if (!this.#shown) return;
    this.#timer = setInterval(() => this.#say(), SILENCE);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #say(): void {
    const elapsed = (performance.now() - this.#started) / 1000;
    this.#channel.line(runsLine(this.#progress, elapsed)).catch(() => {});
  }
}
