/** A machine for one policy of routes: a clock, timers, and a list of what it says of its workers. */
import type { Fact } from '../../../src/modules/facts.ts';
import type { RouteContext, RouteHealth, RoutePolicy } from '../../../src/modules/routes/route-health.ts';
import { CAUSE, type Cause, OUTCOME, type Outcome } from '../../../src/modules/routes/vocabulary.ts';
import { s, TestPort } from '../port.ts';

const NAMES = Object.fromEntries(Object.entries(CAUSE).map(([name, cause]) => [cause, name]));

export class Machine implements RouteContext {
  readonly port = new TestPort();
  readonly count: number;
  readonly health: RouteHealth;
  readonly distrusted = new Set<number>();
  readonly out = new Set<number>();
  readonly #said: string[] = [];

  constructor(policy: RoutePolicy, count: number) {
    this.count = count;
    this.health = policy.create(this);
    this.health.start();
  }

  now = () => this.port.now();
  random = () => this.port.random();
  setTimer = (delay: number, tag: number, argument: number) => this.port.setTimer(delay, tag, argument);
  cancelTimer = (timer: number) => this.port.cancelTimer(timer);
  isTrusted = (worker: number) => !this.distrusted.has(worker);
  trusted = () => this.count - this.distrusted.size;
  barred = () => [...this.out].filter((worker) => this.isTrusted(worker)).length;

  admit(worker: number, isAdmitted: boolean): void {
    if (isAdmitted) this.out.delete(worker);
    else this.out.add(worker);
  }

  ejected(worker: number, cause: Cause): void {
    this.#said.push(`${worker} out: ${NAMES[cause]}`);
  }

  returned(worker: number): void {
    this.#said.push(`${worker} in`);
  }

  spared(worker: number, cause: Cause): void {
    this.#said.push(`${worker} spared: ${NAMES[cause]}`);
  }

  readonly compared: number[] = [];

  swept(compared: number): void {
    this.compared.push(compared);
  }

  /** Seconds that tasks should take, by their number; one where nothing else is said. */
  readonly work: number[] = [];

  expected(_worker: number, task: number): number {
    return s(this.work[task] ?? 1);
  }

  report({ name }: Fact<[number, number]>, worker: number, word: number): void {
    this.#said.push(`${worker} ${name}: ${word}`);
  }

  /** What has been said since last asked. */
  take(): string[] {
    return this.#said.splice(0);
  }

  /** One attempt at a worker. */
  attempt(worker: number, outcome: Outcome, seconds = 0, task = 0): void {
    this.health.began(worker);
    this.health.ended(worker, outcome, s(seconds), task, s(seconds));
  }

  /** So many attempts, of which so many fail, the failures first and spread so that they do not follow each other. */
  attempts(worker: number, count: number, failures: number): void {
    for (let each = 0; each < count; each++) {
      const fails = Math.floor(((each + 1) * failures) / count) > Math.floor((each * failures) / count);
      this.attempt(worker, fails ? OUTCOME.failure : OUTCOME.success);
    }
  }

  /** Up to so many seconds from the start. */
  advance(seconds: number): string[] {
    this.port.advance(s(seconds), (tag, argument) => this.health.onTimer(tag, argument));
    return this.take();
  }
}
