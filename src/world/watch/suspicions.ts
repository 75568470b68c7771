/** Which processes are suspected, by what failure detectors report, and whether they are right. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Microseconds } from '../../engine/types.ts';
import { healthFacts } from '../../modules/coordination/vocabulary.ts';
import type { Subscriptions } from '../../modules/facts.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import type { Network } from '../network/network.ts';
import type { Homes } from '../plan/homes.ts';
import type { CoordinatorPlan } from '../plan/topology.ts';

export interface SuspicionsContext {
  readonly kernel: Pick<Kernel, 'now'>;
  readonly processes: Processes;
  readonly network: Pick<Network, 'cutSince'> & Partial<Pick<Network, 'heldSince'>>;
  readonly homes: Homes;
  readonly plans: readonly Pick<CoordinatorPlan, 'children' | 'watches'>[];
  readonly observer: WorldObserver;
}

export class Suspicions {
  readonly #context: SuspicionsContext;
  /** By process, 1: suspected while it was up and reachable, and up ever since. */
  readonly #mistaken: Uint8Array;
  /** By process, 1: somebody may suspect it. Nobody watches over the root, or over clients. */
  readonly #watched: Uint8Array;
  /** By process, 1: it is down or stands still by a fault, and nobody has suspected it since. */
  readonly #unnoticed: Uint8Array;
  #count = 0;

  constructor(context: SuspicionsContext) {
    this.#context = context;
    const { processes, plans } = context;
    this.#mistaken = new Uint8Array(processes.count);
    this.#unnoticed = new Uint8Array(processes.count);
    this.#watched = new Uint8Array(processes.count).fill(1, 0, processes.agents);
    for (const { children, watches = -1 } of plans)
      for (const process of [...children, watches]) if (process >= 0) this.#watched[process] = 1;
  }

  subscribe(facts: Subscriptions): void {
    facts.on(healthFacts.suspected, (by, process) => this.#suspect(by, process));
    facts.on(healthFacts.trusted, (_by, process) => this.#trust(process));
  }

  /** A coordinator crashed, and forgot whom it suspected; one that stands by suspects nobody. */
  crashed(process: number, watched: Iterable<number>): void {
    if (this.#context.homes.speaks(process)) this.forget(watched);
  }

  /** Nobody suspects these any more. */
  forget(processes: Iterable<number>): void {
    const { suspected } = this.#context.processes;
    for (const process of processes) {
      if (suspected[process] === 0) continue;
      suspected[process] = 0;
      this.#context.observer.suspectedCount(--this.#count);
      this.settled(process);
    }
  }

  /** A process is down or stands still; or does so for another reason besides. */
  stopped(process: number): void {
    const { processes, kernel } = this.#context;
    this.settled(process);
    const isAbsent = processes.isAgent(process) && processes.absent[process] === 1;
    const isKnown = processes.suspected[process] === 1 || this.#watched[process] === 0;
    if (isAbsent || isKnown) this.#unnoticed[process] = 0;
    else if (processes.stoppedAt[process] === kernel.now) this.#unnoticed[process] = 1;
  }

  /** A process runs again that was down or stood still since a time; `paused`: it only stood still in the end. */
  ran(process: number, since: Microseconds, paused: boolean): void {
    if (this.#unnoticed[process] === 0) return;
    this.#unnoticed[process] = 0;
    this.#context.observer.failureMissed(process, this.#context.kernel.now - since, paused);
  }

  /** An agent is no longer there, and whatever had stopped it is over. */
  gone(agent: number): void {
    this.#unnoticed[agent] = 0;
  }

  /** A process is no longer suspected, or really down: nobody is mistaken about it. */
  settled(process: number): void {
    if (this.#mistaken[process] === 0) return;
    this.#mistaken[process] = 0;
    this.#context.observer.mistakeEnded(process);
  }

  #suspect(by: number, process: number): void {
    const { processes, kernel, network, observer } = this.#context;
    processes.suspected[process] = 1;
    observer.suspectedCount(++this.#count);
    const since = processes.stoppedAt[process];
    this.#unnoticed[process] = 0;
    if (since >= 0) {
      observer.failureDetected(process, kernel.now - since, processes.isUp(process));
      return;
    }
    const heldSince = network.heldSince?.(process) ?? -1;
    if (heldSince >= 0) {
      observer.slownessDetected(process, kernel.now - heldSince);
      return;
    }
    const cutSince = network.cutSince(process, by);
    const wasHit = processes.wasHit[process] === 1;
    observer.falselySuspected(process, cutSince < 0, cutSince < 0 ? -1 : kernel.now - cutSince, wasHit);
    if (cutSince < 0) this.#mistaken[process] = 1;
  }

  #trust(process: number): void {
    this.#context.processes.suspected[process] = 0;
    this.#context.observer.suspectedCount(--this.#count);
    this.#context.observer.trusted(process);
    this.settled(process);
  }
}
