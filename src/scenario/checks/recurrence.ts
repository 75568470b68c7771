/** Checks of calendars: a schedule must be one, and come. */
import { CronError, nextTime, parseCron } from '../../modules/workflow/cron.ts';
import type { RecurrenceWorkloadSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';

export function checkRecurrence(
  { schedule, epoch }: RecurrenceWorkloadSpec,
  path: Path,
  problems: Problems,
): void {
  const place: Path = [...path, 'recurrence'];
  try {
    if (nextTime(parseCron(schedule), epoch - 1) === null)
      problems.add(place, 'no day of the calendar is like this: it never comes');
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    problems.add(place, error.message);
  }
}
