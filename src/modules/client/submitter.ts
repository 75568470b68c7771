/**
 * A client's side of a pair of coordinators: hands its tasks to whoever leads, each again until it is taken on for good, in order and
 * a bounded number at a time; and passes on the end of each task once.
 */
import { IntegerMap } from '../collections/integer-map.ts';
import type { Port, ProcessId } from '../ports.ts';
import { following, sessions, toSubmitter } from '../standby/vocabulary.ts';
import { type Receiver, receiver } from '../vocabulary.ts';

/** Most submissions under way. */
const WINDOW = 256;
/** Submissions taken on are cleared away when there are so many. */
const TIDY = 4096;
/** The patience is doubled at most so often. */
const MAX_DOUBLINGS = 2;

export interface SubmitterOptions {
  /** Both coordinators, the one that leads at first at the head. */
  readonly coordinators: readonly ProcessId[];
  /** Microseconds until an unanswered submission is sent again. */
  readonly ackTimeout: number;
  /** A task has ended; told once for each that wants it told. */
  finished(task: number, success: number): void;
}

export class Submitter {
  readonly receives: readonly Receiver[];
  readonly #port: Pick<Port, 'post' | 'setTimer'>;
  readonly #options: SubmitterOptions;
  /** Submissions by number, from #dropped on: task, and 1 where its end is to be told. */
  readonly #tasks: number[] = [];
  readonly #wants: number[] = [];
  #dropped = 0;
  /** Number of the oldest that is not taken on for good, and of the first that has not been sent. */
  #base = 0;
  #next = 0;
  /** Tasks whose end has not been told. */
  readonly #open = new IntegerMap();
  #leader: ProcessId;
  #generation = 0;
  #isTicking = false;
  /** Whether anything was taken on since the timer was set, and how often in a row nothing was. */
  #progressed = false;
  #silences = 0;

  constructor(port: Pick<Port, 'post' | 'setTimer'>, options: SubmitterOptions) {
    this.#port = port;
    this.#options = options;
    this.#leader = options.coordinators[0];
    this.receives = [
      receiver(toSubmitter, {
        accepted: (from, taken, generation) => this.#onAccepted(from, taken, generation),
        ended: (from, task, success) => this.#onEnded(from, task, success),
      }),
      receiver(following, { lead: (_from, generation, leader) => this.#onLead(generation, leader) }),
    ];
  }

  /** Calls `visit` with each task that is not known to be taken on for good. */
  forEach(visit: (task: number) => void): void {
    for (let number = this.#base; number < this.#end; number++) visit(this.#tasks[number - this.#dropped]);
  }

  submit(task: number, wants: number): void {
    this.#tasks.push(task);
    this.#wants.push(wants);
    if (wants === 1) this.#open.set(task, 1);
    this.#pump();
  }

  /** Nothing heard for long: the oldest goes out again, to both, since the other may lead by now. */
  onTimer(): void {
    this.#isTicking = false;
    if (this.#base === this.#end) return;
    if (!this.#progressed) {
      this.#silences++;
      for (const coordinator of this.#options.coordinators) this.#send(coordinator, this.#base);
    }
    this.#tick();
  }

  get #end(): number {
    return this.#dropped + this.#tasks.length;
  }

  #onAccepted(from: ProcessId, taken: number, generation: number): void {
    if (generation >= this.#generation) {
      this.#generation = generation;
      this.#leader = from;
    }
    if (taken > this.#base) {
      this.#base = taken;
      this.#progressed = true;
      // After a silence, whatever else was under way may be lost.
      this.#next = this.#silences > 0 ? taken : Math.max(this.#next, taken);
      this.#silences = 0;
      this.#tidy();
    }
    this.#pump();
  }

  #onEnded(from: ProcessId, task: number, success: number): void {
    this.#port.post(from, sessions.settled, task);
    if (this.#open.delete(task)) this.#options.finished(task, success);
  }

  #onLead(generation: number, leader: ProcessId): void {
    if (generation <= this.#generation) return;
    this.#generation = generation;
    if (leader === this.#leader) return;
    this.#leader = leader;
    this.#next = this.#base;
    this.#pump();
  }

  #pump(): void {
    const limit = Math.min(this.#end, this.#base + WINDOW);
    while (this.#next < limit) this.#send(this.#leader, this.#next++);
    if (!this.#isTicking && this.#base < this.#end) this.#tick();
  }

  #send(to: ProcessId, number: number): void {
    const place = number - this.#dropped;
    this.#port.post(to, sessions.submit, this.#tasks[place], number, this.#wants[place]);
  }

  #tidy(): void {
    const count = this.#base - this.#dropped;
    if (count < TIDY && this.#base < this.#end) return;
    this.#tasks.splice(0, count);
    this.#wants.splice(0, count);
    this.#dropped = this.#base;
  }

  #tick(): void {
    this.#isTicking = true;
    this.#progressed = false;
    const patience = this.#options.ackTimeout * (1 << Math.min(this.#silences, MAX_DOUBLINGS));
    this.#port.setTimer(patience, 0, 0);
  }
}
