/** How a coordinator has those watched that answer to it, or stand beside it. */
import type { DetectorEntry, FailureDetector } from '../health/detector.ts';
import type { SwimGroup } from '../health/swim/group.ts';
import { SwimMember } from '../health/swim/member.ts';
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

/** @returns the coordinator's own place among workers that watch each other; null where they do not */
export function createMember(port: Port, group: SwimGroup | null, listener: SwimListener): SwimMember | null {
  if (!group) return null;
  const scope = port.scope('swim', { onTimer: (tag, argument) => member.onTimer(tag, argument) });
  const member = new SwimMember(scope, group, listener);
  return member;
}
