/** Splits the latency of each task into its parts while the task goes its way; latency-part.ts has the rule. */
import { REASON, type Reason } from '../modules/scheduling/vocabulary.ts';
import type { WorldView } from '../world/core/observer.ts';
import type { Figure } from './bounds.ts';
import { ExecutionStarts, larger } from './execution-starts.ts';
import { LatencyBands } from './latency-bands.ts';
import { BEFORE, CAUSES, type Cause, causeOf, PART, PARTS, partMetric } from './latency-part.ts';
import { meanSeconds, type Unended } from './statistics.ts';

const NONE = -1;
/** In the place of a task's row: it has ended. */
const ENDED = -2;
/** An execution of the attempt under way has not ended. */
const UNDER_WAY = 0;

export class LatencyParts {
  /** Of the task completed last: microseconds by PART. */
  readonly last = new Float64Array(PARTS);
  /** Of all tasks that count. */
  readonly bands = new LatencyBands();
  readonly #world: WorldView;
  readonly #starts = new ExecutionStarts();
  readonly #sums = new Float64Array(PARTS);
  #count = 0;
  /** By task: its row, or NONE, or ENDED. */
  #rows = new Int32Array(1024).fill(NONE);
  // A row for each task that has been begun or retried, and has not ended. Rows are used again.
  /** Microseconds by part up to #at, BEFORE numbers a row; without those of #pending. */
  #spent = new Float64Array(64 * BEFORE);
  #at = new Float64Array(64);
  /** Microseconds of the attempt under way, whose cause is not known yet. */
  #pending = new Float64Array(64);
  #pausedUntil = new Float64Array(64);
  /** 1: an execution of the present attempt has begun. */
  #isOpen = new Uint8Array(64);
  /** Executions of the present attempt that run, and that are suspended. */
  #running = new Uint16Array(64);
  #suspended = new Uint16Array(64);
  /** How the latest execution of the present attempt ended, a Cause, or UNDER_WAY. */
  #how = new Uint8Array(64);
  /** Executions that have not succeeded, the latest first, as a chain. Of a free row the next one. */
  #first = new Int32Array(64);
  /** The latest execution that succeeded. */
  #winner = new Int32Array(64);
  #free = NONE;
  #used = 0;

  constructor(world: WorldView) {
    this.#world = world;
  }

