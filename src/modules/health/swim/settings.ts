/** How the members of a group are set up, and the times and numbers that follow from its size. Times are microseconds. */
import type { ParameterSpec, ParameterValues } from '../../registry.ts';

const MICROSECONDS = 1_000_000;
const MILLISECOND = 1000;

export const SWIM_PARAMETERS = {
  lifeguard: {
    type: 'choice',
    default: 'full',
    choices: ['full', 'none', 'probe', 'suspicion', 'buddy'],
    description:
      'none: SWIM with suspicion (SWIM+Inf); probe: a member that hears little waits longer; suspicion: the time of suspicion shrinks as others agree; buddy: a suspected member is told first; full: all three',
  },
  period: {
    type: 'duration',
    default: 1,
    min: 0.001,
    max: 3600,
    description: 'protocol period: each member begins a probe in each',
  },
  probe_timeout: {
    type: 'duration',
    default: 0.5,
    min: 0.001,
    max: 3600,
    description: 'time without an answer after which others are asked to probe; at most the period',
  },
  indirect: {
    type: 'integer',
    default: 3,
    min: 0,
    max: 64,
    description: 'members that are asked to probe one that has not answered',
  },
  order: {
    type: 'choice',
    default: 'round_robin',
    choices: ['round_robin', 'random'],
    description:
      'whom a member probes next: each once in an order that is shuffled anew for each round, or anybody',
  },
  suspicion_mult: {
    type: 'integer',
    default: 4,
    min: 0,
    max: 1000,
    description:
      'least time of suspicion, in multiples of period x max(1, log10 n); 0: without suspicion, a failed probe declares dead',
  },
  suspicion_max_mult: {
    type: 'integer',
    default: 6,
    min: 1,
    max: 1000,
    description:
      'where suspicion adapts: longest time of suspicion, that of a single accuser, in multiples of the least',
  },
  retransmit_mult: {
    type: 'integer',
    default: 4,
    min: 1,
    max: 100,
    description: 'an update is sent by each member on this times ceil(log10(n + 1)) messages',
  },
  piggyback: {
    type: 'integer',
    default: 16,
    min: 1,
    max: 255,
    description: 'most updates on one message',
  },
  max_local_health: {
    type: 'integer',
    default: 8,
    min: 1,
    max: 100,
    description: 'where probes adapt: most periods that a probe may wait for an answer',
  },
  nack_at: {
    type: 'ratio',
    default: 1,
    min: 0.01,
    max: 1,
    description:
      'where probes adapt: share of probe_timeout after which a member that was asked says that it has no answer yet',
  },
} as const satisfies Readonly<Record<string, ParameterSpec>>;

export interface SwimSettings {
  readonly period: number;
  readonly probeTimeout: number;
  readonly indirect: number;
  readonly isRandom: boolean;
  readonly suspicionMult: number;
  /** 1: suspicion does not adapt. */
  readonly suspicionMaxMult: number;
  readonly retransmitMult: number;
  readonly piggyback: number;
  /** 1: probes do not adapt, and nobody sends a nack. */
  readonly maxLocalHealth: number;
  /** After which a nack is sent. */
  readonly nackAfter: number;
  /** A suspected member is told so with a ping. */
  readonly tellsSuspects: boolean;
}

export function swimSettings(parameters: ParameterValues): SwimSettings {
  const time = (name: string) => Math.round(Number(parameters[name]) * MICROSECONDS);
  const has = (part: string) => parameters.lifeguard === 'full' || parameters.lifeguard === part;
  const probeTimeout = time('probe_timeout');
  return {
    period: time('period'),
    probeTimeout,
    indirect: Number(parameters.indirect),
    isRandom: parameters.order === 'random',
    suspicionMult: Number(parameters.suspicion_mult),
    suspicionMaxMult: has('suspicion') ? Number(parameters.suspicion_max_mult) : 1,
    retransmitMult: Number(parameters.retransmit_mult),
    piggyback: Number(parameters.piggyback),
    maxLocalHealth: has('probe') ? Number(parameters.max_local_health) : 1,
    nackAfter: Math.max(1, Math.round(probeTimeout * Number(parameters.nack_at))),
    tellsSuspects: has('buddy'),
  };
}

/** How often each member of a group sends an update. */
export function transmissionsOf(count: number, retransmitMult: number): number {
  // The decimal digits of count: ceil(log10(count + 1)).
  let digits = 1;
  for (let power = 10; power <= count; power *= 10) digits++;
  return retransmitMult * digits;
}

/** For how long a member of a group may be suspected. */
export class SuspicionTimes {
  /** Others that may agree with whoever suspects first. */
  readonly confirmations: number;
  readonly least: number;
  readonly most: number;
  /** By how many agree. */
  readonly #after: Float64Array;

  constructor(count: number, settings: Pick<SwimSettings, 'period' | 'suspicionMult' | 'suspicionMaxMult'>) {
    const { period, suspicionMult, suspicionMaxMult } = settings;
    const scale = Math.floor(Math.max(1, Math.log10(Math.max(1, count))) * 1000) / 1000;
    const wanted = Math.max(0, suspicionMult - 2);
    // In a group so small they would never come.
    this.confirmations = suspicionMaxMult === 1 || count - 2 < wanted ? 0 : wanted;
    this.least = Math.round(suspicionMult * scale * period);
    this.most = this.confirmations === 0 ? this.least : suspicionMaxMult * this.least;
    this.#after = Float64Array.from({ length: this.confirmations + 1 }, (_, confirmed) =>
      this.#time(confirmed),
    );
  }

  /** From the beginning of a suspicion with which so many others agree. */
  after(confirmed: number): number {
    return this.#after[confirmed];
  }

  #time(confirmed: number): number {
    const { confirmations, least, most } = this;
    if (confirmations === 0) return least;
    const share = Math.log(confirmed + 1) / Math.log(confirmations + 1);
    const time = Math.floor((most - (most - least) * share) / MILLISECOND) * MILLISECOND;
    return Math.max(least, time);
  }
}
