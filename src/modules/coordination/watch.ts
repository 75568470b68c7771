/** How a coordinator has those watched that answer to it, or stand beside it. */
import type { DetectorEntry, FailureDetector } from '../health/detector.ts';
import type { SwimMember } from '../health/swim/member.ts';
import type { SwimListener } from '../health/swim/membership.ts';
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

/** Makes a coordinator's own member of a group of workers that watch each other. */
export type MakeMember = (port: Port, listener: SwimListener) => SwimMember;

/** @returns null where workers do not watch each other */
export function createMember(port: Port, make: MakeMember | null, listener: SwimListener): SwimMember | null {
  if (!make) return null;
  const scope = port.scope('swim', { onTimer: (tag, argument) => member.onTimer(tag, argument) });
  const member = make(scope, listener);
  return member;
}
