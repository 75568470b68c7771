/** Figures of stretches of virtual time, from every change of a series and not from the intervals of a timeline. */
import type { Microseconds } from '../engine/types.ts';
import { between, type Figure } from './bounds.ts';
import { SERIES, type SeriesListener } from './series.ts';
import { TimeWeighted } from './time-weighted.ts';
import type { TimelineRecorder } from './timeline.ts';

/** The statistic of a series in a stretch of time, closed at its start and open at its end. */
export interface WindowRequest {
  /** By which results name it. */
  readonly name: string;
  readonly statistic: 'min' | 'mean' | 'max' | 'last' | 'count';
  readonly series: string;
  readonly from: Microseconds;
  readonly to: Microseconds;
}

/** One series in one stretch of time. Levels are 0 before their first value, and never negative. */
export class SeriesWindow implements SeriesListener {
  readonly #from: Microseconds;
  readonly #to: Microseconds;
  /** The level and its negative, whose largest values are the ends of the level's range. */
  #high: TimeWeighted | null = null;
  #low: TimeWeighted | null = null;
  #value = 0;
  #events = 0;

  constructor(from: Microseconds, to: Microseconds) {
    this.#from = from;
    this.#to = to;
  }

  set(at: Microseconds, value: number): void {
    if (at >= this.#to) return;
    if (at > this.#from) {
      const { high, low } = this.#open();
      high.set(at, value);
      low.set(at, -value);
    }
    this.#value = value;
  }

  count(at: Microseconds, n: number): void {
    if (at >= this.#from && at < this.#to) this.#events += n;
  }

  /**
   * What is known of a statistic when the run has come to `now`; null before the window began.
   * @param rests whether nothing changes any more, so that what is left of the window is as `now` is
   */
  figure(statistic: WindowRequest['statistic'], now: Microseconds, rests: boolean): Figure {
    const whole = now >= this.#to || rests;
    if (!whole && now <= this.#from) return null;
    const { high, low } = this.#open();
    const end = whole ? this.#to : now;
    switch (statistic) {
      case 'count':
        return between(this.#events, whole ? this.#events : Infinity);
      case 'max':
        return between(high.maxAt(end), whole ? high.maxAt(end) : Infinity);
      case 'min':
        return between(whole ? -low.maxAt(end) : 0, -low.maxAt(end));
      case 'last':
        return whole ? this.#value : between(0, Infinity);
      case 'mean': {
        const mean = high.meanAt(end);
        if (whole) return mean;
        // The level may be 0 in what is left. The product is rounded: it must not come out above the bound that it is.
        const share = (end - this.#from) / (this.#to - this.#from);
        return between(mean * share * (1 - 4 * Number.EPSILON), Infinity);
      }
    }
  }

  #open(): { readonly high: TimeWeighted; readonly low: TimeWeighted } {
    this.#high ??= new TimeWeighted(this.#from, this.#value);
    this.#low ??= new TimeWeighted(this.#from, -this.#value);
    return { high: this.#high, low: this.#low };
  }
}

/** All windows that a run was asked for. */
export class Windows {
  readonly #windows: readonly { readonly request: WindowRequest; readonly window: SeriesWindow }[];
  /** Of the two levels that are no columns of the timeline; null where there are none, as in most runs. */
  readonly #levels: {
    readonly inSystem: readonly SeriesWindow[];
    readonly depth: readonly SeriesWindow[];
  } | null;

  /** @param timeline in whose columns the other series are */
  constructor(requests: readonly WindowRequest[], timeline: Pick<TimelineRecorder, 'listen'>) {
    this.#windows = requests.map((request) => ({
      request,
      window: new SeriesWindow(request.from, request.to),
    }));
    const inSystem = this.#of('tasks.in_system');
    const depth = this.#of('queue.depth');
    this.#levels = inSystem.length + depth.length > 0 ? { inSystem, depth } : null;
    for (const series of new Set(requests.map((request) => request.series)))
      timeline.listen(series, this.#of(series));
  }

  /** From now on so many tasks are in the system, and so many of them are not being executed. */
  levels(now: Microseconds, inSystem: number, depth: number): void {
    if (this.#levels === null) return;
    for (const window of this.#levels.inSystem) window.set(now, inSystem);
    for (const window of this.#levels.depth) window.set(now, depth);
  }

  #of(series: string): SeriesWindow[] {
    return this.#windows.filter(({ request }) => request.series === series).map(({ window }) => window);
  }

  /** @param atRest whether all work has ended, and no more will come */
  figures(now: Microseconds, atRest: boolean): Record<string, Figure> {
    return Object.fromEntries(
      this.#windows.map(({ request: { name, statistic, series }, window }) => {
        const rests = atRest && SERIES.some((one) => one.name === series && one.rests);
        return [name, window.figure(statistic, now, rests)];
      }),
    );
  }
}
