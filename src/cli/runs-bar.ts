/**
 * How far many runs are, on standard error: a bar on a terminal and, where that is asked for, lines elsewhere.
 */
import { SingleBar } from 'cli-progress';
import type { ExperimentProgress } from '../lab/experiment/types.ts';
import type { Channel } from './channel.ts';
import { shortDuration } from './progress.ts';

const BAR_WIDTH = 24;
/** Seconds before which an estimate would say nothing. */
const TOO_EARLY = 1;
/** Milliseconds of silence after which a log gets a line: a pipeline must not take the command for dead. */
const SILENCE = 5_000;

/**
 * One line about runs that have been going for `elapsed` seconds of real time.
 * @param remark who does the runs; empty for threads of this process
 */
export function runsLine(progress: ExperimentProgress, elapsed: number, remark = ''): string {
  const { done, total } = progress;
  const fraction = total > 0 ? done / total : 0;
  const full = Math.floor(fraction * BAR_WIDTH);
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)} ${String(Math.floor(fraction * 100)).padStart(3)}%`;
  return [bar, runsText(progress, elapsed), ...(remark === '' ? [] : [remark])].join(' | ');
}

/** "runs 10 of 40 | ETA 15s" */
function runsText({ done, resumed, total }: ExperimentProgress, elapsed: number): string {
  const runs = `runs ${done} of ${total}${resumed > 0 ? ` (${resumed} from before)` : ''}`;
  // Runs taken over cost no time, and tell nothing about the others.
  const own = done - resumed;
  const rest =
    own > 0 && elapsed >= TOO_EARLY
      ? `ETA ${shortDuration((elapsed * (total - done)) / own)}`
      : `${shortDuration(elapsed)} so far`;
  return `${runs} | ${rest}`;
}

/** Draws one line and keeps redrawing it; or, in a log, says how far it is after every few seconds of silence. */
export class RunsBar {
  readonly #channel: Channel;
  readonly #bar: SingleBar;
  readonly #drawn: boolean;
  readonly #logged: boolean;
  #timer: NodeJS.Timeout | undefined;
  #started = performance.now();
  #phase: string;
  #progress: ExperimentProgress | null = null;
  #remark = '';

  /**
   * @param shown false for output that nobody reads: nothing is written then
   * @param logged whether to write lines where no bar can be drawn
   */
  constructor(channel: Channel, shown: boolean, phase: string, { logged = false } = {}) {
    this.#channel = channel;
    this.#drawn = shown && channel.terminal;
    this.#logged = shown && logged && !channel.terminal;
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

  /** Begins, or goes on after something else was written. */
  start(): void {
    if (this.#drawn) this.#bar.start(1, 0);
    if (!this.#logged) return;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tell(), SILENCE);
    this.#timer.unref();
  }

  /** Replaces the figures by words, from which on time counts anew: "writing results". */
  phase(text: string): void {
    this.#phase = text;
    this.#progress = null;
    this.#started = performance.now();
    if (this.#drawn) this.#bar.render();
  }

  update(progress: ExperimentProgress): void {
    this.#progress = progress;
    if (this.#drawn) this.#bar.update(0);
  }

  /** What stands at the end of the line. */
  remark(text: string): void {
    this.#remark = text;
  }

  stop(): void {
    if (this.#drawn) this.#bar.stop();
    clearInterval(this.#timer);
  }

  /** Seconds since the phase began. */
  get #elapsed(): number {
    return (performance.now() - this.#started) / 1000;
  }

  #text(): string {
    if (this.#progress) return runsLine(this.#progress, this.#elapsed, this.#remark);
    return `${this.#phase} (${shortDuration(this.#elapsed)})`;
  }

  #tell(): void {
    const line = this.#progress
      ? `${this.#phase} | ${runsText(this.#progress, this.#elapsed)}`
      : this.#text();
    this.#channel.line(line).catch(() => {});
  }
}
