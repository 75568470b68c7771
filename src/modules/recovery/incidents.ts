/**
 * Incidents of one worker within a window that begins with the first of them (systemd, StartLimitIntervalSec and StartLimitBurst): a count
 * and a time, however often it crashes.
 */
export interface Incidents {
  readonly count: number;
  /** When the window began. */
  readonly since: number;
}

/** What is known after one more. @param since of the window before, 0 with a count of 0 */
export function noteIncident({ count, since }: Incidents, now: number, window: number): Incidents {
  // A clock that was set back begins a window anew.
  if (count === 0 || now < since || now - since >= window) return { count: 1, since: now };
  return { count: count + 1, since };
}

/** Whether a worker fails again and again, so that what can be done without people is not worth doing once more. */
export function isCrashLoop({ count }: Incidents, most: number): boolean {
  return count > most;
}
