/**
 * The simulated machine under hibernation: an agent that hibernates is suspended and its memory freed, but for what it keeps. Its host
 * stands in for it: it sends the heartbeats and takes in messages. To wake an agent takes time.
 */
import type { Kernel } from '../../engine/kernel.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Streams } from '../../engine/random/streams.ts';
import { createDurationSampler, type DurationSampler } from '../../engine/variates/duration.ts';
import type { Worker } from '../../modules/worker/worker.ts';
import { AGENT_STATE } from '../core/observer.ts';
import type { AgentGroupSpec, HibernationSpec } from '../spec/spec.ts';
import type { AgentStates } from './agent-states.ts';
import type { AgentTable } from './agent-table.ts';
import { HIBERNATION_EVENT } from './hibernation-events.ts';
import type { MemoryUse } from './memory-use.ts';

export interface SleepersContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly groups: readonly AgentGroupSpec[];
  readonly memory: MemoryUse | null;
}

export class Sleepers {
  readonly #table: AgentTable;
  readonly #context: SleepersContext;
  readonly #states: AgentStates;
  readonly #worker: () => Worker;
  readonly #wake: DurationSampler;
  readonly #draws: EntityStreams;
  /** By agent: bytes that its sleep frees. */
  readonly #freed: Float64Array;
  /** By agent: wakings so far, so that one that a crash ended is not taken for a later one. */
  readonly #wakings: Int32Array;
  #waking = 0;

  /** @param worker the module that decides who hibernates, once it is there */
  constructor(
    spec: HibernationSpec,
    table: AgentTable,
    context: SleepersContext,
    states: AgentStates,
    worker: () => Worker,
  ) {
    this.#table = table;
    this.#context = context;
    this.#states = states;
    this.#worker = worker;
    this.#wake = createDurationSampler(spec.wake);
    this.#draws = context.streams.entities('agent waking');
    this.#freed = Float64Array.from(table.group, (group) => context.groups[group].memory - spec.memory);
    this.#wakings = new Int32Array(table.count);
  }

  /** Those that are there from the start are idle. */
  begin(): void {
    for (let agent = 0; agent < this.#table.count; agent++)
      if (this.#table.state[agent] === AGENT_STATE.idle) this.#worker().mayHibernate(agent);
  }

  isAsleep(agent: number): boolean {
    return this.#worker().isHibernating(agent);
  }

  /** Whether an agent is being woken. */
  get isBusy(): boolean {
    return this.#waking > 0;
  }

  /** Bytes that the agent has freed by its present sleep. */
  freedBy(agent: number): number {
    return this.isAsleep(agent) ? this.#freed[agent] : 0;
  }

  /** The agent hibernates from now on. */
  hibernate(agent: number): void {
    this.#context.memory?.change(-this.#freed[agent]);
    this.#states.show(agent);
  }

  /** The agent is to be woken. */
  wake(agent: number): void {
    const { kernel, memory } = this.#context;
    this.#waking++;
    memory?.change(this.#freed[agent]);
    this.#states.show(agent);
    const delay = this.#wake.next(this.#draws.select(agent));
    kernel.scheduleAfter(delay, HIBERNATION_EVENT.woken, agent, ++this.#wakings[agent], 0);
  }

  onWoken(agent: number, waking: number): void {
    if (this.#wakings[agent] !== waking) return;
    this.#waking--;
    this.#worker().woken(agent);
  }

  /** The agent has gone down, before its worker knows; `absent`: for good, and its memory with it. */
  crashed(agent: number, absent: boolean): void {
    if (!absent) this.#context.memory?.change(this.freedBy(agent));
    if (!this.isAsleep(agent) && !this.#worker().isAwake(agent)) this.#waking--;
    this.#wakings[agent]++;
  }
}
