/** Bytes that messages count for on the links of a run, by the rules of a simulated network. */
import type { Hot, PayloadSizes, SixWords } from '../modules/vocabulary.ts';
import type { TaskTable } from '../world/core/task-table.ts';
import { coldPayload, ownSize, payloadSizes } from '../world/network/message-sizes.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { LiveMessage } from './wire/message.ts';

export class MessageSizes {
  readonly #messageSize: WorldSpec['network']['message_size'];
  readonly #payloads: PayloadSizes;

  constructor(spec: WorldSpec, tasks: TaskTable) {
    this.#messageSize = spec.network.message_size;
    this.#payloads = payloadSizes(spec, tasks);
  }

  of({ kind, content }: LiveMessage): number {
    const own = ownSize(kind, this.#messageSize);
    if (!kind.hot) return own + coldPayload(kind, content);
    const { payload } = kind as Hot<SixWords>;
    return own + (payload ? payload(this.#payloads, ...(content as unknown as SixWords)) : 0);
  }
}
