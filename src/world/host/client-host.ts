/** The machine of a client: what the modules of its workload submit passes through here, so that it counts as submitted. */
import type { RandomSource } from '../../engine/types.ts';
import { Submissions, type SubmissionsOptions } from '../../modules/client/submissions.ts';
import { MESSAGE, type MessageKind } from '../../modules/ports.ts';
import { Host, type HostContext } from './host.ts';

/** Tag of the timer of submissions; those of the workload's own modules are smaller. */
const SUBMISSIONS_TAG = 255;

export interface ClientHostOptions extends Omit<SubmissionsOptions, 'tag'> {
  /** Microseconds at which the run is over: nothing is submitted from then on. */
  readonly end: number;
  /** A task is submitted. */
  submitted(task: number): void;
}

export class ClientHost extends Host {
  readonly #options: ClientHostOptions;
  readonly #submissions: Submissions;

  constructor(self: number, context: HostContext, random: RandomSource, options: ClientHostOptions) {
    super(self, context, random);
    this.#options = options;
    const port = {
      send: (to: number, kind: MessageKind, a: number, b: number, c: number) => super.send(to, kind, a, b, c),
      setTimer: (delay: number, tag: number, argument: number) => this.setTimer(delay, tag, argument),
    };
    this.#submissions = new Submissions(port, { ...options, tag: SUBMISSIONS_TAG });
  }

  override send(to: number, kind: MessageKind, a: number, b: number, c: number): void {
    if (kind !== MESSAGE.submit) {
      super.send(to, kind, a, b, c);
      return;
    }
    if (this.now() >= this.#options.end) return;
    this.#options.submitted(a);
    this.#submissions.submit(a, c);
  }

  /** A message has come. */
  receive(from: number, kind: MessageKind, a: number, b: number, c: number): void {
    this.#submissions.onMessage(from, kind, a, b, c);
  }

  /** Whether a timer was one of the submissions, and has been seen to. */
  ownsTimer(tag: number): boolean {
    if (tag !== SUBMISSIONS_TAG) return false;
    this.#submissions.onTimer();
    return true;
  }

  /** Calls `visit` with each task that it submits until it knows that the task is taken on for good. */
  forEachPending(visit: (task: number) => void): void {
    this.#submissions.forEachPending(visit);
  }
}
