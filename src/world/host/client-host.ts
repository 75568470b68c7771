/** The machine of a client. */
import type { RandomSource } from '../../engine/types.ts';
import { MESSAGE, type MessageKind } from '../../modules/ports.ts';
import { Submitter } from '../../modules/standby/submitter.ts';
import type { Homes } from '../plan/homes.ts';
import { Host, type HostContext } from './host.ts';

/** Tag of the submitter's timer; those of the client's own modules are smaller. */
const SUBMITTER_TAG = 255;

export interface ClientHostOptions {
  /** Microseconds until an unanswered submission is sent again, where there is a standby. */
  readonly ackTimeout: number;
  /** Microseconds at which the run is over: nothing is handed in from then on. */
  readonly end: number;
  /** A task is handed in. */
  submitted(task: number): void;
  /** For the client: a task has ended, or a step of a flow that it listens to has come to something. */
  finished(task: number, success: number): void;
  stepped(subject: number): void;
}

/** What it sends for the first time counts as submitted. Each task goes to its home, or, of a pair, to whoever leads. */
export class ClientHost extends Host {
  readonly #homes: Homes;
  readonly #options: ClientHostOptions;
  /** Only where a coordinator stands by. */
  readonly #submitter: Submitter | null;

  constructor(
    self: number,
    context: HostContext,
    random: RandomSource,
    homes: Homes,
    options: ClientHostOptions,
  ) {
    super(self, context, random);
    this.#homes = homes;
    this.#options = options;
    const { ackTimeout, finished } = options;
    const port = {
      send: (to: number, kind: MessageKind, a: number, b: number, c: number) => super.send(to, kind, a, b, c),
      setTimer: (delay: number, tag: number, argument: number) => this.setTimer(delay, tag, argument),
    };
    const { pair } = homes;
    this.#submitter = pair
      ? new Submitter(port, { coordinators: pair, ackTimeout, tag: SUBMITTER_TAG, finished })
      : null;
  }

  override send(to: number, kind: MessageKind, a: number, b: number, c: number): void {
    if (kind !== MESSAGE.submit) {
      super.send(to, kind, a, b, c);
      return;
    }
    if (this.now() >= this.#options.end) return;
    this.#options.submitted(a);
    if (this.#submitter) this.#submitter.submit(a, c);
    else super.send(this.#homes.choose(a), kind, a, b, c);
  }

  /** A message has come. */
  receive(from: number, kind: MessageKind, a: number, b: number, c: number): void {
    if (kind === MESSAGE.event) this.#options.stepped(a);
    else if (this.#submitter) this.#submitter.onMessage(from, kind, a, b, c);
    else this.#options.finished(a, c);
  }

  /** Whether a timer was one of the machine's own, and has been seen to. */
  ownsTimer(tag: number): boolean {
    if (tag !== SUBMITTER_TAG || !this.#submitter) return false;
    this.#submitter.onTimer();
    return true;
  }

  /** Calls `visit` with each task that it hands in until it knows that it is taken on for good. */
  forEachPending(visit: (task: number) => void): void {
    this.#submitter?.forEach(visit);
  }
}
