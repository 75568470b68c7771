/** Runs that end before their scenario does: by `--until`, or by an interruption. */
import { type Figure, isBounds } from '../recording/bounds.ts';
import { isShare } from '../recording/metric-range.ts';
import { overTime } from '../recording/over-time.ts';
import { formatDuration } from '../scenario/numbers.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { World } from '../world/world.ts';
import type { Undecided } from './verdict.ts';

export type EarlyEnd = 'until' | 'interruption';

/** Whether `until` is before the end that the scenario sets. @param until seconds */
export function isCut({ duration }: Pick<WorldSpec, 'duration'>, until: number | undefined): boolean {
  return until !== undefined && until < (duration ?? Infinity);
}

/** What of a scenario a run has that goes no further than `until`. @param until seconds */
export function upTo<S extends WorldSpec>(scenario: S, until: number | undefined): S {
  return isCut(scenario, until) ? { ...scenario, duration: until } : scenario;
}

/** Why the run ended before its scenario; null where it did not. */
export function earlyEnd({ progress }: Pick<World, 'progress'>): EarlyEnd | null {
  if (progress === 'running') return 'interruption';
  return progress === 'cut' ? 'until' : null;
}

/**
 * What is known of a figure of the whole run by the one so far. Bounds of what had not ended hold for the whole run as they are; a
 * figure over time that only grows is at least what it is, and any other may be anything that its metric can be.
 */
export function ofWholeRun(metric: string, figure: Figure): Figure {
  const course = overTime(metric);
  if (course === null || figure === null) return figure;
  if (course === 'changes') return anything(metric, figure);
  if (!isBounds(figure)) return { lower: figure, upper: null };
  return { ...figure, upper: null };
}

/** All that a metric can be. @param figure what it is so far */
export function anything(metric: string, figure: Figure): Figure {
  if (figure === null) return null;
  const none = isBounds(figure) && figure.or_none ? { or_none: true as const } : {};
  return { lower: 0, upper: isShare(metric) ? 1 : null, ...none };
}

/** Whether the time was over, be it that of the scenario or that up to which the run was to go. */
export function isTimeOver({ progress }: Pick<World, 'progress'>): boolean {
  return progress === 'horizon' || progress === 'cut';
}

/** Why a condition on a figure over time is undecided. @param now seconds */
export function whyEarly(end: EarlyEnd, now: number): Undecided {
  const at = formatDuration(now);
  return end === 'until'
    ? {
        reason: `it is of the whole run, and this one was ended at ${at}`,
        remedy: 'leave out --until',
      }
    : {
        reason: `it is of the whole run, and this one was interrupted at ${at}`,
        remedy: 'let the run come to its end',
      };
}
