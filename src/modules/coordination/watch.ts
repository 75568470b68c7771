/** How a coordinator has those watched that answer to it, or stand beside it. */
import type { DetectorEntry, FailureDetector } from '../health/detector.ts';
import type { Port } from '../ports.ts';
import type { ParameterValues } from '../registry.ts';

export interface Watched {
  readonly count: number;
  suspect(place: number): void;
  trust(place: number): void;
}

/** @param port a scope of its own: its timers are the detector's. @returns null where nobody sends heartbeats, or nobody is to be watched. */
export function createDetector(
  port: Port,
  options: {
    readonly heartbeatInterval: number;
    readonly detector: { readonly entry: DetectorEntry; readonly parameters: ParameterValues } | null;
  },
  watched: Watched,
): FailureDetector | null {
  const { detector, heartbeatInterval } = options;
  if (!detector || heartbeatInterval === 0) return null;
  return detector.entry.create(
    {
      workers: watched.count,
      heartbeatInterval,
      now: () => port.now(),
      random: () => port.random(),
      setTimer: (delay, tag, argument) => port.setTimer(delay, tag, argument),
      cancelTimer: (timer) => port.cancelTimer(timer),
      suspect: (place) => watched.suspect(place),
      trust: (place) => watched.trust(place),
    },
    detector.parameters,
  );
}
