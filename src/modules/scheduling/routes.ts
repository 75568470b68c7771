/** The routes from a dispatcher to its workers: who is trusted and given nothing all the same, by how attempts have ended there. */
import type { Port, TaskDirectory } from '../ports.ts';
import type { RouteHealth, RoutePolicy } from '../routes/route-health.ts';
import { OUTCOME, type Outcome, routeFacts } from '../routes/vocabulary.ts';
import type { DistributionAlgorithm } from './algorithm.ts';
import type { AttemptWatch } from './assignments.ts';
import type { Ledger } from './ledger.ts';
import type { DispatcherOptions } from './options.ts';
import { RunTimes } from './run-times.ts';
import { REASON, RESULT, type Reason, type Result } from './vocabulary.ts';
import type { WorkerTable } from './workers.ts';

export interface RoutesContext {
  /** A scope of its own. */
  readonly port: Port;
  readonly workers: WorkerTable;
  readonly tasks: TaskDirectory;
  readonly ledger: Ledger;
  /** The worker may be given tasks now, or may not any more. */
  changed(worker: number, isAvailable: boolean): void;
}

export class Routes implements AttemptWatch {
  readonly #context: RoutesContext;
  readonly #policy: RoutePolicy;
  readonly #health: RouteHealth;
  readonly #runs: RunTimes;

  constructor(policy: RoutePolicy, context: RoutesContext) {
    const { port, workers, tasks, ledger } = context;
    const processOf = (worker: number) => workers.process[worker];
    this.#context = context;
    this.#policy = policy;
    this.#runs = new RunTimes(workers, ledger);
    this.#health = policy.create({
      count: workers.count,
      now: () => port.now(),
      random: () => port.random(),
      setTimer: (delay, tag, argument) => port.setTimer(delay, tag, argument),
      cancelTimer: (timer) => port.cancelTimer(timer),
      isTrusted: (worker) => workers.isTrusted(worker),
      trusted: () => workers.trustedCount,
      barred: () => workers.trustedCount - workers.availableCount,
      admit: (worker, isAdmitted) => this.#admit(worker, isAdmitted),
      ejected: (worker, cause) => port.report(routeFacts.ejected, processOf(worker), cause),
      returned: (worker) => port.report(routeFacts.returned, processOf(worker)),
      swept: (compared) => port.report(routeFacts.swept, compared),
      spared: (worker, cause) => port.report(routeFacts.spared, processOf(worker), cause),
      expected: (worker, task) =>
        tasks.work(task) / (workers.speed[worker] * tasks.relativeSpeed(task, workers.group[worker])),
      report: (fact, worker, word) => port.report(fact, processOf(worker), word),
    });
  }

  start(): void {
    this.#context.port.report(routeFacts.started);
    this.#health.start();
  }

  /** The row's task is with the worker from now on. */
  began(worker: number, row: number): void {
    this.#runs.began(worker, row);
    this.#health.began(worker);
  }

  /** It has been since an earlier life of this coordinator. */
  resumed(row: number): void {
    this.#runs.resumed(row);
  }

  /** It is so no more. */
  ended(worker: number, outcome: Outcome, row: number): void {
    const { port, ledger } = this.#context;
    const isKnown = outcome !== OUTCOME.timeout || this.#policy.countsTimeouts;
    const took = port.now() - ledger.assignedAt[row];
    const ran = this.#runs.ended(worker, row, port.now());
    this.#health.ended(worker, isKnown ? outcome : OUTCOME.unknown, took, ledger.task[row], ran);
  }

  /** The worker has started afresh. */
  restarted(worker: number): void {
    this.#health.forget(worker);
  }

  onTimer(tag: number, argument: number): void {
    this.#health.onTimer(tag, argument);
  }

  #admit(worker: number, isAdmitted: boolean): void {
    if (this.#context.workers.setAdmitted(worker, isAdmitted)) this.#context.changed(worker, isAdmitted);
  }
}

/** null where all that are trusted are given tasks. @param port makes a scope for them */
export function routesOf(
  { routes }: DispatcherOptions,
  port: () => Port,
  { workers, tasks, ledger }: Pick<RoutesContext, 'workers' | 'tasks' | 'ledger'>,
  matching: { readonly algorithm: DistributionAlgorithm; lost(worker: number): void },
): Routes | null {
  if (!routes) return null;
  return new Routes(routes, {
    port: port(),
    ...{ workers, tasks, ledger },
    changed(worker, isAvailable) {
      matching.algorithm.update(worker);
      // With late binding, tasks wait here for it to ask: others are to be asked for them.
      if (!isAvailable) matching.lost(worker);
    },
  });
}

/** What a result says of the worker: nothing where the task gave up before it began, or found no room. */
export function outcomeOf(result: Result): Outcome {
  if (result === RESULT.success) return OUTCOME.success;
  return result === RESULT.failure ? OUTCOME.failure : OUTCOME.unknown;
}

/** What it says of the worker that an attempt is given up. */
export function outcomeOfLoss(reason: Reason): Outcome {
  return reason === REASON.timeout || reason === REASON.unacknowledged ? OUTCOME.timeout : OUTCOME.unknown;
}
