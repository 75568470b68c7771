/**
 * The operator of a swarm of peers, who has them change how they work together: at given times, or when their load calls for it. It
 * tells one peer that is up; the others learn of it from that one. Where tasks enter, clients learn from the operator.
 */
import type { Microseconds } from '../../engine/types.ts';
import { peerFacts, peering } from '../../modules/coordination/vocabulary.ts';
import type { FeatureEvent, Part } from '../core/part.ts';
import type { Core, Feature } from '../feature.ts';
import type { AdaptationStepSpec } from '../spec/spec.ts';

/** Kind of the kernel events by which the operator looks at the peers. */
const LOOKED = 22;
const MICROSECONDS = 1e6;
/** Microseconds between two looks at the load, and until a command that nobody has followed is given again. */
const LOOK = MICROSECONDS;

class Adaptation implements Part {
  readonly events: readonly FeatureEvent[];
  readonly #steps: readonly AdaptationStepSpec[];
  readonly #core: Core;
  /** Changes that have been asked for, the latest that a peer has carried out, and when the latest was asked for. */
  #asked = 0;
  #adopted = 0;
  #askedAt: Microseconds = 0;
  /** Since when the condition of the next step has held, -1 when it does not. */
  #heldSince: Microseconds = -1;
  /** By coordinator: the latest change that it has made. */
  readonly #changeOf: Int32Array;
  /** By coordinator: its busy time at the last look. */
  readonly #busy: Float64Array;
  /** The next look, or time of a step: there is one at a time. */
  #event = 0;

  constructor(core: Core) {
    const { adapt = [], entry = 'all' } = core.spec.coordination;
    this.#steps = adapt;
    this.#core = core;
    this.#busy = new Float64Array(core.processes.coordinators);
    this.#changeOf = new Int32Array(core.processes.coordinators);
    this.events = [
      {
        kind: LOOKED,
        plural: 'changes of topology',
        text: () => 'the operator looks at the peers',
        handle: () => this.#onDue(),
      },
    ];
    core.homes.spread(entry === 'all');
    core.facts.on(peerFacts.adapted, (by, change) => this.#adopt(by, change));
  }

  start(): void {
    this.#await();
  }

  /** The time of a step has come, or of a look. */
  #onDue(): void {
    const step = this.#steps[this.#asked];
    const isUnderWay = this.#asked > this.#adopted;
    if (!step && !isUnderWay) return;
    this.#again(LOOK);
    if (isUnderWay) {
      this.#tell();
      return;
    }
    if (!step || (step.when !== null && !this.#holds(step.when))) return;
    this.#asked++;
    this.#askedAt = this.#core.kernel.now;
    this.#heldSince = -1;
    if (step.entry !== undefined) this.#core.homes.spread(step.entry === 'all');
    this.#tell();
  }

  /** For each peer that has not made the latest change that was asked for: when that was. */
  get pending(): readonly Microseconds[] {
    if (this.#asked === 0) return [];
    return [...this.#changeOf].flatMap((change) => (change < this.#asked ? [this.#askedAt] : []));
  }

  /** A peer works by a change from now on. */
  #adopt(process: number, change: number): void {
    this.#changeOf[process - this.#core.processes.root] = change;
    this.#core.observer.settingsChanged(change, this.#core.kernel.now - this.#askedAt);
    if (change <= this.#adopted) return;
    this.#adopted = change;
    this.#await();
  }

  /** Waits for the next step. */
  #await(): void {
    const step = this.#steps[this.#asked];
    if (!step) return;
    if (step.at === null) this.#again(LOOK);
    else this.#again(Math.max(0, Math.round(step.at * MICROSECONDS) - this.#core.kernel.now));
  }

  #again(delay: Microseconds): void {
    const { kernel } = this.#core;
    kernel.cancel(this.#event);
    this.#event = kernel.scheduleAfter(delay, LOOKED, 0, 0, 0);
  }

  /** Gives the command to the first peer that is up; when there is none, the next look comes. */
  #tell(): void {
    const { processes, network, coordinators } = this.#core;
    const end = processes.root + processes.coordinators;
    for (let process = processes.root; process < end; process++) {
      if (!processes.isUp(process) || processes.isPaused(process)) continue;
      const row = network.pool.add(process, process, peering.adapt, this.#asked);
      coordinators.receive(process, row);
      return;
    }
  }

  /** Whether the condition has held for as long as it must. */
  #holds({ metric, above, below, for: least }: NonNullable<AdaptationStepSpec['when']>): boolean {
    const { now } = this.#core.kernel;
    const value = this.#load(metric);
    const isTrue = (above === null || value > above) && (below === null || value < below);
    if (!isTrue) this.#heldSince = -1;
    else if (this.#heldSince < 0) this.#heldSince = now;
    return isTrue && now - this.#heldSince >= least * MICROSECONDS;
  }

  /** Share of the time since the last look that coordinators were busy. */
  #load(metric: 'coordinators.utilization' | 'coordinators.utilization.max'): number {
    let sum = 0;
    let most = 0;
    for (let i = 0; i < this.#busy.length; i++) {
      const busy = this.#core.coordinators.busyTime(i);
      const share = Math.min(1, (busy - this.#busy[i]) / LOOK);
      this.#busy[i] = busy;
      sum += share;
      most = Math.max(most, share);
    }
    return metric === 'coordinators.utilization' ? sum / Math.max(1, this.#busy.length) : most;
  }
}

/** Of worlds where something changes, or tasks do not enter everywhere. */
export const adaptation: Feature<Adaptation> = {
  when: ({ coordination }) => Boolean(coordination.adapt || coordination.entry),
  build: (core) => new Adaptation(core),
};
