/**
 * Multisets of small whole numbers, each kept once and known by a number: which unknown operations a configuration has let take effect,
 * by class. Number 0 is the empty one.
 */
export class UsedSets {
  /** Members in ascending order, as often as they are in it. */
  readonly #members: Int32Array[] = [new Int32Array(0)];
  readonly #numbers = new Map<string, number>([['', 0]]);

  /** How often a member is in a set. */
  count(set: number, member: number): number {
    if (set === 0) return 0;
    let count = 0;
    for (const one of this.#members[set]) if (one === member) count++;
    return count;
  }

  /** The set with one member more. */
  with(set: number, member: number): number {
    const members = Int32Array.from([...this.#members[set], member]).sort();
    const key = members.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#members.length);
    return this.#members.push(members) - 1;
  }

  /** Whether all of one set is in another. */
  isWithin(set: number, other: number): boolean {
    if (set === other || set === 0) return true;
    const members = this.#members[set];
    const others = this.#members[other];
    let at = 0;
    for (const member of members) {
      while (at < others.length && others[at] < member) at++;
      if (at === others.length || others[at] !== member) return false;
      at++;
    }
    return true;
  }
}
