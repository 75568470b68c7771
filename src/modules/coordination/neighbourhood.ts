/**
 * What a coordinator believes of its neighbours: whom it can trust, and how much room there is with each. Room is slots of trusted
 * workers less open tasks, as the neighbour told last, less what it has been given since.
 */
import type { ProcessId } from '../ports.ts';
import { isCapable, type WorkerDescription, WorkerTable } from '../scheduling/workers.ts';
import { MOST_ROOM } from './vocabulary.ts';

/** A task goes over only to where the load is at most this share of the giver's: two to one, as in the swarm requirements. */
const RATIO = 2;

export class Neighbourhood {
  readonly table: WorkerTable;
  readonly #room: Int32Array;

  /** @param neighbours in the order in which they are preferred where they are equal */
  constructor(neighbours: readonly WorkerDescription[]) {
    this.table = new WorkerTable(neighbours, Infinity);
    // Nobody has anything to do before the first task comes, but there may be nobody yet to do it.
    this.#room = Int32Array.from(neighbours, ({ slots, present = true }) => (present ? slots : -MOST_ROOM));
  }

  /** A neighbour's room as it says. */
  heard(neighbour: number, room: number): void {
    this.#room[neighbour] = room;
  }

  /** A task is on its way to a neighbour. */
  gave(neighbour: number): void {
    this.#room[neighbour]--;
  }

  roomAt(neighbour: number): number {
    return this.#room[neighbour];
  }

  /**
   * The least loaded neighbour that may get a task, -1 when there is none: it has a free slot, or would have at most half of the
   * giver's load with the task.
   *
   * @param requirement which set of capabilities the task needs
   * @param except who is not asked: whoever gave the task
   * @param load of the giver, the task included: open tasks per slot; Infinity when it must go in any case
   */
  leastLoaded(requirement: number, except: ProcessId, load: number): number {
    const { count, slots } = this.table;
    let best = -1;
    let share = -Infinity;
    for (let neighbour = 0; neighbour < count; neighbour++) {
      const free = this.#room[neighbour] / Math.max(1, slots[neighbour]);
      if (free <= share || !this.mayGet(neighbour, requirement, except)) continue;
      best = neighbour;
      share = free;
    }
    return best >= 0 && this.#isWorthIt(best, load) ? best : -1;
  }

  /** Whether a neighbour is trusted, has workers for such tasks, and is not the one that is left out. */
  mayGet(neighbour: number, requirement: number, except: ProcessId): boolean {
    const { table } = this;
    return (
      table.available[neighbour] === 1 &&
      isCapable(table, neighbour, requirement) &&
      table.process[neighbour] !== except
    );
  }

  #isWorthIt(neighbour: number, load: number): boolean {
    const room = this.#room[neighbour];
    if (room > 0) return true;
    const slots = Math.max(1, this.table.slots[neighbour]);
    return load >= (RATIO * (slots - room + 1)) / slots;
  }
}
