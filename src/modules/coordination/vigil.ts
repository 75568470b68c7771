/** Watches over neighbours: who is trusted, as a failure detector or the routing says, and who is told when that changes. */

import type { FailureDetector } from '../health/detector.ts';
import type { Port, ProcessId } from '../ports.ts';
import type { CoordinatorOptions } from './coordinator-options.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { healthFacts } from './vocabulary.ts';
import { createDetector } from './watch.ts';

export interface VigilOptions extends Pick<CoordinatorOptions, 'detector' | 'heartbeatInterval'> {
  /** The neighbour whose silence is announced, so that of all that notice it one does. */
  readonly watches: ProcessId;
  /** A neighbour is not to be trusted: what it has is to be taken back. */
  lost(neighbour: number): void;
  /** A neighbour can be given tasks again. */
  back(): void;
}

export class Vigil {
  readonly #port: Port;
  readonly #neighbourhood: Neighbourhood;
  readonly #options: VigilOptions;
  /** null until silence counts for the first time, and without a detector. */
  #detector: FailureDetector | null = null;
  #isWatching = false;

  /** @param port a scope of its own: its timers are the detector's */
  constructor(port: Port, neighbourhood: Neighbourhood, options: VigilOptions) {
    this.#port = port;
    this.#neighbourhood = neighbourhood;
    this.#options = options;
  }

  /** From now on silence counts, for everybody as if just heard; or it does not, and somebody else says whom to suspect. */
  watch(isWatching: boolean): void {
    this.#isWatching = isWatching;
    if (!isWatching) return;
    const isFirst = this.#detector === null;
    if (isFirst) {
      this.#detector = this.#create();
      this.#detector?.start();
    }
    for (let neighbour = 0; neighbour < this.#neighbourhood.table.count; neighbour++) {
      if (!isFirst) this.#detector?.heartbeat(neighbour);
      this.trust(neighbour);
    }
  }

  /** A neighbour has shown that it lives. */
  heard(neighbour: number): void {
    if (this.#isWatching) this.#detector?.heartbeat(neighbour);
  }

  suspect(neighbour: number): void {
    if (this.#neighbourhood.table.available[neighbour] === 0) return;
    this.#announce(healthFacts.suspected, neighbour);
    this.#options.lost(neighbour);
  }

  trust(neighbour: number): void {
    if (!this.#neighbourhood.table.setTrusted(neighbour, true)) return;
    this.#announce(healthFacts.trusted, neighbour);
    this.#options.back();
  }

  onTimer(tag: number, argument: number): void {
    this.#detector?.onTimer(tag, argument);
  }

  #create(): FailureDetector | null {
    return createDetector(this.#port, this.#options, {
      count: this.#neighbourhood.table.count,
      suspect: (neighbour) => {
        if (this.#isWatching) this.suspect(neighbour);
      },
      trust: (neighbour) => {
        if (this.#isWatching) this.trust(neighbour);
      },
    });
  }

  #announce(fact: typeof healthFacts.suspected, neighbour: number): void {
    const process = this.#neighbourhood.table.process[neighbour];
    if (process === this.#options.watches) this.#port.report(fact, process);
  }
}
