/** How a coordinator has those watched that answer to it, or stand beside it. */
import type { DetectorEntry, FailureDetector } from '../health/detector.ts';
import type { SwimMember } from '../health/swim/member.ts';
import type { SwimListener } from '../health/swim/membership.ts';
import type { Port } from '../ports.ts';
import type { ParameterValues } from '../registry.ts';
import type { Receiver } from '../vocabulary.ts';

export interface Watched {
  readonly count: number;
  suspect(place: number): void;
  trust(place: number): void;
  /** Told without heartbeats: somebody lives, and this is which of its lives. */
  lives?(place: number, life: number): void;
}

/** Makes a coordinator's own member of a group of workers that watch each other. */
export type MakeMember = (port: Port, listener: SwimListener) => SwimMember;

/** `receives`: messages of its own. */
export type Watch = FailureDetector & { readonly receives?: readonly Receiver[] };

/** @param port a scope of its own: its timers are the detector's. @returns null where nobody sends heartbeats, or nobody is to be watched. */
export function createDetector(
  port: Port,
  options: {
    readonly heartbeatInterval: number;
    readonly detector: { readonly entry: DetectorEntry; readonly parameters: ParameterValues } | null;
    readonly member?: MakeMember | null;
  },
  watched: Watched,
): Watch | null {
  const { detector, heartbeatInterval } = options;
  if (options.member) return memberWatch(port, options.member, watched);
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

/** Workers watch each other, and there are no heartbeats. */
function memberWatch(port: Port, make: MakeMember, watched: Watched): Watch {
  const member = make(port, {
    died: (place) => watched.suspect(place),
    revived: (place) => watched.trust(place),
    lives: (place, life) => watched.lives?.(place, life),
  });
  return {
    receives: member.receives,
    start: () => member.start(),
    heartbeat() {},
    onTimer: (tag, argument) => member.onTimer(tag, argument),
  };
}
