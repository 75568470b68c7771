/** A client's machine: what it hands in for the first time counts as submitted, and reaches whoever leads. */
import type { RandomSource } from '../engine/types.ts';
import { MESSAGE, type MessageKind } from '../modules/ports.ts';
import { Submitter } from '../modules/standby/submitter.ts';
import { Host, type HostContext } from './host.ts';

/** Tag of the submitter's timer; those of the client's own modules are smaller. */
const SUBMITTER_TAG = 255;

export interface ClientHostOptions {
  /** Microseconds until an unanswered submission is sent again. */
  readonly ackTimeout: number;
  /** The root, and where there is one the standby. */
  readonly coordinators: readonly number[];
  /** A task is handed in. */
  submitted(task: number): void;
  /** The end of a task, for the client. */
  finished(task: number, success: number): void;
}

export class ClientHost extends Host {
  readonly #options: ClientHostOptions;
  /** Only where there is a standby. */
  readonly #submitter: Submitter | null;

  constructor(self: number, context: HostContext, random: RandomSource, options: ClientHostOptions) {
    super(self, context, random);
    this.#options = options;
    const { coordinators, ackTimeout, finished } = options;
    const port = {
      send: (to: number, kind: MessageKind, a: number, b: number, c: number) => super.send(to, kind, a, b, c),
      setTimer: (delay: number, tag: number, argument: number) => this.setTimer(delay, tag, argument),
    };
    this.#submitter =
      coordinators.length > 1
        ? new Submitter(port, { coordinators, ackTimeout, tag: SUBMITTER_TAG, finished })
        : null;
  }

  override send(to: number, kind: MessageKind, a: number, b: number, c: number): void {
    if (kind === MESSAGE.submit) this.#options.submitted(a);
    if (kind === MESSAGE.submit && this.#submitter) this.#submitter.submit(a, c);
    else super.send(to, kind, a, b, c);
  }

  /** A message for the client. */
  receive(from: number, kind: MessageKind, a: number, b: number, c: number): void {
    if (this.#submitter) this.#submitter.onMessage(from, kind, a, b, c);
    else this.#options.finished(a, c);
  }

  /** Whether the timer was one of the machine's own, and has been seen to. */
  ownsTimer(tag: number): boolean {
    if (tag !== SUBMITTER_TAG || !this.#submitter) return false;
    this.#submitter.onTimer();
    return true;
  }

  /** Calls `visit` with each task that it hands in until it knows that it is taken on. */
  forEachPending(visit: (task: number) => void): void {
    this.#submitter?.forEach(visit);
  }
}
