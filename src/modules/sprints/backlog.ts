/** The items of a backlog and what has become of each; what is known about kinds of work and features. */
import { checkItem } from './settings.ts';
import type { BacklogItem, PriorityBoosts, SprintPhase } from './types.ts';

/** waiting -> chosen -> under way -> ended -> passed -> shipped; back to waiting, or abandoned, after a defect. */
export const ITEM = {
  waiting: 0,
  chosen: 1,
  underWay: 2,
  ended: 3,
  passed: 4,
  shipped: 5,
  abandoned: 6,
} as const;
export type ItemState = (typeof ITEM)[keyof typeof ITEM];

const STATES = Object.keys(ITEM).length;
/** Results of a kind after which its defect rate counts as known: then one result moves it by at most 5 %. Ours. */
const PATTERN_RESULTS = 20;
/** Sprints that an item waits for one more point of priority, so that none waits for ever. Ours. */
const AGING = 3;
const MOST_URGENT = 10;

export class Backlog {
  readonly size: number;
  /** Number of features. */
  readonly features: number;
  readonly #items: readonly BacklogItem[];
  readonly #state: Uint8Array;
  readonly #attempts: Uint8Array;
  /** Sprints for which an item has waited. */
  readonly #waited: Uint32Array;
  readonly #count = new Uint32Array(STATES);
  readonly #featureItems: Uint32Array;
  readonly #featureShipped: Uint32Array;
  readonly #kindResults: Uint32Array;
  /** null until it is needed. */
  #byEffort: Uint32Array | null = null;
  #covered = 0;
  #known = 0;

  /** @throws SprintSettingsError */
  constructor(items: readonly BacklogItem[]) {
    items.forEach(checkItem);
    this.size = items.length;
    this.#items = items;
    this.#state = new Uint8Array(items.length);
    this.#attempts = new Uint8Array(items.length);
    this.#waited = new Uint32Array(items.length);
    this.#count[ITEM.waiting] = items.length;
    const width = (of: (item: BacklogItem) => number) =>
      items.reduce((most, item) => Math.max(most, of(item) + 1), 0);
    this.#featureItems = new Uint32Array(width((item) => item.feature));
    for (const { feature } of items) this.#featureItems[feature]++;
    this.#featureShipped = new Uint32Array(this.#featureItems.length);
    this.#kindResults = new Uint32Array(width((item) => item.kind));
    this.features = this.#featureItems.filter((count) => count > 0).length;
  }

  count(state: ItemState): number {
    return this.#count[state];
  }

  state(item: number): ItemState {
    return this.#state[item] as ItemState;
  }

  /** Attempts that have begun. */
  attempts(item: number): number {
    return this.#attempts[item];
  }

  /** Features of which every item has been shipped. */
  get covered(): number {
    return this.#covered;
  }

  /** Kinds of work whose defect rate is known. */
  get known(): number {
    return this.#known;
  }

  /**
   * Chooses up to `count` waiting items of at least so many attempts, the first in the order wanted first; ties go by number.
   */
  choose(count: number, order: SprintPhase['order'], boosts: PriorityBoosts, leastAttempts = 0): number[] {
    const isFree = (item: number) =>
      this.#state[item] === ITEM.waiting && this.#attempts[item] >= leastAttempts;
    const chosen =
      order === 'effort' ? this.#leastEffort(count, isFree) : this.#urgent(count, isFree, boosts);
    for (const item of chosen) this.#move(item, ITEM.chosen);
    return chosen;
  }

  /** Efforts never change: they are put in order once. */
  #leastEffort(count: number, isFree: (item: number) => boolean): number[] {
    const items = this.#items;
    this.#byEffort ??= Uint32Array.from(items.keys()).sort(
      (a, b) => items[a].effort - items[b].effort || a - b,
    );
    const chosen: number[] = [];
    for (const item of this.#byEffort) {
      if (chosen.length >= count) break;
      if (isFree(item)) chosen.push(item);
    }
    return chosen;
  }

  /** Priorities are few: items are counted by priority, and each goes to its place behind those more urgent. */
  #urgent(count: number, isFree: (item: number) => boolean, boosts: PriorityBoosts): number[] {
    const priorities = new Uint8Array(this.size);
    const place = new Uint32Array(MOST_URGENT + 1);
    let free = 0;
    for (let item = 0; item < this.size; item++) {
      if (!isFree(item)) continue;
      priorities[item] = this.priority(item, boosts);
      place[priorities[item] - 1]++;
      free++;
    }
    for (let priority = MOST_URGENT - 1; priority >= 0; priority--) place[priority] += place[priority + 1];
    const chosen: number[] = new Array(Math.min(count, free));
    for (let item = 0; item < this.size; item++) {
      if (priorities[item] === 0) continue;
      const at = place[priorities[item]]++;
      if (at < count) chosen[at] = item;
    }
    return chosen;
  }

  /** 1..10: the item's own, with what is added for rework, for closing a feature and for waiting. */
  priority(item: number, boosts: PriorityBoosts): number {
    const { priority, feature } = this.#items[item];
    const closing = this.#featureShipped[feature] * 2 >= this.#featureItems[feature] ? boosts.closing : 0;
    const rework = this.#attempts[item] > 0 ? boosts.rework : 0;
    return Math.min(MOST_URGENT, priority + closing + rework + Math.floor(this.#waited[item] / AGING));
  }

  begin(item: number): void {
    this.#attempts[item]++;
    this.#move(item, ITEM.underWay);
  }

  end(item: number): void {
    this.#move(item, ITEM.ended);
  }

  /** Puts an item that was chosen but not begun back. */
  release(item: number): void {
    this.#move(item, ITEM.waiting);
  }

  /** Records the test of a result. A defective item waits for another attempt, or is abandoned after its last. */
  examined(item: number, passed: boolean, maxAttempts: number): void {
    if (++this.#kindResults[this.#items[item].kind] === PATTERN_RESULTS) this.#known++;
    if (passed) this.#move(item, ITEM.passed);
    else this.#move(item, this.#attempts[item] < maxAttempts ? ITEM.waiting : ITEM.abandoned);
  }

  ship(item: number): void {
    this.#move(item, ITEM.shipped);
    const { feature } = this.#items[item];
    if (++this.#featureShipped[feature] === this.#featureItems[feature]) this.#covered++;
  }

  /** A sprint is over for those that wait. */
  age(): void {
    for (let item = 0; item < this.size; item++) if (this.#state[item] === ITEM.waiting) this.#waited[item]++;
  }

  #move(item: number, state: ItemState): void {
    this.#count[this.#state[item]]--;
    this.#count[state]++;
    this.#state[item] = state;
  }
}
