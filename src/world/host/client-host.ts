/** The machine of a client: what the modules of its workload submit passes through here, so that it counts as submitted. */
import type { RandomSource } from '../../engine/types.ts';
import { Submissions, type SubmissionsOptions } from '../../modules/client/submissions.ts';
import type { ProcessId } from '../../modules/ports.ts';
import { intake } from '../../modules/scheduling/vocabulary.ts';
import { type Hot, type Kind, MessageTable, type SixWords, type Words } from '../../modules/vocabulary.ts';
import { Host, type HostContext } from './host.ts';

const SUBMIT: Kind = intake.submit;

export interface ClientHostOptions extends SubmissionsOptions {
  /** Microseconds at which the run is over: nothing is submitted from then on. */
  readonly end: number;
  /** A task is submitted. */
  submitted(task: number): void;
}

export class ClientHost extends Host {
  /** What the client handles. */
  readonly table: MessageTable;
  readonly #options: ClientHostOptions;
  readonly #submissions: Submissions;

  constructor(self: number, context: HostContext, random: RandomSource, options: ClientHostOptions) {
    super(self, context, random);
    this.#options = options;
    const timers = this.scope('submissions', { onTimer: () => this.#submissions.onTimer() });
    const port = {
      post: <W extends Words>(to: number, kind: Hot<W>, ...words: NoInfer<W>) =>
        super.post(to, kind, ...words),
      setTimer: (delay: number, tag: number, argument: number) => timers.setTimer(delay, tag, argument),
    };
    this.#submissions = new Submissions(port, options);
    this.table = new MessageTable(self, this.#submissions.receives);
  }

  override post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: NoInfer<W>): void;
  override post(to: ProcessId, kind: Kind & Hot<SixWords>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    if (kind !== SUBMIT) {
      super.post(to, kind, a, b, c, d, e, f);
      return;
    }
    if (this.now() >= this.#options.end) return;
    this.#options.submitted(a);
    this.#submissions.submit(a, b);
  }

  /** Calls `visit` with each task that it submits until it knows that the task is taken on for good. */
  forEachPending(visit: (task: number) => void): void {
    this.#submissions.forEachPending(visit);
  }
}
