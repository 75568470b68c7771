/** What agents show to observers: idle, busy, paused, failed, absent or hibernated. */
import { AGENT_STATE, type AgentState, type WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import type { AgentTable } from './agent-table.ts';

export class AgentStates {
  readonly #table: AgentTable;
  readonly #processes: Processes;
  readonly #observer: WorldObserver;
  readonly #isHibernating: (agent: number) => boolean;
  /** Agents by state. */
  readonly #counts: number[];

  constructor(
    table: AgentTable,
    processes: Processes,
    observer: WorldObserver,
    isHibernating: (agent: number) => boolean,
  ) {
    this.#table = table;
    this.#processes = processes;
    this.#observer = observer;
    this.#isHibernating = isHibernating;
    this.#counts = [table.count, 0, 0, 0, 0, 0];
  }

  /** All agents come up, and are idle. */
  begin(): void {
    this.#observer.agentsChanged(AGENT_STATE.idle, this.#table.count);
  }

  /** Moves the agent to the state that it is in. */
  show(agent: number): void {
    const state = this.#stateOf(agent);
    const before = this.#table.state[agent] as AgentState;
    if (state === before) return;
    this.#table.state[agent] = state;
    this.#observer.agentsChanged(before, --this.#counts[before]);
    this.#observer.agentsChanged(state, ++this.#counts[state]);
  }

  #stateOf(agent: number): AgentState {
    const processes = this.#processes;
    if (processes.absent[agent] === 1) return AGENT_STATE.absent;
    if (!processes.isUp(agent)) return AGENT_STATE.failed;
    if (processes.isPaused(agent)) return AGENT_STATE.paused;
    if (this.#isHibernating(agent)) return AGENT_STATE.hibernated;
    return this.#table.running[agent] > 0 ? AGENT_STATE.busy : AGENT_STATE.idle;
  }
}