  started(task: number, agent: number): void {
    const row = this.#rowOf(task);
    if (row < 0) return;
    const { now } = this.#world;
    this.#advance(row);
    // A second execution without a retry: the assignment came to an agent that had begun anew, or to two.
    if (this.#isOpen[row] === 1) this.#settle(row, (this.#how[row] || PART.other) as Cause);
    const before = this.#find(row, agent);
    if (before >= 0) this.#drop(row, before);
    this.#isOpen[row] = 1;
    this.#how[row] = UNDER_WAY;
    this.#running[row]++;
    this.#first[row] = this.#starts.add(agent, now, this.#first[row], this.#spent, row * BEFORE);
  }

  /** An execution is over. */
  ended(task: number, agent: number, outcome: 'success' | 'failure' | 'aborted'): void {
    const row = this.#known(task);
    const execution = row < 0 ? NONE : this.#find(row, agent);
    if (execution < 0) return;
    this.#advance(row);
    const counts = this.#starts.givenUp[execution] === 0;
    this.#drop(row, execution, outcome === 'success');
    // What succeeded and nobody heard of was lost on the way.
    if (counts) this.#how[row] = outcome === 'failure' ? PART.failure : PART.lost;
    if (outcome !== 'success') return;
    if (this.#winner[row] >= 0) this.#starts.remove(this.#winner[row]);
    this.#winner[row] = execution;
  }

  suspended(task: number, agent: number): void {
    this.#suspend(task, agent, 1);
  }

  resumed(task: number, agent: number): void {
    this.#suspend(task, agent, 0);
  }

  /** The execution that has just ended or been suspended had to make way. */
  preempted(task: number): void {
    const row = this.#known(task);
    if (row >= 0 && this.#isOpen[row] === 1 && this.#how[row] === PART.lost) this.#how[row] = PART.preemption;
  }

  /** The attempt under way has been given up. */
  retried(task: number, reason: Reason): void {
    if (reason === REASON.refused) return;
    const row = this.#rowOf(task);
    if (row < 0) return;
    const { now, tasks } = this.#world;
    const waitingSince = Math.max(this.#at[row], this.#pausedUntil[row]);
    this.#advance(row);
    if (this.#isOpen[row] === 1) this.#settle(row, causeOf(reason));
    else if (reason === REASON.workerLost && tasks.faultAt[task] >= 0) {
      const lost = Math.max(0, now - Math.max(waitingSince, tasks.faultAt[task]));
      this.#spent[row * BEFORE + PART.waiting] -= lost;
      this.#spent[row * BEFORE + PART.lost] += lost;
    }
    const { next, givenUp } = this.#starts;
    for (let one = this.#first[row]; one >= 0; one = next[one]) givenUp[one] = 1;
    this.#isOpen[row] = 0;
    this.#running[row] = 0;
    this.#suspended[row] = 0;
    this.#how[row] = UNDER_WAY;
  }

  /** The retry just announced is put off. */
  backingOff(task: number, delay: number): void {
    // What an agent turned away has not been begun, and is here for the first time.
    const row = this.#rowOf(task);
    if (row < 0) return;
    this.#advance(row);
    this.#pausedUntil[row] = this.#world.now + delay;
  }

  /** The result is recorded. @param counts whether the task is of the measured time */
  completed(task: number, counts: boolean): void {
    const { now, tasks } = this.#world;
    const { last } = this;
    const [submitted, started, executed] = [
      tasks.submittedAt[task],
      tasks.startedAt[task],
      tasks.executedAt[task],
    ];
    const row = this.#known(task);
    const winner = row < 0 ? NONE : this.#winner[row];
    last.fill(0);
    if (winner >= 0) {
      for (let part = 0; part < BEFORE; part++) last[part] = this.#starts.spent(winner, part);
      last[PART.preemption] += started - this.#starts.start[winner];
    } else last[PART.waiting] = started - submitted;
    last[PART.service] = executed - started;
    last[PART.report] = now - executed;
    this.forget(task);
    if (!counts) return;
    this.#count++;
    for (let part = 0; part < PARTS; part++) this.#sums[part] += last[part];
    this.bands.add(last);
  }

  /** The task has ended. */
  forget(task: number): void {
    const row = this.#known(task);
    this.#place(task, ENDED);
    if (row < 0) return;
    for (let one = this.#first[row]; one >= 0; ) {
      const next = this.#starts.next[one];
      this.#starts.remove(one);
      one = next;
    }
    if (this.#winner[row] >= 0) this.#starts.remove(this.#winner[row]);
    this.#first[row] = this.#free;
    this.#free = row;
  }

  /** Measuring begins anew. */
  warm(): void {
    this.#sums.fill(0);
    this.#count = 0;
    this.bands.clear();
  }

  /** Of a task that has not ended, a part may come to anything from nothing to its whole latency. */
  metrics(latency: Unended | null, service: Unended | null): Record<string, Figure> {
    const open = latency && { ...latency, least: new Float64Array(latency.least.length) };
    const of = (sum: number, unended: Unended | null) => meanSeconds({ count: this.#count, sum }, unended);
    const causes = CAUSES.map((cause) => [cause, this.#sums[PART[cause]]] as const);
    const attempts = causes.reduce((sum, [, time]) => sum + time, 0);
    return {
      [partMetric('waiting')]: of(this.#sums[PART.waiting], open),
      [partMetric('attempts')]: of(attempts, open),
      ...Object.fromEntries(causes.map(([cause, time]) => [partMetric(`attempts.${cause}`), of(time, open)])),
      [partMetric('backoff')]: of(this.#sums[PART.backoff], open),
      [partMetric('service')]: of(this.#sums[PART.service], service),
      [partMetric('report')]: of(this.#sums[PART.report], open),
    };
  }

  /** Gives the time since #at to what the task does. */
  #advance(row: number): void {
    const { now } = this.#world;
    const since = this.#at[row];
    this.#at[row] = now;
    const base = row * BEFORE;
    if (this.#isOpen[row] === 0) {
      const pause = Math.max(0, Math.min(now, this.#pausedUntil[row]) - since);
      this.#spent[base + PART.backoff] += pause;
      this.#spent[base + PART.waiting] += now - since - pause;
    } else if (this.#running[row] === 0 && this.#suspended[row] > 0)
      this.#spent[base + PART.preemption] += now - since;
    else this.#pending[row] += now - since;
  }

  #settle(row: number, cause: Cause): void {
    this.#spent[row * BEFORE + cause] += this.#pending[row];
    this.#pending[row] = 0;
  }

  #suspend(task: number, agent: number, suspended: 0 | 1): void {
    const row = this.#known(task);
    const execution = row < 0 ? NONE : this.#find(row, agent);
    if (execution < 0 || this.#starts.suspended[execution] === suspended) return;
    this.#starts.suspended[execution] = suspended;
    if (this.#starts.givenUp[execution] === 1) return;
    this.#advance(row);
    this.#running[row] += 1 - 2 * suspended;
    this.#suspended[row] += 2 * suspended - 1;
  }

  #find(row: number, agent: number): number {
    let found = this.#first[row];
    while (found >= 0 && this.#starts.agent[found] !== agent) found = this.#starts.next[found];
    return found;
  }

  /** Takes an execution out of the chain. @param keep its row goes on */
  #drop(row: number, execution: number, keep = false): void {
    const { next, suspended, givenUp } = this.#starts;
    if (this.#first[row] === execution) this.#first[row] = next[execution];
    else {
      let before = this.#first[row];
      while (next[before] !== execution) before = next[before];
      next[before] = next[execution];
    }
    if (givenUp[execution] === 0) {
      if (suspended[execution] === 1) this.#suspended[row]--;
      else this.#running[row]--;
    }
    if (!keep) this.#starts.remove(execution);
  }

  #known(task: number): number {
    return task < this.#rows.length ? this.#rows[task] : NONE;
  }

  /** The row of a task, made where there is none; negative for a task that has ended. */
  #rowOf(task: number): number {
    const known = this.#known(task);
    if (known !== NONE) return known;
    const row = this.#take();
    this.#spent.fill(0, row * BEFORE, (row + 1) * BEFORE);
    this.#at[row] = this.#world.tasks.submittedAt[task];
    this.#pending[row] = 0;
    this.#pausedUntil[row] = 0;
    this.#isOpen[row] = 0;
    this.#running[row] = 0;
    this.#suspended[row] = 0;
    this.#how[row] = UNDER_WAY;
    this.#first[row] = NONE;
    this.#winner[row] = NONE;
    this.#place(task, row);
    return row;
  }

  #place(task: number, row: number): void {
    if (task >= this.#rows.length) {
      const rows = new Int32Array(Math.max(task + 1, this.#rows.length * 2)).fill(NONE);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    this.#rows[task] = row;
  }

  #take(): number {
    const row = this.#free;
    if (row !== NONE) {
      this.#free = this.#first[row];
      return row;
    }
    if (this.#used === this.#at.length) this.#grow(this.#used * 2);
    return this.#used++;
  }

  #grow(length: number): void {
    this.#spent = larger(this.#spent, new Float64Array(length * BEFORE));
    this.#at = larger(this.#at, new Float64Array(length));
    this.#pending = larger(this.#pending, new Float64Array(length));
    this.#pausedUntil = larger(this.#pausedUntil, new Float64Array(length));
    this.#isOpen = larger(this.#isOpen, new Uint8Array(length));
    this.#running = larger(this.#running, new Uint16Array(length));
    this.#suspended = larger(this.#suspended, new Uint16Array(length));
    this.#how = larger(this.#how, new Uint8Array(length));
    this.#first = larger(this.#first, new Int32Array(length));
    this.#winner = larger(this.#winner, new Int32Array(length));
  }
}
