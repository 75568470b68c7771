/** A user's failure detector under watch. */
import type { DetectorContext, DetectorEntry, FailureDetector } from '../../modules/health/detector.ts';
import { checkWorker } from './algorithm.ts';
import { Misuse } from './errors.ts';
import { type Guard, show } from './guard.ts';
import { frozenCopy } from './read-only.ts';
import { CALL } from './trace.ts';

/** Largest tag of a timer: a detector has a scope of its own. */
const MOST_TAG = 255;
/** Timers carry an argument of 31 bits. */
const MOST_ARGUMENT = 0x7fffffff;

/** The same entry, whose detectors keep the promises of the interface or end the run with a ModuleError. */
export function checkedDetector(entry: DetectorEntry, guard: Guard): DetectorEntry {
  return {
    ...entry,
    create(context, parameters) {
      const create = () => entry.create(checkedContext(context), frozenCopy(parameters));
      const { made } = guard.made(['start', 'heartbeat', 'onTimer'], create, () => null);
      return checked(made, guard);
    },
  };
}

function checked(inner: FailureDetector, guard: Guard): FailureDetector {
  return {
    start: () => guard.run(CALL.start, 0, 0, () => inner.start()),
    heartbeat: (worker) => guard.run(CALL.heartbeat, worker, 0, () => inner.heartbeat(worker)),
    onTimer: (tag, argument) => guard.run(CALL.onTimer, tag, argument, () => inner.onTimer(tag, argument)),
  };
}

/** What a detector asks of its machine, checked; the guard around the call that asks names whoever it was. */
function checkedContext(context: DetectorContext): DetectorContext {
  const suspected = new Set<number>();
  return {
    ...context,
    setTimer(delay, tag, argument) {
      if (!Number.isFinite(delay) || delay < 0)
        throw new Misuse(`called setTimer() with the delay ${show(delay)}`);
      checkInteger(tag, MOST_TAG, 'tag');
      checkInteger(argument, MOST_ARGUMENT, 'argument');
      return context.setTimer(delay, tag, argument);
    },
    suspect(worker) {
      checkWorker(worker, context.workers, 'suspect');
      if (suspected.has(worker)) throw new Misuse(`called suspect(${worker}), which is suspected already`);
      suspected.add(worker);
      context.suspect(worker);
    },
    trust(worker) {
      checkWorker(worker, context.workers, 'trust');
      if (!suspected.delete(worker)) throw new Misuse(`called trust(${worker}), which is not suspected`);
      context.trust(worker);
    },
  };
}

function checkInteger(value: unknown, most: number, what: string): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new Misuse(`called setTimer() with the ${what} ${show(value)}, not a whole number from 0 to ${most}`);
}
