/**
 * What a member has to pass on: one update for each member at most, the newest. On a message go those that have been sent least often, and of these the
 * latest first; what has been sent often enough is forgotten.
 */
import { IntegerMap } from '../../collections/integer-map.ts';
import { LinkedLists } from '../../collections/linked-lists.ts';
import { grown } from '../../collections/typed-arrays.ts';
import { type State, WIDTH } from './vocabulary.ts';

const NONE: readonly number[] = [];

/** Updates that there is room for at first. */
const FIRST_ROWS = 64;

export class GossipQueue {
  readonly #limit: number;
  readonly #most: number;
  /** Row of the update about a member. */
  readonly #rowOf = new IntegerMap(FIRST_ROWS);
  /** Rows by how often they were sent. */
  readonly #bySendings: LinkedLists;
  #updates: Int32Array<ArrayBuffer>;
  readonly #free: number[] = [];
  #rows = 0;
  readonly #taken: Int32Array;

  /**
   * @param limit how often an update is sent
   * @param most updates on a message
   * @param members of the group
   */
  constructor(limit: number, most: number, members: number) {
    this.#limit = limit;
    this.#most = most;
    const rows = Math.min(FIRST_ROWS, members);
    this.#bySendings = new LinkedLists(limit, rows);
    this.#updates = new Int32Array(rows * WIDTH);
    this.#taken = new Int32Array(most);
  }

  get size(): number {
    return this.#rowOf.size;
  }

  /** Queues an update in the place of an older one about the same member. */
  put(member: number, state: State, incarnation: number, life: number, from: number): void {
    let row = this.#rowOf.get(member);
    if (row < 0) {
      row = this.#free.pop() ?? this.#rows++;
      this.#updates = grown(this.#updates, this.#rows * WIDTH);
      this.#bySendings.reserve(0, this.#updates.length / WIDTH);
      this.#rowOf.set(member, row);
    }
    this.#bySendings.prepend(0, row);
    const at = row * WIDTH;
    this.#updates[at] = member;
    this.#updates[at + 1] = state;
    this.#updates[at + 2] = incarnation;
    this.#updates[at + 3] = life;
    this.#updates[at + 4] = from;
  }

  /** Updates for one message, which count as sent. */
  take(): readonly number[] {
    if (this.#rowOf.size === 0) return NONE;
    const count = this.#choose();
    const chosen = new Array<number>(count * WIDTH);
    // From the last to the first: so they stand in the same order among those sent once more.
    for (let i = count - 1; i >= 0; i--) {
      const row = this.#taken[i];
      const at = row * WIDTH;
      for (let word = 0; word < WIDTH; word++) chosen[i * WIDTH + word] = this.#updates[at + word];
      const sendings = this.#bySendings.listOf(row) + 1;
      if (sendings < this.#limit) this.#bySendings.prepend(sendings, row);
      else this.#forget(row);
    }
    return chosen;
  }

  #choose(): number {
    let count = 0;
    for (let sendings = 0; sendings < this.#limit; sendings++)
      for (let row = this.#bySendings.first(sendings); row >= 0; row = this.#bySendings.next(row)) {
        if (count === this.#most) return count;
        this.#taken[count++] = row;
      }
    return count;
  }

  #forget(row: number): void {
    this.#bySendings.remove(row);
    this.#rowOf.delete(this.#updates[row * WIDTH]);
    this.#free.push(row);
  }
}
