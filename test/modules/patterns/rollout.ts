/** Plays the runner of a roll-out: tasks by region, so many under way, each ending in its turn; and writes down what it is told. */
import {
  FailureResponse,
  type ResponseOptions,
  type RolloutPort,
} from '../../../src/modules/patterns/response.ts';
import type { PatternFinding } from '../../../src/modules/patterns/types.ts';

export interface Attempt {
  readonly task: number;
  readonly region: number;
  /** 0 for the first. */
  readonly number: number;
  /** How often time-outs were raised in its region. */
  readonly raised: number;
}

export interface Play extends ResponseOptions {
  readonly tasks: number;
  /** Type of the failure, or null for a success. */
  readonly outcome: (attempt: Attempt) => number | null;
  readonly mostAttempts?: number;
  readonly scaled?: () => number;
}

export class Rollout implements RolloutPort {
  readonly told: string[] = [];
  readonly findings: PatternFinding[] = [];
  readonly response: FailureResponse;
  readonly succeeded = new Set<number>();
  /** Most that were ever under way since the last decision. */
  peak = 0;
  rolledBack = false;
  readonly #play: Play;
  #waiting: Attempt[];
  readonly #underWay: Attempt[] = [];
  #retrying: Attempt[] = [];
  #failed: Attempt[] = [];
  #concurrency: number;
  #begins = true;
  readonly #closed = new Set<number>();
  readonly #raised: number[];

  constructor(play: Play) {
    this.#play = play;
    this.#concurrency = play.concurrency;
    this.#raised = Array.from({ length: play.regions }, () => 0);
    this.#waiting = Array.from({ length: play.tasks }, (_, task) => this.#first(task));
    this.response = new FailureResponse(this, play);
  }

  /** Until nothing more happens. */
  run(): this {
    this.#begin();
    for (let step = 0; this.#underWay.length + this.#retrying.length > 0; step++) {
      if (step > 100_000) throw new Error('it goes on for ever');
      if (this.#retrying.length > 0) this.#endRetry();
      else this.#end();
    }
    return this;
  }

  reopen(region: number): this {
    this.#closed.delete(region);
    this.response.reopen(region);
    return this.run();
  }

  pause(): void {
    this.told.push(`pause with ${this.#underWay.length} under way`);
    this.#begins = false;
    if (this.#underWay.length === 0) this.response.drained();
  }

  retry(count: number, regions: readonly number[]): void {
    this.told.push(`retry ${count} of ${regions}`);
    const chosen = this.#failed.filter(({ region }) => regions.includes(region)).slice(0, count);
    this.#failed = this.#failed.filter((attempt) => !chosen.includes(attempt));
    this.#retrying = chosen;
  }

  scaled(): number {
    return this.#play.scaled?.() ?? Number.POSITIVE_INFINITY;
  }

  abort(why: PatternFinding): void {
    this.told.push(`abort: ${why.pattern} by ${why.rule}`);
    this.findings.push(why);
    this.#waiting = [];
    this.#failed = [];
    this.rolledBack = true;
  }

  goOn(concurrency: number, why: PatternFinding): void {
    this.told.push(`go on with ${concurrency}: ${why.pattern} by ${why.rule}`);
    this.#goOn(concurrency, why);
  }

  goOnWithout(regions: readonly number[], factor: number, concurrency: number, why: PatternFinding): void {
    this.told.push(`go on without ${regions}, time-outs x ${factor}, with ${concurrency}`);
    for (const region of regions) {
      this.#closed.add(region);
      this.#raised[region]++;
    }
    this.#goOn(concurrency, why);
  }

  #goOn(concurrency: number, why: PatternFinding): void {
    this.findings.push(why);
    this.#concurrency = concurrency;
    this.#begins = true;
    this.peak = 0;
    for (const attempt of this.#failed.splice(0)) this.#tryAgain(attempt);
    this.#begin();
  }

  #first(task: number): Attempt {
    return { task, region: task % this.#play.regions, number: 0, raised: 0 };
  }

  #tryAgain(attempt: Attempt): void {
    const number = attempt.number + 1;
    if (number < (this.#play.mostAttempts ?? 3)) this.#waiting.push({ ...attempt, number });
  }

  #begin(): void {
    while (this.#begins && this.#underWay.length < this.#concurrency) {
      const next = this.#waiting.findIndex(({ region }) => !this.#closed.has(region));
      if (next < 0) return;
      const [attempt] = this.#waiting.splice(next, 1);
      this.#underWay.push({ ...attempt, raised: this.#raised[attempt.region] });
      this.peak = Math.max(this.peak, this.#underWay.length);
    }
  }

  #end(): void {
    const attempt = this.#underWay.shift()!;
    const type = this.#play.outcome(attempt);
    if (type === null) this.succeeded.add(attempt.task);
    else this.#failed.push(attempt);
    this.response.ended(attempt.region, type ?? 0, type === null);
    if (!this.#begins && this.#underWay.length === 0) this.response.drained();
    this.#begin();
  }

  #endRetry(): void {
    const attempt = { ...this.#retrying.shift()! };
    const again = { ...attempt, number: attempt.number + 1 };
    const type = this.#play.outcome(again);
    if (type === null) this.succeeded.add(attempt.task);
    else this.#failed.push(again);
    this.response.retried(type === null);
  }
}
