/** Faults of processes, done to the processes that host them, and noted when they have been done. */
import type { Condition } from '../world/faults/kind.ts';
import type { ToRunner } from './control.ts';
import type { Fleet } from './fleet.ts';
import type { Observation } from './observation.ts';

export interface FaultWorkOptions {
  readonly fleet: Fleet;
  readonly observation: Observation;
  readonly runnerOf: Int32Array;
  /** Virtual time, in microseconds. */
  now(): number;
  /** What a process that begins again has to know of the network. */
  network(): ToRunner;
}

export class FaultWork {
  readonly #options: FaultWorkOptions;

  constructor(options: FaultWorkOptions) {
    this.#options = options;
  }

  hit(condition: Condition, process: number, factor: number, begin: boolean): void {
    const { fleet, observation, runnerOf, now } = this.#options;
    if (condition === 'slow') {
      fleet.tell(runnerOf[process], { kind: 'slow', process, factor, begin });
      observation.note(now(), () => observation.slowed(process, begin));
    } else if (condition === 'crash') this.#crash(process, begin);
    else this.#pause(process, begin);
  }

  #crash(process: number, begin: boolean): void {
    const { fleet, observation, runnerOf, network } = this.#options;
    const runner = runnerOf[process];
    if (begin) this.#note(runner, fleet.crash(runner), () => observation.crashed(process));
    else this.#note(runner, fleet.restart(runner, network()), () => observation.restarted(process));
  }

  #pause(process: number, begin: boolean): void {
    const { fleet, observation, runnerOf } = this.#options;
    const runner = runnerOf[process];
    if (begin) this.#note(runner, fleet.pause(runner), () => observation.paused(process));
    else this.#note(runner, fleet.resume(runner), () => observation.resumed(process));
  }

  /** @param work null: nothing is to be done now, since others that share the process are hit by the same occurrence */
  #note(runner: number, work: Promise<void> | null, what: () => void): void {
    const { fleet, observation, now } = this.#options;
    void (work ?? fleet.work(runner)).then(() => observation.note(now(), what));
  }
}
