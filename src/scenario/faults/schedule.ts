/** When a fault happens and for how long: its form in a scenario, what becomes of it, and whether the run lasts so long. */
import type { z } from 'zod';
import type { ScheduleSpec } from '../../world/spec/fault-spec.ts';
import type { BuildContext } from '../build/context.ts';
import { readFaultTrace } from '../build/traces.ts';
import { firstPresent } from '../checks/names.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { choice } from '../schema/choice.ts';
import { faultTraceSchema } from '../schema/fault-trace.ts';
import { distribution, list, mapping, nameText, quantity } from '../schema/leaf.ts';
import { singleItem, withShort } from '../schema/short.ts';
import { either } from '../suggest.ts';
import { showDuration } from '../units.ts';

const times = withShort(
  choice([quantity('duration'), list(quantity('duration'), 'times', { min: 1, max: 100_000 })], (value) =>
    Array.isArray(value) ? 1 : 0,
  ),
  singleItem(),
);

/** When a fault happens: exactly one of these. */
const scheduleShape = {
  at: times.optional().meta({ description: 'At these times' }),
  every: quantity('duration', { min: 0.001 })
    .optional()
    .meta({ description: 'Again and again after this long' }),
  start: quantity('duration')
    .optional()
    .meta({ description: 'With every: the first time (default after one interval)' }),
  poisson: quantity('rate', { min: 1e-9, max: 1e5 })
    .optional()
    .meta({ description: 'At random times at this rate' }),
  trace: faultTraceSchema.optional().meta({ description: 'At the times in a file' }),
};
/** Each process on its own fails and is repaired. */
export const lifetimeShape = {
  mtbf: quantity('duration', { min: 0.001 })
    .optional()
    .meta({ description: 'Mean time between failures of one process' }),
  mttr: quantity('duration', { min: 0 }).optional().meta({ description: 'Mean time to repair, with mtbf' }),
};
/** Keys of every fault. */
export const commonShape = {
  name: nameText('the name of a fault')
    .optional()
    .meta({ description: 'Default: the kind, numbered where there are several' }),
  ...scheduleShape,
  duration: distribution('duration')
    .nullish()
    .meta({ description: 'How long it lasts (default until the end)' }),
};

const commonSchema = () => mapping(commonShape);

/** The keys of schedules that every fault may have. */
const SCHEDULES = ['at', 'every', 'poisson', 'trace'] as const;

/** The keys of a fault's schedule, as read. */
interface ScheduleInput extends z.output<ReturnType<typeof commonSchema>> {
  readonly mtbf?: number | undefined;
  readonly mttr?: number | undefined;
}

/** @param hasLifetimes whether processes may have their own times of failure and repair */
export function buildSchedule(
  input: ScheduleInput,
  hasLifetimes: boolean,
  path: Path,
  context: BuildContext,
): ScheduleSpec {
  const none: ScheduleSpec = { kind: 'at', times: [] };
  const given: string[] = SCHEDULES.filter((key) => input[key] !== undefined);
  if (input.mtbf !== undefined) given.push('mtbf');
  if (given.length !== 1) {
    const known = hasLifetimes ? [...SCHEDULES, 'mtbf'] : SCHEDULES;
    const seen = given.length === 0 ? '' : `, found ${given.join(' and ')}`;
    context.problems.add(path, `expected one of ${either(known)}${seen}, to say when it happens`);
    return none;
  }
  if (input.start !== undefined && input.every === undefined) {
    context.problems.add([...path, 'start'], 'start is for every', { atKey: true });
  }
  if (input.mtbf !== undefined || input.mttr !== undefined) return buildLifetimes(input, path, context);
  if (input.at !== undefined) {
    const times = Array.isArray(input.at) ? [...input.at] : [input.at];
    return { kind: 'at', times: times.sort((a, b) => a - b) };
  }
  if (input.every !== undefined)
    return { kind: 'every', interval: input.every, start: input.start ?? input.every };
  if (input.poisson !== undefined) return { kind: 'poisson', rate: input.poisson };
  return (input.trace && readFaultTrace([...path, 'trace'], input.trace, context)) ?? none;
}

function buildLifetimes(input: ScheduleInput, path: Path, { problems }: BuildContext): ScheduleSpec {
  const { mtbf, mttr, duration } = input;
  if (mtbf === undefined) problems.add([...path, 'mttr'], 'mttr is for mtbf', { atKey: true });
  if (duration)
    problems.add([...path, 'duration'], 'with mtbf, mttr says how long it lasts', { atKey: true });
  if (mttr === undefined)
    problems.add([...path, 'mttr'], 'missing: expected a mean time to repair with mtbf');
  return { kind: 'mtbf', mtbf: mtbf ?? 0, mttr: mttr ?? 0 };
}

const DURATION = { about: [['duration']] };

export function checkSchedule(
  schedule: ScheduleSpec,
  path: Path,
  duration: number | null,
  problems: Problems,
): void {
  if (duration === null) return;
  const late = (time: number) =>
    `it happens at ${showDuration(time)}, when the run has ended (${showDuration(duration)})`;
  if (schedule.kind === 'at') {
    const time = schedule.times.find((one) => one >= duration);
    if (time !== undefined) problems.add([...path, 'at'], late(time), DURATION);
  }
  if (schedule.kind === 'every' && schedule.start >= duration) {
    problems.add(
      firstPresent(problems, [
        [...path, 'start'],
        [...path, 'every'],
      ]),
      late(schedule.start),
      DURATION,
    );
  }
}
