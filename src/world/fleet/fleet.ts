/**
 * The agents as a cluster provides them: some are there from the start, others are started and retired while the run goes, as
 * whoever decides asks (`scaler.ts`, `spawn-plan.ts`). How an agent joins and leaves its coordinator travels the network like everything else.
 */
import type { Kernel } from '../../engine/kernel.ts';
import { FLEET_STATE } from '../../modules/scaling/controller.ts';
import type { Agents } from '../agents/agents.ts';
import type { MemoryUse } from '../agents/memory-use.ts';
import type { Lifecycle } from '../faults/lifecycle.ts';
import type { AgentGroupSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;
const HOUR = 3600;

/** Brings agents up. */
export interface AgentStarter {
  /**
   * An agent is to be brought up: `begun` is to be called as soon as it takes up anything, and an event of kind agentStarted, with
   * the number of the start, to come when it is up. False: there are as many as there may be.
   */
  start(agent: number, start: number): boolean;
  /** It is up. */
  up?(agent: number): void;
  /** It is no longer wanted, before it is up. */
  giveUp?(agent: number): void;
  /** It was up, and is gone. */
  gone?(): void;
}

export interface FleetContext {
  readonly kernel: Kernel;
  readonly agents: Agents;
  readonly lifecycle: Lifecycle;
  readonly groups: readonly AgentGroupSpec[];
  /** null: nobody asks what memory agents hold. */
  readonly memory: MemoryUse | null;
}

/** Agents provided and paid for: starting, working or leaving. */
export interface FleetUse {
  readonly mean: number;
  readonly most: number;
  readonly hours: number;
}

export class Fleet {
  readonly count: number;
  /** By agent: one of FLEET_STATE. */
  readonly state: Uint8Array;
  readonly leaving: Uint8Array;
  readonly startedAt: Float64Array;
  /** Bytes by agent, which is also what moves with it. */
  readonly memory: Float64Array;
  readonly running: Int32Array;
  readonly queued: Int32Array;
  /** Mean slots of an agent. */
  readonly slotsEach: number;
  /** Agents that start or work. */
  supply: number;
  /** Who brings agents up; to be set before anybody is started. */
  starter: AgentStarter | null = null;
  readonly #context: FleetContext;
  readonly #initial: number;
  /** Starts of each agent so far, so that one that was given up is not taken for a later one. */
  readonly #starts: Int32Array;
  /** 1: it takes something up, which from its request until its start begins it does not. */
  readonly #exists: Uint8Array;
  /** Agents that exist. */
  #provided: number;
  /** Microseconds of agents provided since measuring began, up to #providedSince. */
  #agentTime = 0;
  #providedSince = 0;
  #measuredFrom = 0;
  /** Most agents provided for some time, before the present ones. */
  #most = 0;
  /** Microseconds of slots of agents able to work, up to #slotsSince. */
  #slotTime = 0;
  #slots = 0;
  #slotsSince = 0;

  /** @param initial agents that are there from the start, those with the lowest numbers */
  constructor(initial: number, context: FleetContext) {
    const { table } = context.agents;
    this.count = table.count;
    this.running = table.running;
    this.queued = context.agents.worker.queued;
    this.state = new Uint8Array(table.count).fill(FLEET_STATE.absent);
    this.leaving = new Uint8Array(table.count).fill(1);
    this.startedAt = new Float64Array(table.count);
    this.#starts = new Int32Array(table.count);
    this.#exists = new Uint8Array(table.count);
    this.slotsEach = table.slots.reduce((sum, each) => sum + each, 0) / table.count;
    this.memory = Float64Array.from(table.group, (group) => context.groups[group].memory);
    this.#context = context;
    this.#initial = initial;
    this.supply = initial;
    this.#provided = 0;
  }

  /** Before anything else happens: who is not there from the start. Call when all agents are up. */
  begin(): void {
    for (let agent = 0; agent < this.count; agent++) {
      if (agent < this.#initial) {
        this.begun(agent);
        this.#ready(agent);
      } else this.#context.lifecycle.remove(agent);
    }
  }

  onStarted(agent: number, start: number): void {
    if (this.state[agent] !== FLEET_STATE.starting || this.#starts[agent] !== start) return;
    this.starter?.up?.(agent);
    this.#context.lifecycle.add(agent);
    this.#ready(agent);
  }

  /** An agent that was leaving has nothing left. */
  onGone(agent: number): void {
    if (this.state[agent] !== FLEET_STATE.leaving) return;
    this.#end(agent);
    this.#context.lifecycle.remove(agent);
  }

  /** An absent agent is to be started; it is ready some time later. Nothing happens when there are as many as there may be. */
  start(agent: number): void {
    if (!this.starter?.start(agent, ++this.#starts[agent])) return;
    this.state[agent] = FLEET_STATE.starting;
    this.startedAt[agent] = this.#context.kernel.now;
    this.supply++;
  }

  /** The start of an agent begins: from now on it is provided. */
  begun(agent: number): void {
    this.#exists[agent] = 1;
    this.#provide(agent, 1);
  }

  /**
   * A ready agent is to go: `drain`: when it has done what it has. One that is starting is given up at once.
   *
   * @param teller process that tells the agent's coordinator: the agent, or whoever runs it
   */
  retire(agent: number, drain: boolean, teller = agent): void {
    const { agents, lifecycle } = this.#context;
    this.supply--;
    if (this.state[agent] === FLEET_STATE.starting) {
      this.starter?.giveUp?.(agent);
      this.#absent(agent);
      return;
    }
    this.#countSlots(-agents.table.slots[agent]);
    this.leaving[agent] = 1;
    this.state[agent] = FLEET_STATE.leaving;
    if (drain) {
      agents.leave(agent, false, teller);
      return;
    }
    agents.leave(agent, true, teller);
    this.#end(agent);
    lifecycle.remove(agent);
  }

  /** Microseconds of slots of agents able to work, since the start of the run. */
  get slotTime(): number {
    this.#countSlots(0);
    return this.#slotTime;
  }

  /** Measuring begins anew. */
  warm(): void {
    this.#account();
    this.#agentTime = 0;
    this.#measuredFrom = this.#context.kernel.now;
    this.#most = 0;
  }

  report(): FleetUse {
    const { now } = this.#context.kernel;
    this.#account();
    const hours = this.#agentTime / MICROSECONDS / HOUR;
    const mean = now > this.#measuredFrom ? this.#agentTime / (now - this.#measuredFrom) : this.#provided;
    return { mean, most: now > this.#measuredFrom ? this.#most : this.#provided, hours };
  }

  #ready(agent: number): void {
    const { kernel, agents } = this.#context;
    this.state[agent] = FLEET_STATE.ready;
    this.leaving[agent] = 0;
    this.startedAt[agent] = kernel.now;
    this.#countSlots(agents.table.slots[agent]);
  }

  /** An agent that was up is no longer there. */
  #end(agent: number): void {
    this.starter?.gone?.();
    this.#absent(agent);
  }

  #absent(agent: number): void {
    this.state[agent] = FLEET_STATE.absent;
    if (this.#exists[agent] === 1) this.#provide(agent, -1);
    this.#exists[agent] = 0;
  }

  #provide(agent: number, change: number): void {
    this.#account();
    this.#provided += change;
    const asleep = this.#context.agents.sleepers?.freedBy(agent) ?? 0;
    this.#context.memory?.change(change * (this.memory[agent] - asleep));
  }

  /** Agent time up to now. */
  #account(): void {
    const { now } = this.#context.kernel;
    if (now > this.#providedSince) this.#most = Math.max(this.#most, this.#provided);
    this.#agentTime += this.#provided * (now - this.#providedSince);
    this.#providedSince = now;
  }

  #countSlots(change: number): void {
    const { now } = this.#context.kernel;
    this.#slotTime += this.#slots * (now - this.#slotsSince);
    this.#slotsSince = now;
    this.#slots += change;
  }
}
