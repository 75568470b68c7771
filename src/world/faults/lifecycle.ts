/** Crashes, pauses and slow-downs of processes. Faults may overlap: a process is up again when the last one that holds it ends. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Microseconds } from '../../engine/types.ts';
import type { Agents } from '../agents/agents.ts';
import type { Processes } from '../core/processes.ts';
import type { Coordinators } from '../host/coordinators.ts';
import type { Network } from '../network/network.ts';
import type { Condition } from './kind.ts';

export interface LifecycleContext {
  readonly kernel: Kernel;
  readonly processes: Processes;
  readonly network: Pick<Network, 'hold' | 'forgetHeld'>;
  readonly agents: Agents;
  readonly coordinators: Coordinators;
  /** A process is down, or stands still. */
  stopped(process: number): void;
  /** It runs again, and did not since a time; `paused`: it only stood still in the end. */
  ran(process: number, since: Microseconds, paused: boolean): void;
  /** An agent is no longer there. */
  agentGone(agent: number): void;
  /** A coordinator lost its memory. */
  coordinatorCrashed(process: number): void;
}

export class Lifecycle {
  readonly #context: LifecycleContext;
  /** Crashes of agents and of coordinators in the measured time. */
  agentCrashes = 0;
  coordinatorCrashes = 0;

  constructor(context: LifecycleContext) {
    this.#context = context;
  }

  /** Crashes count from now on. */
  forgetCrashes(): void {
    this.agentCrashes = 0;
    this.coordinatorCrashes = 0;
  }

  /** Begins a condition of one process, or takes it back. */
  hit(condition: Condition, process: number, factor: number, begin: boolean): void {
    const { processes, network, agents, coordinators } = this.#context;
    if (begin) processes.wasHit[process] = 1;
    if (condition === 'held') network.hold(process, begin);
    if (condition === 'slow') processes.noteSlow(process, begin, this.#context.kernel.now);
    if (condition === 'crash') {
      if (begin) this.#crash(process);
      else this.#restart(process);
    } else if (condition === 'pause') {
      if (begin) this.#pause(process);
      else this.#resume(process);
    } else if (processes.isAgent(process)) agents.slow(process, factor, begin);
    else coordinators.slow(process, factor, begin);
  }

  /** An agent is not there from now on, and whatever it had is gone. */
  remove(agent: number): void {
    const { processes, agents } = this.#context;
    processes.absent[agent] = 1;
    processes.crashes[agent]++;
    const wasDown = processes.crashes[agent] > 1;
    this.#context.agentGone(agent);
    if (wasDown) {
      agents.show(agent);
      return;
    }
    this.#stopped(agent);
    this.#context.network.forgetHeld(agent);
    agents.crashed(agent);
  }

  /** An agent is made anew: what had hit it ends with it, but for an outage of its place. */
  cure(agent: number): void {
    this.#context.agentGone(agent);
  }

  /** An absent agent is there, as a new incarnation; an outage of its place still holds it down. */
  add(agent: number): void {
    this.#context.processes.absent[agent] = 0;
    this.#restart(agent);
    this.#context.agents.show(agent);
  }

  #stopped(process: number): void {
    this.#context.processes.noteChange(process, this.#context.kernel.now);
    this.#context.stopped(process);
  }

  /** Fewer faults hold a process than before, perhaps none. */
  #runs(process: number, paused: boolean): void {
    const { processes, kernel } = this.#context;
    const since = processes.stoppedAt[process];
    processes.noteChange(process, kernel.now);
    if (processes.stoppedAt[process] < 0 && since >= 0) this.#context.ran(process, since, paused);
  }

  #crash(process: number): void {
    const { processes, agents, coordinators } = this.#context;
    processes.crashes[process]++;
    if (processes.crashes[process] > 1) return;
    this.#stopped(process);
    this.#context.network.forgetHeld(process);
    if (processes.isAgent(process)) {
      this.agentCrashes++;
      agents.crashed(process);
      return;
    }
    this.coordinatorCrashes++;
    coordinators.crashed(process);
    this.#context.coordinatorCrashed(process);
  }

  #restart(process: number): void {
    const { processes, agents, coordinators } = this.#context;
    processes.crashes[process]--;
    if (processes.crashes[process] > 0) return;
    // A coordinator goes on from its durable ledger, so to those above it is the same as before.
    if (processes.isAgent(process)) processes.incarnation[process]++;
    this.#runs(process, false);
    if (processes.isAgent(process)) agents.restarted(process);
    else coordinators.restarted(process);
  }

  #pause(process: number): void {
    const { processes, agents } = this.#context;
    processes.pauses[process]++;
    if (processes.pauses[process] > 1) return;
    this.#stopped(process);
    if (processes.isAgent(process) && processes.isUp(process)) agents.paused(process);
  }

  #resume(process: number): void {
    const { processes, agents, coordinators } = this.#context;
    processes.pauses[process]--;
    if (processes.pauses[process] > 0) return;
    this.#runs(process, true);
    if (!processes.isUp(process)) return;
    if (processes.isAgent(process)) agents.resumed(process);
    else coordinators.resumed(process);
  }
}
