/**
 * Divides executions into stages, so that what has been done of them outlasts a crash: a task is restored from its last whole checkpoint,
 * if there is one, and worked on for an interval, saved, worked on, ... to its end, after which there is nothing to save. The machine
 * carries the stages out, says when each is over, and asks for the next.
 *
 * One instance serves many workers. Executions have numbers that are used again after their end.
 */
import { grown } from '../collections/typed-arrays.ts';
import type { Fact } from '../facts.ts';
import type { Words } from '../vocabulary.ts';
import { type Compression, encodeCheckpoint } from './record.ts';
import { shardOf } from './shards.ts';
import { type CheckpointStore, newestWhole } from './store.ts';
import { checkpointFacts } from './vocabulary.ts';

/** What an execution is at. */
export const STAGE = { restoring: 0, working: 1, saving: 2 } as const;
export type Stage = (typeof STAGE)[keyof typeof STAGE];

export interface CheckpointOptions {
  /** Microseconds of work at speed 1 between two checkpoints, above 0. */
  readonly interval: number;
  /** Microseconds that saving takes, and going on from a checkpoint; the work stands still meanwhile. */
  readonly cost: number;
  readonly restore: number;
  /** Parts of the storage. */
  readonly shards: number;
}

/** What it asks of the machines that the workers run on. */
export interface CheckpointMachine {
  readonly store: CheckpointStore;
  readonly compression: Compression;
  /** What the work of an execution needs to go on, as of now. */
  state(execution: number): Uint8Array;
  /** The work is to go on from this state. */
  restore(execution: number, state: Uint8Array): void;
  report<W extends Words>(worker: number, fact: Fact<W>, ...words: NoInfer<W>): void;
}

/** Work of less than half a microsecond that rounding has left is none. */
const NOTHING = 0.5;
const FIRST_ROWS = 64;

export class Checkpointer {
  readonly #options: CheckpointOptions;
  readonly #machine: CheckpointMachine;
  /** By execution. */
  #worker = new Int32Array(FIRST_ROWS);
  #task = new Float64Array(FIRST_ROWS);
  #stage = new Uint8Array(FIRST_ROWS);
  /** Which attempt at its task it is, and checkpoints written. */
  #attempt = new Float64Array(FIRST_ROWS);
  #sequence = new Float64Array(FIRST_ROWS);
  /** Work of the whole task, what is left after the present stage of work, and how much that stage is; microseconds at speed 1. */
  #work = new Float64Array(FIRST_ROWS);
  #left = new Float64Array(FIRST_ROWS);
  #length = new Float64Array(FIRST_ROWS);
  /** Microseconds spent in each stage, by execution and stage; and of work in the attempts before. */
  #spent = new Float64Array(3 * FIRST_ROWS);
  #before = new Float64Array(FIRST_ROWS);

  constructor(options: CheckpointOptions, machine: CheckpointMachine) {
    this.#options = options;
    this.#machine = machine;
  }

  /** An execution begins, with its first stage. @param work of the whole task on this worker, in microseconds at speed 1 */
  begin(worker: number, execution: number, task: number, work: number): void {
    if (execution >= this.#task.length) this.#grow(execution + 1);
    const { store, compression } = this.#machine;
    this.#worker[execution] = worker;
    this.#task[execution] = task;
    this.#attempt[execution] = store.claim(task);
    this.#sequence[execution] = 0;
    this.#spent.fill(0, 3 * execution, 3 * execution + 3);
    const { checkpoint, damaged } = newestWhole(task, store, compression);
    this.#work[execution] = work;
    this.#left[execution] = work * (1 - (checkpoint?.progress ?? 0));
    this.#before[execution] = checkpoint?.worked ?? 0;
    this.#machine.report(worker, checkpointFacts.looked, task, damaged, checkpoint ? 1 : 0);
    if (checkpoint) {
      this.#machine.restore(execution, checkpoint.state);
      this.#stage[execution] = STAGE.restoring;
    } else this.#goOn(execution);
  }

  stage(execution: number): Stage {
    return this.#stage[execution] as Stage;
  }

  isWorking(execution: number): boolean {
    return this.#stage[execution] === STAGE.working;
  }

  /** Of the present stage: microseconds of work at speed 1, or of time. */
  length(execution: number): number {
    if (this.isWorking(execution)) return this.#length[execution];
    return this.#stage[execution] === STAGE.saving ? this.#options.cost : this.#options.restore;
  }

  /** Whether the present stage is the last. */
  isLast(execution: number): boolean {
    return this.isWorking(execution) && this.#left[execution] < NOTHING;
  }

  /** So many microseconds have gone to the present stage. */
  spent(execution: number, time: number): void {
    this.#spent[3 * execution + this.#stage[execution]] += time;
  }

  /** The present stage, which is not the last, is over: the next begins. */
  over(execution: number): void {
    if (this.isWorking(execution)) {
      this.#stage[execution] = STAGE.saving;
      return;
    }
    if (this.#stage[execution] === STAGE.saving) this.#save(execution);
    this.#goOn(execution);
  }

  /** An execution is over: its last stage is, or it has been given up. @param succeeded whether it brings a result */
  ended(execution: number, succeeded: boolean): void {
    const worked = this.#spentOn(execution, STAGE.working);
    this.#machine.report(
      this.#worker[execution],
      checkpointFacts.ended,
      this.#task[execution],
      worked,
      this.#spentOn(execution, STAGE.saving),
      this.#spentOn(execution, STAGE.restoring),
      succeeded ? this.#before[execution] + worked : -1,
    );
  }

  #goOn(execution: number): void {
    const length = Math.min(this.#options.interval, this.#left[execution]);
    this.#stage[execution] = STAGE.working;
    this.#length[execution] = length;
    this.#left[execution] -= length;
  }

  /** What has been done is written down. The work stood still meanwhile, so its state is that of the beginning. */
  #save(execution: number): void {
    const { store, compression } = this.#machine;
    const worker = this.#worker[execution];
    const task = this.#task[execution];
    const attempt = this.#attempt[execution];
    const shard = shardOf(worker, this.#options.shards);
    const record = encodeCheckpoint(
      {
        ...{ task, worker, shard, attempt },
        sequence: this.#sequence[execution],
        progress: 1 - this.#left[execution] / this.#work[execution],
        worked: this.#before[execution] + this.#spentOn(execution, STAGE.working),
        state: this.#machine.state(execution),
      },
      compression,
    );
    if (store.write(task, attempt, shard, record)) {
      this.#sequence[execution]++;
      this.#machine.report(worker, checkpointFacts.written, task, shard, record.length);
    } else this.#machine.report(worker, checkpointFacts.refused, task);
  }

  #spentOn(execution: number, stage: Stage): number {
    return this.#spent[3 * execution + stage];
  }

  #grow(length: number): void {
    this.#worker = grown(this.#worker, length);
    this.#task = grown(this.#task, length);
    this.#stage = grown(this.#stage, length);
    this.#attempt = grown(this.#attempt, length);
    this.#sequence = grown(this.#sequence, length);
    this.#work = grown(this.#work, length);
    this.#left = grown(this.#left, length);
    this.#length = grown(this.#length, length);
    this.#spent = grown(this.#spent, 3 * length);
    this.#before = grown(this.#before, length);
  }
}
