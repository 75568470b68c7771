/** What the simulated machines offer to the workers on them: messages, timers, settings that last, and sleep. */
import type { Kernel } from '../../engine/kernel.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { ProcessId, TimerId } from '../../modules/ports.ts';
import type { Hot, SixWords, Words } from '../../modules/vocabulary.ts';
import {
  type Executions,
  TIMER,
  type TimerTag,
  type WorkerFacts,
  type WorkerMachine,
} from '../../modules/worker/machine.ts';
import type { WorkerOptions } from '../../modules/worker/options.ts';
import { EVENT } from '../core/events.ts';
import type { Processes } from '../core/processes.ts';
import type { Network } from '../network/network.ts';
import type { AgentsContext } from './agents-context.ts';
import { HIBERNATION_EVENT } from './hibernation-events.ts';
import type { Sleepers } from './sleepers.ts';

/** Kinds of kernel events, by tag of the timer. */
const EVENTS: readonly number[] = [
  EVENT.resend,
  EVENT.impatient,
  EVENT.heartbeatDue,
  HIBERNATION_EVENT.idleLong,
];

export class AgentMachine implements WorkerMachine {
  readonly executions: Executions;
  readonly facts: WorkerFacts;
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #processes: Processes;
  readonly #sleepers: Sleepers | null;
  readonly #phases: EntityStreams;
  /** By tag: the delay that most of its timers have, and the kernel's lane for it. */
  readonly #periods: Float64Array;
  readonly #lanes: Int32Array;
  /** Latest generation of coordinators that each agent has heard of. */
  readonly #generation: Int32Array;

  /** @param sleepers null: no agent hibernates */
  constructor(
    context: AgentsContext,
    options: WorkerOptions,
    executions: Executions,
    facts: WorkerFacts,
    sleepers: Sleepers | null,
  ) {
    const { kernel, network, processes, streams } = context;
    this.executions = executions;
    this.facts = facts;
    this.#kernel = kernel;
    this.#network = network;
    this.#processes = processes;
    this.#sleepers = sleepers;
    this.#phases = streams.entities('heartbeat phase');
    this.#periods = new Float64Array(EVENTS.length).fill(-1);
    this.#periods[TIMER.report] = options.ackTimeout;
    this.#periods[TIMER.heartbeat] = Math.max(1, options.heartbeatInterval);
    if (options.hibernateAfter !== null) this.#periods[TIMER.idle] = options.hibernateAfter;
    this.#lanes = Int32Array.from(this.#periods, (period) => (period < 0 ? -1 : kernel.lane(period)));
    this.#generation = new Int32Array(processes.standby >= 0 ? processes.agents : 0);
  }

  now(): number {
    return this.#kernel.now;
  }

  /** Agents draw the phase of their heartbeats, and nothing else. */
  random(agent: number): number {
    return this.#phases.at(agent, 0);
  }

  post<W extends Words>(agent: number, to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  post(agent: number, to: ProcessId, kind: Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#network.post(agent, to, kind, a, b, c, d, e, f);
  }

  sendHeartbeat(agent: number, incarnation: number): void {
    const beat = this.#processes.beat[agent];
    this.#network.sendHeartbeat(agent, incarnation, beat < 0 ? ~beat : beat);
  }

  setTimer(agent: number, delay: number, tag: TimerTag, argument: number): TimerId {
    const ofHolding = tag === TIMER.report || tag === TIMER.patience;
    const target = ofHolding ? argument : agent;
    const a = tag === TIMER.heartbeat ? argument : 0;
    return delay === this.#periods[tag]
      ? this.#kernel.scheduleLane(this.#lanes[tag], EVENTS[tag], target, a, 0)
      : this.#kernel.scheduleAfter(delay, EVENTS[tag], target, a, 0);
  }

  cancelTimer(timer: TimerId): boolean {
    return this.#kernel.cancel(timer);
  }

  incarnation(agent: number): number {
    return this.#processes.incarnation[agent];
  }

  isPaused(agent: number): boolean {
    // One look is enough for most of them: see `Processes.beat`.
    return this.#processes.beat[agent] < 0 && this.#processes.isPaused(agent);
  }

  coordinator(agent: number): ProcessId {
    return this.#processes.parent[agent];
  }

  generation(agent: number): number {
    return this.#generation[agent];
  }

  follow(agent: number, coordinator: ProcessId, generation: number): void {
    const { node, parent } = this.#processes;
    this.#generation[agent] = generation;
    if (parent[agent] === coordinator) return;
    const link = this.#network.links.between(node[agent], node[coordinator]);
    this.#processes.follow(agent, coordinator, link);
  }

  hibernate(agent: number): void {
    this.#sleepers?.hibernate(agent);
  }

  wake(agent: number): void {
    this.#sleepers?.wake(agent);
  }
}
