import { Coordinator } from '../../../src/modules/coordination/coordinator.ts';
import type { CoordinatorOptions } from '../../../src/modules/coordination/coordinator-options.ts';
import { FAILURE_DETECTORS } from '../../../src/modules/health/index.ts';

import { withDefaults } from '../../../src/modules/registry.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../../src/modules/scheduling/algorithms/index.ts';
import type { DispatcherOptions } from '../../../src/modules/scheduling/options.ts';
import { directory, s, TestPort, tell } from '../port.ts';
import { describeWorkers } from '../scheduling/support.ts';

export interface Setup {
  /** Address of the coordinator above; null at the root. */
  readonly parent?: number | null;
  /** Addresses of its workers. */
  readonly workers?: readonly number[];
  readonly slots?: number;
  /** Seconds of silence after which a worker is suspected; null: no detector. */
  readonly timeout?: number | null;
  readonly dispatcher?: Partial<DispatcherOptions>;
  /** Whether it may have taken over from another. */
  readonly adopts?: boolean;
  /** Whether workers come and go. */
  readonly elastic?: boolean;
}

export function coordinatorOptions(setup: Setup = {}): CoordinatorOptions {
  const { parent = null, workers = [10, 11], slots = 1, timeout = null } = setup;
  const algorithm = DISTRIBUTION_ALGORITHMS.require('least_loaded');
  const detector = FAILURE_DETECTORS.require('fixed_timeout');
  return {
    workers: describeWorkers(workers.map((process) => ({ process, slots }))),
    agentQueue: 0,
    adopts: setup.adopts ?? false,
    elastic: setup.elastic ?? false,
    parent,
    heartbeatInterval: timeout === null ? 0 : s(1),
    detector: timeout === null ? null : { entry: detector, parameters: { timeout } },
    dispatcher: {
      algorithm,
      parameters: withDefaults(algorithm.parameters, {}),
      queueLimit: Infinity,
      maxAttempts: 3,
      timeout: Infinity,
      ackTimeout: s(2),
      backoff: 0,
      backoffLimit: s(60),
      retryFailures: true,
      ...setup.dispatcher,
    },
  };
}

/** A coordinator on a machine of its own, at address 50, spoken to by hand. */
export class Office {
  readonly port = new TestPort(50);
  coordinator: Coordinator;
  readonly #options: CoordinatorOptions;

  constructor(setup: Setup = {}) {
    this.#options = coordinatorOptions(setup);
    this.coordinator = new Coordinator(this.port, directory(), this.#options);
    this.coordinator.start();
  }

  /** A message comes in; says what was sent thereupon. */
  hear(from: number, kind: string, ...words: number[]): string[] {
    tell(this.coordinator, from, kind, words);
    return this.port.take();
  }

  advance(seconds: number): string[] {
    this.port.advance(s(seconds), () => this.coordinator.onTimer());
    return this.port.take();
  }

  /** @param clock seconds that the machine's clock shows from then on; default: it goes on */
  crash(clock?: number): string[] {
    this.port.crash(clock === undefined ? undefined : s(clock));
    this.coordinator = new Coordinator(this.port, directory(), this.#options);
    this.coordinator.start();
    return this.port.take();
  }
}
