/** The form of a file of times at which a fault happens. */
import { z } from 'zod';
import { TIME_UNITS } from '../distribution/trace.ts';
import { either } from '../suggest.ts';
import { clockPoint, mapping, nameText, quantity } from './leaf.ts';

export const faultTraceSchema = mapping({
  file: z
    .string({ error: () => 'the path of a CSV or JSON Lines file' })
    .nullish()
    .meta({ description: 'CSV or JSON Lines file, relative to the file that names it' }),
  time: nameText('the name of a column').default('at').meta({
    description: 'Column with the times: dates, or seconds on the clock of all traces (see origin)',
  }),
  time_unit: z
    .enum(TIME_UNITS, { error: () => either(TIME_UNITS) })
    .optional()
    .meta({ description: 'Unit of the times (default: numbers are seconds, all else is a date)' }),
  speedup: quantity('number', { min: 1e-6, max: 1e9 })
    .prefault(1)
    .meta({ description: 'Times are divided by it; durations are not' }),
  origin: clockPoint().optional().meta({
    description: 'Which of its times is the start of the run (default as for the scenario)',
  }),
  duration: nameText('the name of a column')
    .optional()
    .meta({ description: 'Column with the durations in seconds; empty: until the end' }),
});
export type FaultTraceInput = z.output<typeof faultTraceSchema>;
