/** What gates decide on waves, and what it takes to undo those that they roll back. */
import { GATE_DECISION } from '../../modules/workflow/vocabulary.ts';
import type { WavesWorkloadSpec } from '../../world/spec/spec.ts';
import { between, countBounds, type Figure } from '../bounds.ts';
import type { Counter, DeclaredMetric, EndOfRun, MetricSource } from '../declare.ts';

const MICROSECONDS = 1e6;

/** The waves of one workload, as far as is told of them. */
class Course {
  /** Gates that have not decided, and those that have promoted. */
  openGates: number;
  promoted = 0;
  rolledBack = 0;
  /** Tasks released that undo others, those of them that could not, and most that are still to come. */
  released = 0;
  left = 0;
  toCome: number;
  /** Microseconds; -1: it has not begun, or not ended. */
  startedAt = -1;
  endedAt = -1;
  readonly #spec: WavesWorkloadSpec;

  constructor(spec: WavesWorkloadSpec) {
    this.#spec = spec;
    this.openGates = spec.waves.filter(({ gate }) => gate).length;
    this.toCome = this.#mostUndone(spec.waves.findLastIndex(({ gate }) => gate));
  }

  decided(decision: number): void {
    const { promoted, promotedUndecided } = GATE_DECISION;
    this.openGates--;
    if (decision === promoted || decision === promotedUndecided) this.promoted++;
    else this.rolledBack++;
    if (this.openGates === 0 && this.startedAt < 0) this.toCome = 0;
  }

  /** No gate decides any more. @param wave the last one that has begun */
  stopped(wave: number, now: number): void {
    this.openGates = 0;
    this.startedAt = now;
    this.toCome = this.#mostUndone(wave);
  }

  /** Too few tasks of a wave have succeeded. */
  halted(): void {
    this.openGates = 0;
    if (this.startedAt < 0) this.toCome = 0;
  }

  undoing(wave: number, tasks: number): void {
    this.released += tasks;
    this.toCome = this.#mostUndone(wave - 1);
  }

  ended(left: number, now: number): void {
    this.left = left;
    this.toCome = 0;
    this.endedAt = now;
  }

  warm(): void {
    this.promoted = 0;
    this.rolledBack = 0;
    this.released = 0;
    this.left = 0;
  }

  /** Tasks of the waves up to this one that may have to be undone. */
  #mostUndone(last: number): number {
    return this.#spec.waves
      .slice(0, last + 1)
      .reduce((sum, { tasks, rollback }) => sum + (rollback ? tasks : 0), 0);
  }
}

/** Of all workloads that have a gate. */
function coursesOf({ spec, view, announced }: MetricSource): readonly Course[] {
  const courses = new Map<number, Course>();
  for (const [place, workload] of spec.workloads.entries())
    if (workload.kind === 'waves' && workload.waves.some(({ gate }) => gate))
      courses.set(place, new Course(workload));
  const last = new Map<number, number>();
  announced.on('waveStarted', (workload, wave) => last.set(workload, wave));
  announced.on('waveEnded', (workload, _wave, passed) => {
    if (!passed) courses.get(workload)?.halted();
  });
  announced.on('rollout', (workload, event) => {
    const course = courses.get(workload);
    if (event.kind === 'gate.decided') course?.decided(event.decision);
    else if (event.kind === 'rollback.started') course?.stopped(last.get(workload) ?? event.wave, view.now);
    else if (event.kind === 'undo.started') course?.undoing(event.wave, event.tasks);
    else if (event.kind === 'rollback.ended') course?.ended(event.left, view.now);
  });
  return [...courses.values()];
}

/** A figure over all of them; none where there are no gates. */
function over(
  figure: (courses: readonly Course[], end: EndOfRun, isOpen: boolean) => Figure,
): DeclaredMetric['measure'] {
  return (source): Counter => {
    const courses = coursesOf(source);
    return {
      figure: (end) => (courses.length === 0 ? null : figure(courses, end, end.goesOn || end.open > 0)),
      warm() {
        for (const course of courses) course.warm();
      },
    };
  };
}

const sum = (courses: readonly Course[], of: (course: Course) => number) =>
  courses.reduce((total, course) => total + of(course), 0);

export const ROLLOUT_METRICS: readonly DeclaredMetric[] = [
  {
    name: 'waves.promoted',
    unit: 'count',
    label: 'waves promoted by gates',
    description: 'waves whose gate promoted them, be it by its policy for what it could not decide',
    shown: { heading: 'Tasks', after: 'waves.completed' },
    measure: over((courses, _end, isOpen) =>
      countBounds(
        sum(courses, ({ promoted }) => promoted),
        isOpen ? sum(courses, (one) => one.openGates) : 0,
      ),
    ),
  },
  {
    name: 'waves.rolled_back',
    label: 'waves rolled back by gates',
    unit: 'count',
    description:
      'waves whose gate rolled them back: one at most of each workload. Such a wave does not count as completed; waves before it that had ended with ' +
      'enough successes do, although they are undone as well',
    shown: { heading: 'Tasks', after: 'waves.promoted' },
    measure: over((courses, _end, isOpen) =>
      countBounds(
        sum(courses, ({ rolledBack }) => rolledBack),
        isOpen ? courses.filter(({ openGates }) => openGates > 0).length : 0,
      ),
    ),
  },
  {
    name: 'rollback.tasks',
    label: 'tasks that undo others',
    unit: 'count',
    description:
      'tasks released to undo tasks of waves that had succeeded; all figures over tasks have them, too',
    shown: { heading: 'Tasks', after: 'waves.rolled_back', unlessZero: true },
    measure: over((courses, _end, isOpen) => {
      const released = sum(courses, (one) => one.released);
      return between(released, released + (isOpen ? sum(courses, ({ toCome }) => toCome) : 0));
    }),
  },
  {
    name: 'rollback.left',
    label: 'that could not be undone',
    unit: 'count',
    description:
      'tasks of waves that could not be undone, since the tasks that were to undo them failed for good',
    better: 'lower',
    shown: { heading: 'Tasks', after: 'rollback.tasks', unlessZero: true },
    measure: over((courses, _end, isOpen) => {
      const left = sum(courses, (one) => one.left);
      const open = courses.filter(({ endedAt }) => endedAt < 0);
      return between(left, left + (isOpen ? sum(open, ({ released, toCome }) => released + toCome) : 0));
    }),
  },
  {
    name: 'rollback.duration',
    label: 'rolling back took',
    unit: 'seconds',
    description:
      'time from the decision to roll back until all that succeeded was undone, tasks that were under way included; the longest of all workloads',
    better: 'lower',
    shown: { heading: 'Tasks', after: 'rollback.left' },
    measure: over(durationOf),
  },
];

function durationOf(courses: readonly Course[], { now }: EndOfRun, isOpen: boolean): Figure {
  const begun = courses.filter(({ startedAt }) => startedAt >= 0);
  const longest = begun.reduce(
    (most, { startedAt, endedAt }) => Math.max(most, (endedAt < 0 ? now : endedAt) - startedAt),
    0,
  );
  const mayEnd = isOpen && courses.some(({ endedAt, openGates }) => endedAt < 0 && openGates > 0);
  const isUnderWay = isOpen && begun.some(({ endedAt }) => endedAt < 0);
  const lower = longest / MICROSECONDS;
  if (!mayEnd && !isUnderWay) return begun.some(({ endedAt }) => endedAt >= 0) ? lower : null;
  return { lower, upper: null, ...(begun.length === 0 ? { or_none: true as const } : {}) };
}
