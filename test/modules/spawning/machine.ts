/** A machine of a few lines for a spawner: it keeps time, and takes as long as it is told for each creation. */
import { BOOT, type BootKind, Spawner, type SpawnerOptions } from '../../../src/modules/spawning/spawner.ts';

export const ms = (milliseconds: number) => Math.round(milliseconds * 1000);

export interface Spawned {
  readonly agent: number;
  /** Milliseconds from the start, and from the request. */
  readonly at: number;
  readonly latency: number;
  readonly boot: number;
  readonly pooled: boolean;
}

interface Times {
  /** Milliseconds. */
  readonly cold: (agent: number) => number;
  readonly take?: number;
  readonly refill?: number;
}

export class Machine {
  readonly spawner: Spawner;
  readonly spawned: Spawned[] = [];
  /** Most creations under way at a time, spares included. */
  most = 0;
  #now = 0;
  #underWay = 0;
  #number = 0;
  readonly #events: { at: number; number: number; run: () => void }[] = [];

  constructor(options: Partial<SpawnerOptions>, times: Times, { count = 20_000, present = 0 } = {}) {
    const done = (delay: number, then: () => void) => {
      this.#underWay++;
      this.most = Math.max(this.most, this.#underWay);
      this.after(delay, () => {
        this.#underWay--;
        then();
      });
    };
    const port = {
      now: () => this.#now,
      setTimer: (delay: number, tag: number) => this.#add(delay, () => this.spawner.onTimer(tag)),
      boot: (agent: number, kind: BootKind) =>
        done(kind === BOOT.pooled ? (times.take ?? 5) : times.cold(agent), () => this.spawner.booted(agent)),
      warm: () => done(times.refill ?? 35, () => this.spawner.warmed()),
      spawned: (agent: number, latency: number, boot: number, kind: BootKind) =>
        this.spawned.push({
          agent,
          at: this.#now / 1000,
          latency: latency / 1000,
          boot: boot / 1000,
          pooled: kind === BOOT.pooled,
        }),
    };
    this.spawner = new Spawner(port, count, present, {
      group: Infinity,
      gap: 0,
      concurrency: Infinity,
      spares: 0,
      maxAgents: Infinity,
      ...options,
    });
  }

  /** Calls something so many milliseconds from now. */
  after(milliseconds: number, run: () => void): void {
    this.#add(ms(milliseconds), run);
  }

  request(first: number, count = 1): void {
    for (let agent = first; agent < first + count; agent++) this.spawner.request(agent);
  }

  /** Runs until nothing is left to happen. */
  run(): this {
    for (;;) {
      const next = this.#events.reduce<number>((best, one, i) => {
        if (best < 0) return i;
        const { at, number } = this.#events[best];
        return one.at < at || (one.at === at && one.number < number) ? i : best;
      }, -1);
      if (next < 0) return this;
      const [{ at, run }] = this.#events.splice(next, 1);
      this.#now = at;
      run();
    }
  }

  get last(): number {
    return Math.max(...this.spawned.map(({ at }) => at));
  }

  #add(delay: number, run: () => void): void {
    this.#events.push({ at: this.#now + delay, number: this.#number++, run });
  }
}

/**
 * How long it takes until the last of n agents is up that are requested at once, where each takes the same time. Exact; not for
 * pools, which begin with what is there. Groups follow each other with gaps; in a group, as many as `concurrency` allows go on at a
 * time.
 */
export function timeToSpawn(agents: number, each: number, options: SpawnerOptions): number {
  const { group, gap, concurrency } = options;
  const rounds = (size: number) => Math.ceil(size / Math.min(size, concurrency));
  if (agents <= group) return agents > 0 ? rounds(agents) * each : 0;
  const full = Math.floor(agents / group);
  const rest = agents - full * group;
  const groups = full + (rest > 0 ? 1 : 0);
  return (full * rounds(group) + (rest > 0 ? rounds(rest) : 0)) * each + (groups - 1) * gap;
}
