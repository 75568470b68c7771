/** Checkpoints: how many, what they save and what they cost. All are none where nothing is saved. */
import { checkpointFacts } from '../../modules/checkpoints/vocabulary.ts';
import { type Bounds, countBounds, type Figure } from '../bounds.ts';
import type { Counter, DeclaredMetric, EndOfRun, MetricSource } from '../declare.ts';

const HEADING = 'Checkpoints';
const MICROSECONDS = 1e6;

/** Numbers that are added up over tasks of the measured time; each task without an end may still add to them. */
function adding(
  listen: (source: MetricSource, add: (task: number, number: number) => void) => void,
): DeclaredMetric['measure'] {
  return (source) => {
    const { spec, view } = source;
    let from = 0;
    let sum = 0;
    if (spec.checkpoints)
      listen(source, (task, number) => {
        if (view.tasks.submittedAt[task] >= from) sum += number;
      });
    return {
      figure: ({ open }) => (spec.checkpoints ? countBounds(sum, open, Infinity) : null),
      warm() {
        from = view.now;
        sum = 0;
      },
    };
  };
}

const written: DeclaredMetric = {
  name: 'checkpoints.written',
  unit: 'count',
  description: 'checkpoints written of tasks submitted in the measured time',
  label: 'written',
  shown: { heading: HEADING },
  measure: adding(({ view }, add) => view.facts.on(checkpointFacts.written, (_by, task) => add(task, 1))),
};

const bytes: DeclaredMetric = {
  name: 'checkpoints.bytes',
  unit: 'bytes',
  description: 'bytes of these as they are written: a header and the compressed progress',
  label: 'bytes written',
  shown: { heading: HEADING },
  measure: adding(({ view }, add) =>
    view.facts.on(checkpointFacts.written, (_by, task, _shard, size) => add(task, size)),
  ),
};

const refused: DeclaredMetric = {
  name: 'checkpoints.refused',
  unit: 'count',
  description:
    'checkpoints that the storage refused, because another attempt at the task had begun, or it had ended',
  label: 'refused',
  shown: { heading: HEADING, unlessZero: true },
  measure: adding(({ view }, add) => view.facts.on(checkpointFacts.refused, (_by, task) => add(task, 1))),
};

const restored: DeclaredMetric = {
  name: 'checkpoints.restored',
  unit: 'count',
  description: 'executions that went on from a checkpoint',
  label: 'executions that went on from one',
  shown: { heading: HEADING },
  measure: adding(({ view }, add) =>
    view.facts.on(checkpointFacts.looked, (_by, task, _damaged, found) => add(task, found)),
  ),
};

const damaged: DeclaredMetric = {
  name: 'checkpoints.damaged',
  unit: 'count',
  description: 'checkpoints found torn or corrupt when an execution began, each time that one did',
  better: 'lower',
  label: 'found damaged',
  shown: { heading: HEADING, unlessZero: true },
  measure: adding(({ view }, add) =>
    view.facts.on(checkpointFacts.looked, (_by, task, count) => add(task, count)),
  ),
};

/** What the executions of tasks of the measured time were at, in microseconds. */
class Times {
  readonly #source: MetricSource;
  #from = 0;
  /** Of all executions that are over: work, and saving and restoring. */
  worked = 0;
  overhead = 0;
  /** Of the first result of each task: work behind it. */
  useful = 0;
  /** Work of tasks that have no result yet, from which a later attempt may go on. */
  readonly #pending = new Map<number, number>();
  /** Tasks with a result, and those that have ended without: what else is done of them is lost. */
  readonly #settled = new Set<number>();

  constructor(source: MetricSource) {
    this.#source = source;
    source.announced.on('taskFailed', (task) => this.#settle(task));
    source.announced.on('taskAbandoned', (task) => this.#settle(task));
    source.view.facts.on(checkpointFacts.ended, (_by, task, worked, saved, restored, useful) => {
      if (source.view.tasks.submittedAt[task] < this.#from) return;
      this.worked += worked;
      this.overhead += saved + restored;
      if (this.#settled.has(task)) return;
      if (useful < 0) {
        this.#pending.set(task, (this.#pending.get(task) ?? 0) + worked);
        return;
      }
      this.useful += useful;
      this.#settle(task);
    });
  }

  warm(): void {
    this.#from = this.#source.view.now;
    this.worked = 0;
    this.overhead = 0;
    this.useful = 0;
    this.#pending.clear();
    this.#settled.clear();
  }

  get pending(): number {
    let sum = 0;
    for (const worked of this.#pending.values()) sum += worked;
    return sum;
  }

  #settle(task: number): void {
    this.#pending.delete(task);
    this.#settled.add(task);
  }
}

function ofTimes(figure: (times: Times, end: EndOfRun) => Figure): DeclaredMetric['measure'] {
  return (source): Counter => {
    if (!source.spec.checkpoints) return { figure: () => null, warm() {} };
    const times = new Times(source);
    return { figure: (end) => figure(times, end), warm: () => times.warm() };
  };
}

const lostWork: DeclaredMetric = {
  name: 'checkpoints.lost_work',
  unit: 'seconds',
  description:
    'time of work that no result came of, over all executions that are over of tasks submitted in the measured time: done again, or in vain',
  better: 'lower',
  label: 'work lost',
  shown: { heading: HEADING },
  measure: ofTimes(({ worked, useful, pending }, { open }) => {
    const lost = (worked - useful) / MICROSECONDS;
    return open === 0 ? lost : { lower: lost - pending / MICROSECONDS, upper: null };
  }),
};

/** Nothing is known of the share while tasks are open that have not saved anything yet. */
const OPEN: Bounds = { lower: 0, upper: 1 };

const waste: DeclaredMetric = {
  name: 'checkpoints.waste',
  unit: 'ratio',
  description:
    'share of the time of the same executions that no result came of: work that was lost, saving, and going on from checkpoints; pauses are left out',
  better: 'lower',
  label: 'waste',
  shown: { heading: HEADING },
  measure: ofTimes(({ worked, overhead, useful }, { open }) => {
    const all = worked + overhead;
    if (open > 0) return all > 0 ? OPEN : { ...OPEN, or_none: true };
    return all > 0 ? 1 - useful / all : null;
  }),
};

const fullestShard: DeclaredMetric = {
  name: 'checkpoints.shard.share',
  unit: 'ratio',
  description: 'share of all checkpoints that went to the part of the storage that got most of them',
  better: 'lower',
  label: 'share of the fullest shard',
  shown: { heading: HEADING },
  measure({ spec, view }): Counter {
    const counts = new Float64Array(spec.checkpoints?.shards ?? 0);
    view.facts.on(checkpointFacts.written, (_by, _task, shard) => {
      counts[shard]++;
    });
    return {
      figure() {
        const all = counts.reduce((sum, count) => sum + count, 0);
        return all > 0 ? Math.max(...counts) / all : null;
      },
      warm: () => counts.fill(0),
    };
  },
};

/** In the order of lists and tables. */
export const CHECKPOINT_METRICS: readonly DeclaredMetric[] = [
  written,
  bytes,
  refused,
  restored,
  damaged,
  lostWork,
  waste,
  fullestShard,
];
