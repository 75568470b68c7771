/** What the tests of the event lists share: delay laws, a random source, and an event list nobody can doubt. */
import type { EventHandler, EventId, Kernel, StopReason } from '../../src/engine/kernel.ts';

/** Uniform numbers in [0, 1) from a seed. */
export function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let x = state ^ (state >>> 16);
    x = Math.imul(x, 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Delays in microseconds around `scale`, of very different laws. */
export const DELAY_LAWS: Readonly<Record<string, (u: () => number, scale: number) => number>> = {
  exponential: (u, scale) => Math.floor(-scale * Math.log1p(-u())),
  uniform: (u, scale) => Math.floor(2 * scale * u()),
  bimodal: (u, scale) => (u() < 0.5 ? Math.floor(u() * 3) : Math.floor(u() * scale * 1e4)),
  constant: (_u, scale) => Math.floor(scale),
  triangular: (u, scale) => Math.floor(scale * (u() + u())),
  pareto: (u, scale) => Math.floor((scale / 3) * Math.exp(-Math.log1p(-u()) / 1.5)),
  'zero and one': (u) => Math.floor(u() * 1.01),
  'a few instants': (u, scale) => Math.floor(u() * 4) * Math.floor(scale),
  'every magnitude': (u) => Math.floor(Math.exp(u() * 30)),
  clusters: (u, scale) => Math.floor(u() * 3) * Math.floor(scale * 1e5) + Math.floor(scale * u()),
};

/** The kernel's promises kept in the most obvious way: an array, searched from end to end. */
export class ArrayKernel {
  now = 0;
  executed = 0;
  private readonly waiting = new Map<
    EventId,
    [at: number, kind: number, target: number, a: number, b: number]
  >();
  private readonly periods: number[] = [];
  private nextId = 1;
  private stopping = false;

  get pending(): number {
    return this.waiting.size;
  }

  schedule(at: number, kind: number, target: number, a: number, b: number): EventId {
    this.waiting.set(this.nextId, [at, kind, target, a, b]);
    return this.nextId++;
  }

  scheduleAfter(delay: number, kind: number, target: number, a: number, b: number): EventId {
    return this.schedule(this.now + delay, kind, target, a, b);
  }

  lane(period: number): number {
    if (!this.periods.includes(period)) this.periods.push(period);
    return this.periods.indexOf(period);
  }

  scheduleLane(lane: number, kind: number, target: number, a: number, b: number): EventId {
    return this.scheduleAfter(this.periods[lane], kind, target, a, b);
  }

  cancel(id: EventId): boolean {
    return this.waiting.delete(id);
  }

  isPending(id: EventId): boolean {
    return this.waiting.has(id);
  }

  timeOf(id: EventId): number {
    return this.waiting.get(id)?.[0] ?? Number.NaN;
  }

  stop(): void {
    this.stopping = true;
  }

  run(handler: EventHandler, until: number, maxEvents = Number.POSITIVE_INFINITY): StopReason {
    this.stopping = false;
    for (let count = 0; ; count++) {
      let first: EventId = 0;
      // A map keeps the order of insertion, which is the order of scheduling.
      for (const [id, [at]] of this.waiting) if (first === 0 || at < this.timeOf(first)) first = id;
      const event = this.waiting.get(first);
      if (event === undefined) return 'exhausted';
      const [at, kind, target, a, b] = event;
      if (at > until) {
        this.now = until;
        return 'horizon';
      }
      if (count >= maxEvents) return 'budget';
      this.waiting.delete(first);
      this.now = at;
      this.executed++;
      handler(kind, target, a, b);
      if (this.stopping) return 'stopped';
    }
  }
}

export type AnyKernel = Pick<Kernel, Exclude<keyof ArrayKernel, 'stopping'>>;
