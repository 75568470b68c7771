/** How long a thread has had to do its work, on a machine that may be too busy to let it. */

/** What of a thread and its process can be seen from outside, each in seconds since some beginning. */
export interface ThreadTimes {
  /** Real time. */
  readonly real: number;
  /** Processor time of all threads of the process: of the one alone Node does not tell. */
  readonly processor: number;
  /** Real time for which the thread had nothing to do, such as when it awaits what never comes. */
  readonly idle: number;
  /** Threads that share the processor time. */
  readonly sharing: number;
}

/**
 * Real time counts as a tenth at least: a thread that sleeps uses no processor time and is not idle, and a limit of some seconds must
 * come to its end in minutes.
 */
const LEAST = 0.1;

/**
 * Counts the time in which a thread could work: real time, but where the process got less of a processor, that. So a limit in seconds is
 * one of the thread's own doing, and a machine that is busy with other things does not make a slow thread of a good one.
 */
export class FairClock {
  #last: ThreadTimes;
  #seconds = 0;

  constructor(begin: ThreadTimes) {
    this.#last = begin;
  }

  /** Seconds from the beginning that count. @param now later than those of the call before */
  at(now: ThreadTimes): number {
    const { real, processor, idle } = this.#last;
    const passed = Math.max(0, now.real - real);
    const worked = Math.max(0, now.processor - processor) / Math.max(1, now.sharing);
    const had = worked + Math.max(0, now.idle - idle);
    this.#seconds += Math.min(passed, Math.max(had, LEAST * passed));
    this.#last = now;
    return this.#seconds;
  }
}
