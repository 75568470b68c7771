/** Workloads that come back at the times of a calendar. */
import { z } from 'zod';
import { daysInMonth } from '../../modules/workflow/calendar.ts';
import { limited, mapping, whole } from './leaf.ts';
import { common, count, MOST_TASKS } from './task.ts';

const dateError = { error: () => 'a date such as 2024-01-31' };

/** Year, month and day; the kind of day that there is. */
const dateText = z.string(dateError).refine((text) => {
  const match = /^([12]\d{3})-(0[1-9]|1[0-2])-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number);
  return day >= 1 && day <= daysInMonth(year, month);
}, dateError);

export const recurrenceSchema = mapping({
  ...common,
  recurrence: z.string({ error: () => 'a schedule such as "*/15 * * * *"' }).meta({
    description:
      'When: minute, hour, day of the month, month, day of the week (crontab), or @hourly, @daily, @weekly; in UTC',
    examples: ['*/15 * * * *', '0 2 * * mon-fri', '@daily'],
  }),
  tasks: count('Tasks submitted each time').default(1),
  date: dateText
    .default('2024-01-01')
    .meta({ description: 'Date on which the run begins, at midnight UTC (default a Monday)' }),
  overlap: z
    .enum(['allow', 'skip', 'queue'], { error: () => 'allow, skip or queue' })
    .default('allow')
    .meta({
      description:
        'When tasks of the time before are under way: allow runs both, skip leaves the later out, queue runs it after them',
    }),
  max_queued: whole(1, 1_000_000)
    .default(1)
    .meta({ description: 'With queue: most times that wait; further ones are left out' }),
  occurrences: limited('integer', { min: 1, max: MOST_TASKS })
    .prefault('unlimited')
    .meta({ description: 'Ends after this many times, those left out among them' }),
});
