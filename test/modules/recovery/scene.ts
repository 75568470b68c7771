/** A recovery on a machine of its own, spoken to by hand; its supervisor is at address 900. */
import type { RecoveryOptions } from '../../../src/modules/recovery/options.ts';
import { Recovery } from '../../../src/modules/recovery/recovery.ts';
import { STATE } from '../../../src/modules/recovery/vocabulary.ts';
import { s, TestPort, tell } from '../port.ts';

export const SUPERVISOR = 900;
export const FIRST_WORKER = 10;

const STATES = Object.keys(STATE);

export function recoveryOptions(given: Partial<RecoveryOptions> = {}): RecoveryOptions {
  return {
    supervisor: SUPERVISOR,
    observes: false,
    thresholds: { restartBelow: 3, replaceBelow: 7 },
    attempts: 3,
    backoff: s(10),
    backoffLimit: s(60),
    patience: 0,
    timeouts: { 1: s(30), 2: s(60), 3: s(600) },
    proving: s(5),
    provingLimit: s(60),
    budget: { share: 1, least: 1 },
    loop: { incidents: 3, window: s(600) },
    ramp: { time: s(30), steps: 3, initial: 0.1 },
    ...given,
  };
}

export class RecoveryScene {
  readonly port = new TestPort(50);
  readonly count: number;
  recovery: Recovery;
  /** By worker: the share that it is given. */
  readonly shares: number[];
  readonly #options: RecoveryOptions;
  readonly #routes: string[] = [];

  constructor(count: number, options: Partial<RecoveryOptions> = {}) {
    this.count = count;
    this.#options = recoveryOptions(options);
    this.shares = new Array(count).fill(1);
    this.recovery = this.#create();
    this.recovery.start();
  }

  stateOf(worker: number): string {
    return STATES[this.recovery.stateOf(worker)];
  }

  /** The supervisor says how the request ended, or people that they have dealt with the worker. */
  acted(worker: number, token: number, success: boolean): void {
    tell(this.recovery, SUPERVISOR, 'acted', [FIRST_WORKER + worker, token, success ? 1 : 0]);
  }

  released(worker: number, token: number): void {
    tell(this.recovery, SUPERVISOR, 'released', [FIRST_WORKER + worker, token]);
  }

  advance(seconds: number): void {
    this.port.advance(s(seconds), () => {});
  }

  /** Changes of routing since the last call. */
  takeRoutes(): string[] {
    return this.#routes.splice(0);
  }

  /** Down and up again with its store; all workers get tasks until the module says otherwise. */
  crash(clock?: number): void {
    this.port.crash(clock === undefined ? undefined : s(clock));
    this.shares.fill(1);
    this.recovery = this.#create();
    this.recovery.start();
  }

  #create(): Recovery {
    const port = this.port.scope('recovery', { onTimer: () => this.recovery.onTimer() });
    const process = Array.from({ length: this.count }, (_, worker) => FIRST_WORKER + worker);
    const workers = {
      count: this.count,
      process,
      indexOf: (address: number) => process.indexOf(address),
    };
    const route = (worker: number, share: number) => {
      this.shares[worker] = share;
      this.#routes.push(`${worker} ${share}`);
    };
    return new Recovery(port, workers, { route }, this.#options);
  }
}
