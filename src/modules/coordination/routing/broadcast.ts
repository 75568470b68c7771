/**
 * Asks all neighbours at once whenever a task waits: the first that offers room gets as many of the waiting tasks as it has room for,
 * the next what is left, and so on (a contract net without bids to compare: Smith, 1980). Offers bind nobody: between an offer and
 * the task others may have come.
 */

import type { Routing, RoutingContext } from './routing.ts';
import { bidding } from './vocabulary.ts';

/** Numbers of questions begin anew after so many. */
const MOST_QUESTIONS = 1 << 20;

export class BroadcastRouting implements Routing {
  readonly health = 'heartbeats';
  readonly #context: RoutingContext;
  /** Number of the latest question, and whether it is open: it has been asked, and its time is not over. */
  #question = 0;
  #isOpen = false;
  /** Answers that the open question may still get, and whether one of them was of use. */
  #missing = 0;
  #served = false;
  /** Who offers room just now, and how much is left of it. */
  #offerer = -1;
  #offered = 0;

  constructor(context: RoutingContext) {
    this.#context = context;
  }

  start(): void {}

  choose(task: number): number {
    const { neighbourhood, tasks } = this.#context;
    if (this.#offered > 0) {
      const may = neighbourhood.mayGet(this.#offerer, tasks.requirement(task), this.#context.giverOf(task));
      return may ? this.#offerer : -1;
    }
    if (!this.#isOpen) this.#ask();
    return -1;
  }

  gave(): void {
    this.#served = true;
    this.#offered--;
  }

  onAsk(neighbour: number, question: number): void {
    const { port, neighbourhood } = this.#context;
    port.post(neighbourhood.table.process[neighbour], bidding.offer, question, this.#context.room());
  }

  onOffer(neighbour: number, question: number, room: number): void {
    if (question !== this.#question || !this.#isOpen) return;
    this.#context.neighbourhood.heard(neighbour, room);
    this.#missing--;
    if (room > 0) this.#take(neighbour, room);
    // Where nobody could help, the next question waits for the timer.
    if (this.#missing === 0 && this.#served) this.#close();
  }

  /** The time of a question is over. */
  onTimer(question: number): void {
    if (question === this.#question && this.#isOpen) this.#close();
  }

  #take(neighbour: number, room: number): void {
    this.#offerer = neighbour;
    this.#offered = room;
    this.#context.serve();
    this.#offered = 0;
  }

  #close(): void {
    this.#isOpen = false;
    if (this.#context.waiting() > 0) this.#context.serve();
  }

  #ask(): void {
    const { port, neighbourhood, interval } = this.#context;
    const { table } = neighbourhood;
    this.#question = (this.#question + 1) % MOST_QUESTIONS;
    this.#missing = 0;
    this.#served = false;
    for (let neighbour = 0; neighbour < table.count; neighbour++) {
      if (table.available[neighbour] === 0) continue;
      port.post(table.process[neighbour], bidding.ask, this.#question);
      this.#missing++;
    }
    this.#isOpen = true;
    this.#context.setTimer(interval, this.#question);
  }
}
