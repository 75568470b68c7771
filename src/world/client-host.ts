/** The machine of a client. */
import type { RandomSource } from '../engine/types.ts';
import { MESSAGE, type MessageKind } from '../modules/ports.ts';
import type { Homes } from './homes.ts';
import { Host, type HostContext } from './host.ts';

/** What it sends for the first time counts as submitted. Each task goes to its home. */
export class ClientHost extends Host {
  readonly #homes: Homes;
  readonly #submitted: (task: number) => void;

  constructor(
    self: number,
    context: HostContext,
    random: RandomSource,
    homes: Homes,
    submitted: (task: number) => void,
  ) {
    super(self, context, random);
    this.#homes = homes;
    this.#submitted = submitted;
  }

  override send(to: number, kind: MessageKind, a: number, b: number, c: number): void {
    if (kind !== MESSAGE.submit) {
      super.send(to, kind, a, b, c);
      return;
    }
    this.#submitted(a);
    super.send(this.#homes.choose(a), kind, a, b, c);
  }
}
