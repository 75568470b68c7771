/**
 * Metrics that are declared in one place each: what the number is, what it is counted from, and what is known of it when a run
 * ends before its work does. A file in `declared` and a line in the catalogue (`metrics.ts`) make a metric: it is then measured in
 * every run, and stands in lists, summaries, result files, baselines and documents.
 */
import type { Fact } from '../modules/facts.ts';
import type { Words } from '../modules/vocabulary.ts';
import type { WorldObserver, WorldView } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { Announced, Announcement } from './announced.ts';
import { countBounds, type Figure } from './bounds.ts';
import type { MetricDescription } from './metric-description.ts';

/** What a metric can be counted from. */
export interface MetricSource {
  readonly spec: WorldSpec;
  /** The clock, the tasks, and what modules report: `view.facts`. A metric hears of a fact before the world has. */
  readonly view: WorldView;
  /** What the world tells its observer, which it has made of facts and of what it simulates. */
  readonly announced: Announced;
}

/** A run as it stands when its figures are asked for. Times in microseconds. */
export interface EndOfRun {
  readonly now: number;
  readonly measuredFrom: number;
  /** Tasks of the measured time that can still end. */
  readonly open: number;
  /** Whether these may fail; where nothing in the scenario makes them, none does. */
  readonly mayFail: boolean;
  /** More tasks may be submitted. */
  readonly goesOn: boolean;
  /** Ages of what has stopped processes that nobody suspects yet, by its kind. Nobody need ever suspect them. */
  readonly unnoticed: Unnoticed;
}

/** Microseconds since processes went down, were paused, or were cut off from those who watch them, or their messages were held. */
export interface Unnoticed {
  readonly crash: readonly number[];
  readonly pause: readonly number[];
  readonly cut: readonly number[];
  readonly slow: readonly number[];
  /** Faults may still strike before the last task ends. */
  readonly more: boolean;
}

/** One metric in one run. */
export interface Counter {
  /** null: nothing happened that it could measure; bounds: what has not ended may still change it. */
  figure(end: EndOfRun): Figure;
  /** The warm-up is over: counting begins anew. */
  warm(): void;
}

/** Where a summary shows a metric; those that are not shown are in the result files all the same. */
export interface Shown {
  readonly heading: string;
  /** Metric that it stands below; null: at the head. Default: at the end. */
  readonly after?: string | null;
  /** Only where it is not zero. Default false. */
  readonly unlessZero?: boolean;
}

export interface DeclaredMetric extends MetricDescription {
  /** Words under the heading, where the name's own are not plain enough. */
  readonly label?: string;
  readonly shown?: Shown;
  /** Begins to count. To be called once for each run. */
  measure(source: MetricSource): Counter;
}

/** A count from 0 that is exact at any time. */
export class Count implements Counter {
  value = 0;

  figure(): Figure {
    return this.value;
  }

  warm(): void {
    this.value = 0;
  }
}

/** How often modules report a fact: all of them, each coordinator of a tree for itself. */
export function countOf<W extends Words>(fact: Fact<W>): DeclaredMetric['measure'] {
  return ({ view }) => {
    const count = new Count();
    view.facts.on(fact, (() => count.value++) as never);
    return count;
  };
}

/**
 * Tasks of the measured time that fail in some way, to which each task without an end may still come if it may fail. To be called anew
 * for each run.
 * @param listen calls `add` for each task
 */
export function tasksFailing({ view }: MetricSource, listen: (add: (task: number) => void) => void): Counter {
  let from = 0;
  let count = 0;
  listen((task) => {
    if (view.tasks.submittedAt[task] >= from) count++;
  });
  return {
    figure: ({ open, mayFail }) => countBounds(count, mayFail ? open : 0),
    warm() {
      from = view.now;
      count = 0;
    },
  };
}

/** How often the world tells its observer something. @param counts whether it counts; default: always */
export function countTold<Name extends Announcement>(
  name: Name,
  counts: (...words: Parameters<WorldObserver[Name]>) => boolean = () => true,
): DeclaredMetric['measure'] {
  return ({ announced }) => {
    const count = new Count();
    const isCounted = counts as unknown as (a: never, b: never, c: never, d: never, e: never) => boolean;
    announced.on(name, ((a: never, b: never, c: never, d: never, e: never) => {
      if (isCounted(a, b, c, d, e)) count.value++;
    }) as unknown as WorldObserver[Name]);
    return count;
  };
}
