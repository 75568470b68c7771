/**
 * The progress bar of an experiment, on standard error and only where that is a terminal.
 */
import { SingleBar } from 'cli-progress';
import type { ExperimentProgress } from '../lab/experiment/types.ts';
import type { Channel } from './channel.ts';
import { shortDuration } from './progress.ts';

const BAR_WIDTH = 24;
/** Seconds before which an estimate would say nothing. */
const TOO_EARLY = 1;

/**
 * One line about an experiment that has been going for `elapsed` seconds of real time.
 * @param remark who does the runs; empty for threads of this process
 */
export function runsLine({ done, resumed, total }: ExperimentProgress, elapsed: number, remark = ''): string {
  const fraction = total > 0 ? done / total : 0;
  const full = Math.floor(fraction * BAR_WIDTH);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)} ${String(Math.floor(fraction * 100)).padStart(3)}%`;
  const runs = `runs ${done} of ${total}${resumed > 0 ? ` (${resumed} from before)` : ''}`;
  // Runs taken over cost no time, and tell nothing about the others.
  const own = done - resumed;
  const rest =
    own > 0 && elapsed >= TOO_EARLY
      ? `ETA ${shortDuration((elapsed * (total - done)) / own)}`
      : `${shortDuration(elapsed)} so far`;
  return [bar, runs, rest, ...(remark === '' ? [] : [remark])].join(' | ');
}

/** Draws one line and keeps redrawing it. */
export class RunsBar {
  readonly #bar: SingleBar;
  readonly #shown: boolean;
  #started = performance.now();
  #phase: string;
  #progress: ExperimentProgress | null = null;
  #remark = '';

  /** `shown` is false for output that nobody watches: nothing is ever drawn then. */
  constructor(channel: Channel, shown: boolean, phase: string) {
    this.#shown = shown && channel.terminal;
    this.#phase = phase;
    this.#bar = new SingleBar({
      stream: channel.stream as NodeJS.WriteStream,
      format: () => this.#text().slice(0, channel.width - 1),
      clearOnComplete: true,
      hideCursor: false,
      fps: 8,
      gracefulExit: false,
    });
  }

  start(): void {
    if (this.#shown) this.#bar.start(1, 0);
  }

  /** Replaces the figures by words, from which on time counts anew: "writing results". */
  phase(text: string): void {
    this.#phase = text;
    this.#progress = null;
    this.#started = performance.now();
    if (this.#shown) this.#bar.render();
  }

  update(progress: ExperimentProgress): void {
    this.#progress = progress;
    if (this.#shown) this.#bar.update(0);
  }

  /** What stands at the end of the line. */
  remark(text: string): void {
    this.#remark = text;
  }

  stop(): void {
    if (this.#shown) this.#bar.stop();
  }

  #text(): string {
    const elapsed = (performance.now() - this.#started) / 1000;
    if (this.#progress) return runsLine(this.#progress, elapsed, this.#remark);
    return `${this.#phase} (${shortDuration(elapsed)})`;
  }
}
