/** In which part of the storage the checkpoints of a worker are kept, so that not all workers write to one place. */
import { mixed } from '../murmur.ts';

/** By hash of the worker. @returns 0 to shards - 1 */
export function shardOf(worker: number, shards: number): number {
  return mixed(worker) % shards;
}
