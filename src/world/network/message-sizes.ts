/** Bytes that messages count for on links: those of their kind, and those that depend on the message. */
import type { Cold, Kind, PayloadSizes } from '../../modules/vocabulary.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { NetworkSpec, WorldSpec } from '../spec/spec.ts';

/** 0: kinds that take no bytes of their own whatever the messages of a network take. */
export function ownSize({ size }: Kind, messageSize: NetworkSpec['message_size']): number {
  if (size === 0) return 0;
  return messageSize === 'compact' ? size : messageSize;
}

/** Of a cold message, beyond those that the size of its kind accounts for. */
export function coldPayload<M>({ codec, covered }: Cold<M>, message: M): number {
  return codec.size(message) - covered;
}

/** Of what hot messages carry besides their words. */
export function payloadSizes({ scheduler }: WorldSpec, tasks: TaskTable): PayloadSizes {
  return { task: (task) => tasks.payload[task], state: scheduler.rebalance?.state ?? 0 };
}
