/** The machine of a client. */
import type { RandomSource } from '../../engine/types.ts';

import { listening } from '../../modules/flows/vocabulary.ts';
import type { ProcessId } from '../../modules/ports.ts';
import { intake, toClient } from '../../modules/scheduling/vocabulary.ts';
import { Submitter } from '../../modules/standby/submitter.ts';
import {
  type Hot,
  type Kind,
  MessageTable,
  receiver,
  type SixWords,
  type Words,
} from '../../modules/vocabulary.ts';
import type { Homes } from '../plan/homes.ts';
import { Host, type HostContext } from './host.ts';

const SUBMIT: Kind = intake.submit;

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
  /** What the client handles. */
  readonly table: MessageTable;
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
      post: <W extends Words>(to: number, kind: Hot<W>, ...words: NoInfer<W>) =>
        super.post(to, kind, ...words),
      setTimer: (delay: number, tag: number, argument: number) => this.setTimer(delay, tag, argument),
    };
    const { pair } = homes;
    this.#submitter = pair
      ? new Submitter(port, { coordinators: pair, ackTimeout, tag: SUBMITTER_TAG, finished })
      : null;
    this.table = new MessageTable(self, [
      receiver(toClient, { finished: (_from, task, success) => finished(task, success) }),
      receiver(listening, { event: (_from, subject) => options.stepped(subject) }),
      ...(this.#submitter?.receives ?? []),
    ]);
  }

  override post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  override post(to: ProcessId, kind: Kind & Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    if (kind !== SUBMIT) {
      super.post(to, kind, a, b, c, d, e, f);
      return;
    }
    if (this.now() >= this.#options.end) return;
    this.#options.submitted(a);
    if (this.#submitter) this.#submitter.submit(a, b);
    else super.post(this.#homes.choose(a), intake.submit, a, b);
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
