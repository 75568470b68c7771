/** What is told of checkpoints. */
import { fact, facts } from '../facts.ts';

export const checkpointFacts = facts('checkpoints', {
  /** A checkpoint has been written, of so many bytes. */
  written: fact(['task', 'shard', 'bytes']),
  /** A checkpoint has been refused: the attempt goes on, and has been replaced by another one. */
  refused: fact(['task']),
  /** An attempt begins, and has found so many records damaged. `restored` is 1 where it goes on from one that is whole. */
  looked: fact(['task', 'damaged', 'restored']),
  /**
   * An execution is over: microseconds that it worked, saved and restored. `useful`: those of work behind its result, that of
   * attempts that it went on from included; -1: it has no result.
   */
  ended: fact(['task', 'worked', 'saved', 'restored', 'useful']),
});
