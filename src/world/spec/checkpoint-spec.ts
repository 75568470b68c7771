/** What agents save of the tasks under way. */

export interface CheckpointSpec {
  /** Seconds of work at speed 1 between two checkpoints. */
  readonly interval: number;
  /** Seconds that saving takes, and going on from a checkpoint, at any speed; the work stands still meanwhile. */
  readonly cost: number;
  readonly restore: number;
  /** Parts of the storage; an agent's hash says which is its own. */
  readonly shards: number;
  /** Records of a task that are kept, from 2. */
  readonly keep: number;
  /** Probabilities that a record comes to lie in the storage cut off, or with a bit turned over. */
  readonly torn: number;
  readonly corrupt: number;
}
