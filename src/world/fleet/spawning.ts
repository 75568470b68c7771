/** The simulated machine under a real spawner: it creates agents and spares in drawn times, and accounts for their memory. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { RandomSource } from '../../engine/types.ts';
import { createDurationSampler, type DurationSampler } from '../../engine/variates/duration.ts';
import { spawnerOptions } from '../../modules/spawning/modes.ts';
import { BOOT, Spawner } from '../../modules/spawning/spawner.ts';
import type { MemoryUse } from '../agents/memory-use.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { SpawningSpec } from '../spec/spawning-spec.ts';
import { FLEET_EVENT } from './events.ts';
import type { AgentStarter, Fleet } from './fleet.ts';

const MICROSECONDS = 1e6;

export interface SpawningContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly observer: WorldObserver;
  readonly memory: MemoryUse;
}

export class Spawning implements AgentStarter {
  readonly #spawner: Spawner;
  readonly #context: SpawningContext;
  readonly #boot: DurationSampler;
  readonly #take: DurationSampler;
  readonly #refills: RandomSource;
  /** By agent: number of its present start. */
  readonly #start: Int32Array;
  /** Bytes of a spare: the mean over the agents that it may become. */
  readonly #spare: number;

  /** @param present agents that are there from the start */
  constructor(spec: SpawningSpec, fleet: Fleet, present: number, context: SpawningContext) {
    const { kernel, streams, observer, memory } = context;
    const { count } = fleet;
    this.#context = context;
    this.#boot = createDurationSampler(spec.boot);
    this.#take = spec.mode === 'pool' ? createDurationSampler(spec.take) : this.#boot;
    this.#refills = streams.stream('spare agents');
    this.#start = new Int32Array(count);
    this.#spare = fleet.memory.reduce((sum, bytes) => sum + bytes, 0) / count;
    const draws = streams.entities('agent spawning');
    this.#spawner = new Spawner(
      {
        now: () => kernel.now,
        setTimer: (delay, tag) => void kernel.scheduleAfter(delay, FLEET_EVENT.spawnTimer, 0, tag, 0),
        boot: (agent, kind) => {
          const sampler = kind === BOOT.pooled ? this.#take : this.#boot;
          if (kind === BOOT.pooled) memory.change(-this.#spare);
          fleet.begun(agent);
          const delay = sampler.next(draws.select(agent));
          kernel.scheduleAfter(delay, FLEET_EVENT.agentStarted, agent, this.#start[agent], 0);
        },
        warm: () => {
          memory.change(this.#spare);
          kernel.scheduleAfter(this.#boot.next(this.#refills), FLEET_EVENT.spareReady, 0, 0, 0);
        },
        spawned: (agent, latency, boot, kind) =>
          observer.agentSpawned(agent, latency, boot, kind === BOOT.pooled),
      },
      count,
      present,
      optionsOf(spec),
    );
  }

  /** The spares that are there from the beginning take up memory. */
  begin(): void {
    this.#context.memory.change(this.#spawner.spares * this.#spare);
  }

  start(agent: number, start: number): boolean {
    this.#start[agent] = start;
    return this.#spawner.request(agent);
  }

  up(agent: number): void {
    this.#spawner.booted(agent);
  }

  giveUp(agent: number): void {
    this.#spawner.giveUp(agent);
  }

  gone(): void {
    this.#spawner.gone();
  }

  onTimer(tag: number): void {
    this.#spawner.onTimer(tag);
  }

  onSpareReady(): void {
    this.#spawner.warmed();
  }

  /** As of the spawner, of an agent that is starting. */
  requestOf(agent: number): ReturnType<Spawner['requestOf']> {
    return this.#spawner.requestOf(agent);
  }

  /** Whether an agent is on the way. */
  get isBusy(): boolean {
    return this.#spawner.isBusy;
  }

  get mostWaiting(): number {
    return this.#spawner.mostWaiting;
  }

  get refused(): number {
    return this.#spawner.refused;
  }

  /** Measuring begins anew. */
  warm(): void {
    this.#spawner.forget();
  }
}

function optionsOf(spec: SpawningSpec) {
  const maxAgents = spec.max_agents ?? Infinity;
  const parallel = spec.mode !== 'sequential';
  return spawnerOptions({
    mode: spec.mode,
    size: parallel ? spec.size : 1,
    gap: spec.mode === 'batch' ? Math.round(spec.gap * MICROSECONDS) : 0,
    concurrency: parallel ? (spec.concurrency ?? Infinity) : 1,
    maxAgents,
  });
}
