/** What agents of a live run are doing, as far as facts and faults tell. */
import { AGENT_STATE, type AgentState, OUTCOME, type WorldObserver } from '../world/core/observer.ts';
import type { Processes } from '../world/core/processes.ts';

export class AgentStates {
  readonly #processes: Processes;
  readonly #slots: Int32Array;
  readonly #observer: WorldObserver;
  readonly #clock: { readonly now: number };
  readonly #runnerOf: Int32Array;
  /** By agent: tasks that it runs, and since when, in microseconds. */
  readonly #running: Map<number, number>[];
  readonly #busy: Float64Array;
  readonly #state: Uint8Array;
  readonly #inState: number[];
  /** By operating-system process: tasks that wait at its agents. */
  readonly #queued = new Map<number, number>();
  #busyBefore: Float64Array | null = null;

  constructor(
    processes: Processes,
    slots: Int32Array,
    runnerOf: Int32Array,
    observer: WorldObserver,
    clock: { readonly now: number },
  ) {
    this.#processes = processes;
    this.#slots = slots;
    this.#runnerOf = runnerOf;
    this.#observer = observer;
    this.#clock = clock;
    this.#running = Array.from({ length: processes.agents }, () => new Map());
    this.#busy = new Float64Array(processes.agents);
    this.#state = new Uint8Array(processes.agents);
    this.#inState = [processes.agents, 0, 0, 0, 0, 0];
  }

  begin(): void {
    this.#observer.agentsChanged(AGENT_STATE.idle, this.#processes.agents);
  }

  freeSlots(agent: number): number {
    return this.#slots[agent] - this.#running[agent].size;
  }

  /** Executions under way. */
  get running(): number {
    return this.#running.reduce((sum, { size }) => sum + size, 0);
  }

  /** An execution takes a slot. */
  entered(agent: number, task: number): void {
    this.#running[agent].set(task, this.#clock.now);
    this.show(agent);
  }

  /** An execution leaves its slot. */
  left(agent: number, task: number): void {
    const since = this.#running[agent].get(task);
    if (since === undefined) return;
    this.#running[agent].delete(task);
    this.#busy[agent] += this.#clock.now - since;
    this.show(agent);
  }

  /** More or fewer tasks wait at agents of the process that hosts this one. */
  queued(agent: number, change: number): void {
    const runner = this.#runnerOf[agent];
    this.#queued.set(runner, (this.#queued.get(runner) ?? 0) + change);
    this.#observer.queuedAtAgents(change);
  }

  /** The agents of an operating-system process have lost all that they had. */
  lost(agents: readonly number[]): void {
    const waiting = agents.length > 0 ? (this.#queued.get(this.#runnerOf[agents[0]]) ?? 0) : 0;
    if (waiting > 0) this.queued(agents[0], -waiting);
    for (const agent of agents) {
      for (const task of [...this.#running[agent].keys()]) {
        this.left(agent, task);
        this.#observer.executionEnded(task, agent, OUTCOME.aborted);
      }
      this.show(agent);
    }
  }

  /** Since when an execution of a task that has not ended has been under way, the earliest; -1 for none. */
  earliestStart(task: number): number {
    const starts = this.#running.flatMap((running) => running.get(task) ?? []);
    return starts.length === 0 ? -1 : Math.min(...starts);
  }

  /** Measuring begins anew. */
  warm(): void {
    this.#busyBefore = this.#allBusyTimes();
  }

  /** By agent: microseconds of slot time in the measured time. */
  busyTimes(): Float64Array {
    const before = this.#busyBefore;
    const busy = this.#allBusyTimes();
    return before === null ? busy : busy.map((time, agent) => time - before[agent]);
  }

  /** Moves an agent to the state that it shows. */
  show(agent: number): void {
    let state: AgentState = AGENT_STATE.idle;
    if (!this.#processes.isUp(agent)) state = AGENT_STATE.failed;
    else if (this.#processes.isPaused(agent)) state = AGENT_STATE.paused;
    else if (this.#running[agent].size > 0) state = AGENT_STATE.busy;
    const before = this.#state[agent] as AgentState;
    if (state === before) return;
    this.#state[agent] = state;
    this.#observer.agentsChanged(before, --this.#inState[before]);
    this.#observer.agentsChanged(state, ++this.#inState[state]);
  }

  #allBusyTimes(): Float64Array {
    return this.#busy.map((time, agent) => {
      let sum = time;
      for (const since of this.#running[agent].values()) sum += this.#clock.now - since;
      return sum;
    });
  }
}
