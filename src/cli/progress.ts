/**
 * The progress bar of a run, on standard error and only where that is a terminal.
 */
import { SingleBar } from 'cli-progress';
import type { Channel } from './channel.ts';

/** How far a run is. Times are seconds of virtual time. */
export interface Progress {
  readonly time: number;
  readonly duration: number | null;
  readonly events: number;
  readonly tasksDone: number;
  readonly tasksTotal: number | null;
}

const WIDEST_BAR = 24;
const NARROWEST_BAR = 4;
const MINUTE = 60;
const HOUR = 3600;
const PREFIXES = ['k', 'M', 'G', 'T'];
/** Seconds before which a speed or an estimate would say nothing. */
const TOO_EARLY = 1;

/** Share of the run that is done, 0..1; null where its end cannot be foreseen. A run ends when its time or its work does. */
export function fractionDone({ time, duration, tasksDone, tasksTotal }: Progress): number | null {
  const shares: number[] = [];
  if (duration !== null && duration > 0) shares.push(time / duration);
  if (tasksTotal !== null && tasksTotal > 0) shares.push(tasksDone / tasksTotal);
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares));
}

/** "4.2s", "3m05s", "2h07m": seconds for people. */
export function shortDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole}s`;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m${two(whole % MINUTE)}s`;
  return `${Math.floor(whole / HOUR)}h${two((whole % HOUR) / MINUTE)}m`;
}

/** "950", "12.3k", "4.56M": counts for people, three digits. */
export function shortCount(count: number): string {
  const rounded = Number(count.toPrecision(3));
  if (rounded < 1000) return String(Math.round(rounded));
  const power = Math.min(Math.floor(Math.log10(rounded) / 3), PREFIXES.length);
  return `${(rounded / 1000 ** power).toPrecision(3)}${PREFIXES[power - 1]}`;
}

/** One line of at most `width` columns about a run that has been going for `elapsed` seconds of real time. */
export function progressLine(progress: Progress, elapsed: number, width: number): string {
  const { time, duration, events, tasksDone, tasksTotal } = progress;
  const fraction = fractionDone(progress);
  const parts = [
    `${shortDuration(time)}${duration === null ? ' of virtual time' : ` of ${shortDuration(duration)}`}`,
    `${shortCount(tasksDone)}${tasksTotal === null ? '' : ` of ${shortCount(tasksTotal)}`} tasks`,
  ];
  if (elapsed >= TOO_EARLY) parts.push(`${shortCount(events / elapsed)} events/s`);
  if (fraction !== null && fraction > 0 && elapsed >= TOO_EARLY) {
    parts.push(`ETA ${shortDuration((elapsed * (1 - fraction)) / fraction)}`);
  } else {
    parts.push(`${shortDuration(elapsed)} so far`);
  }
  if (fraction !== null) parts.unshift(`${String(Math.floor(fraction * 100)).padStart(3)}%`);
  const text = parts.join(' | ');
  const room = Math.min(WIDEST_BAR, width - text.length - 1);
  return fraction === null || room < NARROWEST_BAR
    ? text.slice(0, width)
    : `${drawBar(fraction, room)} ${text}`;
}

function drawBar(fraction: number, width: number): string {
  const full = Math.floor(fraction * width);
  return '#'.repeat(full) + '-'.repeat(width - full);
}

/** Draws one line and keeps redrawing it, so that a person sees that work goes on. */
export class ProgressBar {
  readonly #bar: SingleBar;
  readonly #shown: boolean;
  #started = 0;
  #phase: string;
  #progress: Progress | null = null;

  /** `shown` is false for output that nobody watches: nothing is ever drawn then. */
  constructor(channel: Channel, shown: boolean, phase: string) {
    this.#shown = shown && channel.terminal;
    this.#phase = phase;
    this.#bar = new SingleBar({
      stream: channel.stream as NodeJS.WriteStream,
      format: () => this.#text(channel.width - 1),
      clearOnComplete: true,
      hideCursor: false,
      fps: 8,
      gracefulExit: false,
      linewrap: true,
    });
  }

  /** Draws the line with the phase in it. */
  start(): void {
    this.#started = performance.now();
    if (this.#shown) this.#bar.start(1, 0);
  }

  /** Replaces the figures by words: "writing results". */
  phase(text: string): void {
    this.#phase = text;
    this.#progress = null;
    // At once: what comes next may keep the event loop busy.
    if (this.#shown) this.#bar.render();
  }

  update(progress: Progress): void {
    this.#progress = progress;
    if (this.#shown) this.#bar.update(0);
  }

  /** Removes the line. */
  stop(): void {
    if (this.#shown) this.#bar.stop();
  }

  #text(width: number): string {
    const elapsed = (performance.now() - this.#started) / 1000;
    if (this.#progress) return progressLine(this.#progress, elapsed, width);
    return `${this.#phase} (${shortDuration(elapsed)})`.slice(0, width);
  }
}
