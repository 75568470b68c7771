import type { ParameterValues } from '../registry.ts';
import type { DetectorContext, DetectorEntry, FailureDetector } from './detector.ts';

const MICROSECONDS = 1_000_000;

const microseconds = (seconds: ParameterValues[string]) => Math.round(Number(seconds) * MICROSECONDS);

/**
 * Heartbeats renew a lease, and a monitor looks at all leases every period, as Kubernetes' node lifecycle controller does. It stamps the time of
 * its own clock at which it sees a new renewal, and suspects a worker once that stamp is older than the grace; it trusts the
 * worker again when it sees the next renewal. A worker never heard has the start-up grace, from the start on. With ticks a period
 * T apart, renewals R apart and a grace G that is a multiple of T, a crash at a random instant is noticed after
 * G + T plus a uniform share of T less a uniform share of R: by default, and with renewals 10 s apart, after 52.5 s on average
 * (variance 125/12), between 45 s and 60 s.
 */
export const lease: DetectorEntry = {
  name: 'lease',
  description: 'suspects when a monitor that looks every period has seen no renewal for longer than a grace',
  source:
    'Kubernetes, node lifecycle controller (grace 50 s since 1.32) with heartbeats as renewals, there 10 s apart',
  parameters: {
    period: {
      type: 'duration',
      default: 5,
      min: 0.001,
      max: 86_400,
      description: 'time between two looks at the leases',
    },
    grace: {
      type: 'duration',
      default: 50,
      min: 0.001,
      max: 86_400,
      description: 'a worker is suspected when the last renewal was seen longer ago',
    },
    startup_grace: {
      type: 'duration',
      default: 60,
      min: 0.001,
      max: 86_400,
      description: 'the same, from the start on, for a worker that has not been heard yet',
    },
  },
  silence: (_heartbeatInterval, parameters) => ({
    microseconds: microseconds(parameters.grace),
    from: 'health.parameters.grace, from when the monitor has seen the last heartbeat to when it looks next',
  }),
  create: (context, parameters) => new Lease(context, parameters),
};

class Lease implements FailureDetector {
  readonly #context: DetectorContext;
  readonly #period: number;
  readonly #grace: number;
  readonly #startupGrace: number;
  #startedAt = 0;
  /** By worker: when the monitor saw the last renewal, -1 before the first. */
  readonly #seenAt: Float64Array;
  /** By worker, 1: renewed since the monitor looked. */
  readonly #renewed: Uint8Array;
  readonly #suspected: Uint8Array;

  constructor(context: DetectorContext, parameters: ParameterValues) {
    const { workers } = context;
    this.#context = context;
    this.#period = microseconds(parameters.period);
    this.#grace = microseconds(parameters.grace);
    this.#startupGrace = microseconds(parameters.startup_grace);
    this.#seenAt = new Float64Array(workers).fill(-1);
    this.#renewed = new Uint8Array(workers);
    this.#suspected = new Uint8Array(workers);
  }

  start(): void {
    this.#startedAt = this.#context.now();
    this.#wait();
  }

  heartbeat(worker: number): void {
    this.#renewed[worker] = 1;
  }

  onTimer(): void {
    const now = this.#context.now();
    for (let worker = 0; worker < this.#context.workers; worker++)
      if (this.#renewed[worker] === 1) this.#renewedAt(worker, now);
      else if (this.#suspected[worker] === 0 && this.#isOver(worker, now)) {
        this.#suspected[worker] = 1;
        this.#context.suspect(worker);
      }
    this.#wait();
  }

  #wait(): void {
    this.#context.setTimer(this.#period, 0, 0);
  }

  #renewedAt(worker: number, now: number): void {
    this.#renewed[worker] = 0;
    this.#seenAt[worker] = now;
    if (this.#suspected[worker] === 0) return;
    this.#suspected[worker] = 0;
    this.#context.trust(worker);
  }

  #isOver(worker: number, now: number): boolean {
    const seenAt = this.#seenAt[worker];
    return seenAt < 0 ? now > this.#startedAt + this.#startupGrace : now > seenAt + this.#grace;
  }
}
