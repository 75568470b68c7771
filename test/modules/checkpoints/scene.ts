/** A checkpointer on a machine of a few lines: storage in a map, work that is said to be done, and what was told. */
import {
  Checkpointer,
  type CheckpointMachine,
  type CheckpointOptions,
} from '../../../src/modules/checkpoints/checkpointer.ts';
import type { CheckpointStore, StoredRecord } from '../../../src/modules/checkpoints/store.ts';
import { deflate } from '../../../src/world/agents/deflate.ts';

/** Keeps everything. */
export class TestCheckpoints implements CheckpointStore {
  readonly #attempts = new Map<number, number>();
  readonly #records = new Map<number, StoredRecord[]>();

  claim(task: number): number {
    const attempt = (this.#attempts.get(task) ?? 0) + 1;
    this.#attempts.set(task, attempt);
    return attempt;
  }

  records(task: number): StoredRecord[] {
    const records = this.#records.get(task) ?? [];
    this.#records.set(task, records);
    return records;
  }

  write(task: number, attempt: number, shard: number, bytes: Uint8Array): boolean {
    if (this.#attempts.get(task) !== attempt) return false;
    this.records(task).push({ shard, bytes });
    return true;
  }
}

export class CheckpointScene implements CheckpointMachine {
  readonly store = new TestCheckpoints();
  readonly compression = deflate;
  readonly checkpointer: Checkpointer;
  readonly told: string[] = [];
  /** By execution. */
  readonly states = new Map<number, string>();

  constructor(options: Partial<CheckpointOptions> = {}) {
    this.checkpointer = new Checkpointer({ interval: 30, cost: 2, restore: 5, shards: 10, ...options }, this);
  }

  state(execution: number): Uint8Array {
    return new TextEncoder().encode(this.states.get(execution) ?? '');
  }

  restore(execution: number, state: Uint8Array): void {
    this.states.set(execution, new TextDecoder().decode(state));
  }

  report(worker: number, fact: { readonly name: string }, ...words: readonly number[]): void {
    // How long a record is, is the library's affair.
    const shown = fact.name === 'written' ? words.slice(0, 2) : words;
    this.told.push([`${worker}:`, fact.name, ...shown].join(' '));
  }

  takeTold(): string[] {
    return this.told.splice(0);
  }

  /** Carries out stages until one of so many is under way, each in the time that it takes at speed 1. Says what they were. */
  carryOut(execution: number, stages: number): string[] {
    const { checkpointer } = this;
    const done: string[] = [];
    for (let stage = 0; stage < stages; stage++) {
      const length = checkpointer.length(execution);
      done.push(`${['restore', 'work', 'save'][checkpointer.stage(execution)]} ${length}`);
      checkpointer.spent(execution, length);
      if (checkpointer.isLast(execution)) {
        checkpointer.ended(execution, true);
        done.push('end');
        break;
      }
      checkpointer.over(execution);
    }
    return done;
  }
}
