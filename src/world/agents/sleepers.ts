/**
 * The simulated machine under hibernation: an agent that has been idle for long is suspended and its memory freed, but for what it
 * keeps. Its host stands in for it: it sends the heartbeats and takes in messages, and wakes it for the first task.
 */
import type { Kernel } from '../../engine/kernel.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Streams } from '../../engine/random/streams.ts';
import { createDurationSampler, type DurationSampler } from '../../engine/variates/duration.ts';
import { Hibernation } from '../../modules/spawning/hibernation.ts';
import { EVENT } from '../core/events.ts';
import { AGENT_STATE, type AgentState } from '../core/observer.ts';
import type { AgentGroupSpec, HibernationSpec } from '../spec/spec.ts';
import type { AgentTable } from './agent-table.ts';
import type { Holdings } from './holdings.ts';
import type { MemoryUse } from './memory-use.ts';

const MICROSECONDS = 1e6;

export interface SleepersContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly groups: readonly AgentGroupSpec[];
  readonly memory: MemoryUse | null;
  /** What an agent shows is to be looked at again. */
  changed(agent: number): void;
  /** An agent can begin what waits for it. */
  woken(agent: number): void;
}

export class Sleepers {
  readonly #module: Hibernation;
  readonly #table: AgentTable;
  readonly #context: SleepersContext;
  readonly #wake: DurationSampler;
  readonly #draws: EntityStreams;
  /** By agent: bytes that its sleep frees. */
  readonly #freed: Float64Array;
  /** By agent: wakings so far, so that one that a crash ended is not taken for a later one. */
  readonly #wakings: Int32Array;
  #waking = 0;

  constructor(spec: HibernationSpec, table: AgentTable, holdings: Holdings, context: SleepersContext) {
    const { kernel, streams, groups } = context;
    this.#table = table;
    this.#context = context;
    this.#wake = createDurationSampler(spec.wake);
    this.#draws = streams.entities('agent waking');
    this.#freed = Float64Array.from(table.group, (group) => groups[group].memory - spec.memory);
    this.#wakings = new Int32Array(table.count);
    const after = Math.max(1, Math.round(spec.after * MICROSECONDS));
    const lane = kernel.lane(after);
    this.#module = new Hibernation(
      {
        now: () => kernel.now,
        setTimer: (agent, delay) => {
          if (delay === after) kernel.scheduleLane(lane, EVENT.idleLong, agent, 0, 0);
          else kernel.scheduleAfter(delay, EVENT.idleLong, agent, 0, 0);
        },
        // A result that is not confirmed yet is sent again until it is.
        suspend: (agent) => holdings.isEmpty(agent),
        wake: (agent) => this.#begin(agent),
      },
      table.count,
      after,
    );
  }

  /** Those that are there from the start are idle. */
  begin(): void {
    for (let agent = 0; agent < this.#table.count; agent++)
      if (this.#table.state[agent] === AGENT_STATE.idle) this.#module.idle(agent);
  }

  isAwake(agent: number): boolean {
    return this.#module.isAwake(agent);
  }

  isAsleep(agent: number): boolean {
    return this.#module.isAsleep(agent);
  }

  /** Whether an agent is being woken. */
  get isBusy(): boolean {
    return this.#waking > 0;
  }

  /** There is a task for an agent: whether it can begin at once. */
  demand(agent: number): boolean {
    return this.#module.demand(agent);
  }

  /** An agent shows another state than before. */
  shown(agent: number, state: AgentState): void {
    if (state === AGENT_STATE.idle) this.#module.idle(agent);
    else if (state !== AGENT_STATE.hibernated) this.#module.busy(agent);
  }

  /** Bytes that the agent has freed by its present sleep. */
  freedBy(agent: number): number {
    return this.isAsleep(agent) ? this.#freed[agent] : 0;
  }

  /** The agent has gone down; `absent`: for good, and its memory with it. */
  forget(agent: number, absent: boolean): void {
    if (!absent) this.#context.memory?.change(this.freedBy(agent));
    if (!this.isAsleep(agent) && !this.isAwake(agent)) this.#waking--;
    this.#wakings[agent]++;
    this.#module.forget(agent);
  }

  onTimer(agent: number): void {
    this.#module.onTimer(agent);
    if (!this.isAsleep(agent) || this.#table.state[agent] === AGENT_STATE.hibernated) return;
    this.#context.memory?.change(-this.#freed[agent]);
    this.#context.changed(agent);
  }

  onWoken(agent: number, waking: number): void {
    if (this.#wakings[agent] !== waking) return;
    this.#waking--;
    this.#module.woken(agent);
    this.#context.woken(agent);
    // What it was woken for may have been taken back.
    if (this.#table.state[agent] === AGENT_STATE.idle) this.#module.idle(agent);
  }

  #begin(agent: number): void {
    const { kernel, memory } = this.#context;
    this.#waking++;
    memory?.change(this.#freed[agent]);
    this.#context.changed(agent);
    const delay = this.#wake.next(this.#draws.select(agent));
    kernel.scheduleAfter(delay, EVENT.woken, agent, ++this.#wakings[agent], 0);
  }
}
