/** Bytes that messages count for on the links of a run, by the rules of a simulated network. */
import type { Hot, PayloadSizes, SixWords } from '../modules/vocabulary.ts';
import type { TaskTable } from '../world/core/task-table.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { LiveMessage } from './wire/message.ts';

export class MessageSizes {
  readonly #messageSize: WorldSpec['network']['message_size'];
  readonly #payloads: PayloadSizes;

  constructor({ network, scheduler }: WorldSpec, tasks: TaskTable) {
    this.#messageSize = network.message_size;
    this.#payloads = { task: (task) => tasks.payload[task], state: scheduler.rebalance?.state ?? 0 };
  }

  of({ kind, content }: LiveMessage): number {
    const own = kind.size === 0 || this.#messageSize === 'compact' ? kind.size : this.#messageSize;
    if (!kind.hot) return own + kind.codec.size(content) - kind.covered;
    const { payload } = kind as Hot<SixWords>;
    return own + (payload ? payload(this.#payloads, ...(content as unknown as SixWords)) : 0);
  }
}
