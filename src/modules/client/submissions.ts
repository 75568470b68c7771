/**
 * A client's side of its tasks: it submits each to the coordinator that is to own it, or to whoever leads of a pair, and hears of
 * its end. What a client submits to one coordinator its connection delivers, however often it has to be sent for that; of a pair only the
 * client knows when to send to the other, which is the submitter's work.
 */
import { listening } from '../flows/vocabulary.ts';
import type { Port, ProcessId } from '../ports.ts';
import { intake, toClient } from '../scheduling/vocabulary.ts';
import { type Receiver, receiver } from '../vocabulary.ts';
import { Submitter } from './submitter.ts';

export interface SubmissionsOptions {
  /** Both coordinators of a pair, the one that leads at first at the head; null: there is no pair. */
  readonly pair: readonly ProcessId[] | null;
  /** Microseconds until an unanswered submission to a pair is sent again. */
  readonly ackTimeout: number;
  /** The coordinator that is to own a task; asked once for each, when there is no pair. */
  owner(task: number): ProcessId;
  /** A task has ended. @param success 1, or 0 where it failed for good */
  finished(task: number, success: number): void;
  /** A step of a flow that the client listens to has come to something. @param subject what the flow is about */
  stepped(subject: number): void;
}

export class Submissions {
  /** What clients handle. */
  readonly receives: readonly Receiver[];
  readonly #port: Pick<Port, 'post' | 'setTimer'>;
  readonly #options: SubmissionsOptions;
  readonly #submitter: Submitter | null;

  constructor(port: Pick<Port, 'post' | 'setTimer'>, options: SubmissionsOptions) {
    const { pair, ackTimeout } = options;
    this.#port = port;
    this.#options = options;
    const finished = (task: number, success: number) => options.finished(task, success);
    const submitter = pair ? new Submitter(port, { coordinators: pair, ackTimeout, finished }) : null;
    this.#submitter = submitter;
    this.receives = [
      receiver(toClient, { finished: (_from, task, success) => finished(task, success) }),
      receiver(listening, { event: (_from, subject) => options.stepped(subject) }),
      ...(submitter?.receives ?? []),
    ];
  }

  /** Submits a task. @param wants 1: the client is to be told of its end */
  submit(task: number, wants: number): void {
    if (this.#submitter) this.#submitter.submit(task, wants);
    else this.#port.post(this.#options.owner(task), intake.submit, task, wants);
  }

  /** Its timer has fired: it has one. */
  onTimer(): void {
    this.#submitter?.onTimer();
  }

  /** Calls `visit` with each task that is not known to be taken on for good; with one coordinator the connection knows of these. */
  forEachPending(visit: (task: number) => void): void {
    this.#submitter?.forEach(visit);
  }
}
