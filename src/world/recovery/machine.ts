/**
 * The simulated machine under a real supervisor: it stops an agent, has it started or replaced in a drawn time, and draws whether that
 * helps. An attempt that does not help takes its time and its price, and changes nothing.
 */

import type { Kernel } from '../../engine/kernel.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import { createDurationSampler, type DurationSampler } from '../../engine/variates/duration.ts';
import type { SupervisedMachine } from '../../modules/recovery/supervisor.ts';
import { ACTION, type Action } from '../../modules/recovery/vocabulary.ts';
import { spawnerOptions } from '../../modules/spawning/modes.ts';
import { BOOT, Spawner } from '../../modules/spawning/spawner.ts';
import type { Processes } from '../core/processes.ts';
import type { Lifecycle } from '../faults/lifecycle.ts';
import type { RecoverySpec } from '../spec/spec.ts';
import { RECOVERY_EVENT, WHAT } from './events.ts';

export interface RecoveryMachineContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly processes: Processes;
  readonly lifecycle: Pick<Lifecycle, 'hit' | 'cure'>;
  /** What was asked for about an agent is over. */
  done(agent: number, success: boolean): void;
}

export class RecoveryMachine implements SupervisedMachine {
  readonly #spec: RecoverySpec;
  readonly #context: RecoveryMachineContext;
  readonly #restart: DurationSampler;
  readonly #quarantine: DurationSampler;
  readonly #boot: DurationSampler;
  readonly #take: DurationSampler;
  readonly #transfer: DurationSampler;
  readonly #people: DurationSampler;
  readonly #times: EntityStreams;
  readonly #luck: EntityStreams;
  readonly #refills: ReturnType<Streams['stream']>;
  readonly #spawner: Spawner;
  /** By agent: number of its latest request, and since when it is under way, -1 when it is over. */
  readonly #request: Int32Array;
  readonly #since: Float64Array;
  /** By agent, 1: the request helps, and until it is over the agent is held down. */
  readonly #held: Uint8Array;

  constructor(spec: RecoverySpec, context: RecoveryMachineContext) {
    const { streams, processes, kernel } = context;
    const { restart, replacement, quarantine, people } = spec;
    this.#spec = spec;
    this.#context = context;
    this.#restart = createDurationSampler(restart.time);
    this.#quarantine = createDurationSampler(quarantine.time);
    this.#boot = createDurationSampler(replacement.boot);
    this.#take = createDurationSampler(replacement.take);
    this.#transfer = createDurationSampler(replacement.transfer);
    this.#people = createDurationSampler(people.time);
    this.#times = streams.entities('recovery times');
    this.#luck = streams.entities('recovery success');
    this.#refills = streams.stream('spares for replacement');
    this.#request = new Int32Array(processes.agents);
    this.#since = new Float64Array(processes.agents).fill(-1);
    this.#held = new Uint8Array(processes.agents);
    this.#spawner = new Spawner(
      {
        now: () => kernel.now,
        setTimer: (delay, tag) => void this.#after(delay, tag, WHAT.spawnTimer, 0),
        boot: (agent, kind) => this.#bring(agent, kind === BOOT.pooled),
        warm: () => void this.#after(this.#boot.next(this.#refills), 0, WHAT.spareReady, 0),
        spawned: () => {},
      },
      processes.agents,
      0,
      spawnerOptions({
        mode: 'pool',
        size: replacement.spares,
        gap: 0,
        concurrency: Infinity,
        maxAgents: Infinity,
      }),
    );
  }

  act(agent: number, action: Action): void {
    const { restart, replacement, quarantine } = this.#spec;
    this.#begin(agent);
    if (action === ACTION.replace) {
      this.#decide(agent, replacement.works);
      this.#spawner.request(agent);
      return;
    }
    const isRestart = action === ACTION.restart;
    const sampler = isRestart ? this.#restart : this.#quarantine;
    this.#decide(agent, isRestart ? restart.works : quarantine.works);
    const time = sampler.next(this.#times.select(agent));
    this.#after(time, agent, WHAT.over, this.#request[agent]);
  }

  tellPeople(agent: number): void {
    this.#begin(agent);
    const time = this.#people.next(this.#times.select(agent));
    this.#after(time, agent, WHAT.people, this.#request[agent]);
  }

  /** What was begun by then is under way. */
  isBusy(begunBy: Microseconds): boolean {
    return this.#since.some((since) => since >= 0 && since <= begunBy);
  }

  /** @param what one of WHAT @param request without meaning for the spawner */
  onEvent(target: number, what: number, request: number): void {
    if (what === WHAT.spawnTimer) this.#spawner.onTimer(target);
    else if (what === WHAT.spareReady) this.#spawner.warmed();
    else if (this.#since[target] >= 0 && this.#request[target] === request) {
      if (what === WHAT.replaced) this.#spawner.booted(target);
      if (what === WHAT.people) this.#hold(target);
      this.#end(target);
    }
  }

  /** What was under way for the agent counts no more; where it was held down, it still is. */
  #begin(agent: number): void {
    this.#spawner.giveUp(agent);
    this.#request[agent]++;
    this.#since[agent] = this.#context.kernel.now;
  }

  #decide(agent: number, works: number): void {
    if (this.#luck.select(agent).uniform() < works) this.#hold(agent);
  }

  /** Stops the agent, and with that ends what had hit it. */
  #hold(agent: number): void {
    if (this.#held[agent] === 1) return;
    this.#held[agent] = 1;
    this.#context.lifecycle.hit('crash', agent, 1, true);
    this.#context.lifecycle.cure(agent);
  }

  /** A replacement is on its way. */
  #bring(agent: number, isSpare: boolean): void {
    const random = this.#times.select(agent);
    const time = (isSpare ? this.#take : this.#boot).next(random) + this.#transfer.next(random);
    this.#after(time, agent, WHAT.replaced, this.#request[agent]);
  }

  /** Where the place of the agent is out, it does not come up before that is over. */
  #end(agent: number): void {
    const { lifecycle, processes } = this.#context;
    const helped = this.#held[agent] === 1;
    this.#since[agent] = -1;
    this.#held[agent] = 0;
    if (helped) lifecycle.hit('crash', agent, 1, false);
    this.#context.done(agent, helped && processes.isUp(agent));
  }

  #after(delay: Microseconds, target: number, what: number, request: number): void {
    this.#context.kernel.scheduleAfter(delay, RECOVERY_EVENT, target, what, request);
  }
}
