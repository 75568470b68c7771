/**
 * A client's side of its tasks: it submits each to the coordinator that is to own it, or to whoever leads of a pair, and hears of
 * its end. What a client submits to one coordinator its connection delivers, however often it has to be sent for that; of a pair only the
 * client knows when to send to the other, which is the submitter's work.
 */
import { MESSAGE, type MessageKind, type Port, type ProcessId } from '../ports.ts';
import { type ClientHandlers, receive } from './receive.ts';
import { Submitter } from './submitter.ts';

export interface SubmissionsOptions {
  /** Both coordinators of a pair, the one that leads at first at the head; null: there is no pair. */
  readonly pair: readonly ProcessId[] | null;
  /** Microseconds until an unanswered submission to a pair is sent again. */
  readonly ackTimeout: number;
  /** Tag of the timer of submissions to a pair. */
  readonly tag: number;
  /** The coordinator that is to own a task; asked once for each, when there is no pair. */
  owner(task: number): ProcessId;
  /** A task has ended. @param success 1, or 0 where it failed for good */
  finished(task: number, success: number): void;
  /** A step of a flow that the client listens to has come to something. @param subject what the flow is about */
  stepped(subject: number): void;
}

export class Submissions {
  readonly #port: Pick<Port, 'send' | 'setTimer'>;
  readonly #options: SubmissionsOptions;
  readonly #submitter: Submitter | null;
  readonly #handlers: ClientHandlers;

  constructor(port: Pick<Port, 'send' | 'setTimer'>, options: SubmissionsOptions) {
    const { pair, ackTimeout, tag } = options;
    this.#port = port;
    this.#options = options;
    const finished = (task: number, success: number) => options.finished(task, success);
    const submitter = pair ? new Submitter(port, { coordinators: pair, ackTimeout, tag, finished }) : null;
    this.#submitter = submitter;
    this.#handlers = {
      finished: (from, task, success) =>
        submitter ? submitter.onFinished(from, task, success) : finished(task, success),
      accepted: (from, count, generation) => submitter?.onAccepted(from, count, generation),
      lead: (generation, leader) => submitter?.onLead(generation, leader),
      event: (subject) => options.stepped(subject),
    };
  }

  /** Submits a task. @param wants 1: the client is to be told of its end */
  submit(task: number, wants: number): void {
    if (this.#submitter) this.#submitter.submit(task, wants);
    else this.#port.send(this.#options.owner(task), MESSAGE.submit, task, 0, wants);
  }

  /** @throws Error when clients know no message of this kind */
  onMessage(from: ProcessId, kind: MessageKind, a: number, b: number, c: number): void {
    receive(this.#handlers, from, kind, a, b, c);
  }

  /** The timer of the tag has fired. */
  onTimer(): void {
    this.#submitter?.onTimer();
  }

  /** Calls `visit` with each task that is not known to be taken on for good; with one coordinator the connection knows of these. */
  forEachPending(visit: (task: number) => void): void {
    this.#submitter?.forEach(visit);
  }
}
