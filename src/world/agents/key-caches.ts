/**
 * Which affinity keys each agent holds the state of: at most so many, the least recently used going first. One hash table over
 * (agent, key) with chains in typed arrays (Knuth, TAOCP 3, 6.4), and a list of each agent's keys in order of use: O(1) a question.
 */
import { LinkedLists } from '../../modules/collections/linked-lists.ts';
import { grown } from '../../modules/collections/typed-arrays.ts';

/** Bytes that one key takes here, its share of the table included, for the estimate before a run. */
export const BYTES_PER_KEY = 32;

const NONE = -1;

export class KeyCaches {
  /** Most keys that each agent holds. */
  readonly #capacity: Int32Array;
  readonly #held: Int32Array;
  /** Entries by agent, the least recently used first. */
  readonly #byAgent: LinkedLists;
  #agent = new Int32Array(64);
  #key = new Int32Array(64);
  /** Next entry of the same chain, or of the free ones. */
  #next = new Int32Array(64);
  #heads = new Int32Array(128).fill(NONE);
  #free = NONE;
  #used = 0;

  constructor(capacity: Int32Array) {
    this.#capacity = capacity;
    this.#held = new Int32Array(capacity.length);
    this.#byAgent = new LinkedLists(capacity.length, 64);
  }

  /** Whether the agent holds the key, which then counts as used last. */
  use(agent: number, key: number): boolean {
    const entry = this.#find(agent, key);
    if (entry < 0) return false;
    this.#byAgent.append(agent, entry);
    return true;
  }

  /** The agent holds the key from now on, and uses it; what it has not used for longest makes room. */
  add(agent: number, key: number): void {
    if (this.#capacity[agent] === 0 || this.use(agent, key)) return;
    if (this.#held[agent] === this.#capacity[agent]) this.#drop(this.#byAgent.first(agent));
    if (this.#free < 0 && this.#used === this.#key.length) this.#grow();
    const entry = this.#free >= 0 ? this.#free : this.#used++;
    if (entry === this.#free) this.#free = this.#next[entry];
    this.#agent[entry] = agent;
    this.#key[entry] = key;
    this.#link(entry);
    this.#byAgent.append(agent, entry);
    this.#held[agent]++;
  }

  /** The agent has lost all it held. */
  forget(agent: number): void {
    for (let entry = this.#byAgent.first(agent); entry >= 0; entry = this.#byAgent.first(agent))
      this.#drop(entry);
  }

  #find(agent: number, key: number): number {
    let entry = this.#heads[this.#chain(agent, key)];
    while (entry >= 0 && (this.#key[entry] !== key || this.#agent[entry] !== agent))
      entry = this.#next[entry];
    return entry;
  }

  #link(entry: number): void {
    const chain = this.#chain(this.#agent[entry], this.#key[entry]);
    this.#next[entry] = this.#heads[chain];
    this.#heads[chain] = entry;
  }

  #drop(entry: number): void {
    const agent = this.#agent[entry];
    const chain = this.#chain(agent, this.#key[entry]);
    if (this.#heads[chain] === entry) this.#heads[chain] = this.#next[entry];
    else {
      let before = this.#heads[chain];
      while (this.#next[before] !== entry) before = this.#next[before];
      this.#next[before] = this.#next[entry];
    }
    this.#byAgent.remove(entry);
    this.#held[agent]--;
    this.#next[entry] = this.#free;
    this.#free = entry;
  }

  /** Twice as many entries, and chains of one entry on average at most. Only called when all entries are in use. */
  #grow(): void {
    const length = this.#key.length * 2;
    this.#agent = grown(this.#agent, length);
    this.#key = grown(this.#key, length);
    this.#next = grown(this.#next, length);
    this.#byAgent.reserve(0, this.#key.length);
    this.#heads = new Int32Array(this.#heads.length * 2).fill(NONE);
    for (let entry = 0; entry < this.#used; entry++) this.#link(entry);
  }

  #chain(agent: number, key: number): number {
    const mixed = Math.imul(key, 0x9e3779b1) ^ Math.imul(agent, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1);
  }
}
