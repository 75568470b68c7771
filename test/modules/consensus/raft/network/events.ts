/** What happens when: by time, and of one time in the order in which it was added. */
export class EventQueue {
  now = 0;
  readonly #heap: { readonly at: number; readonly number: number; readonly act: () => void }[] = [];
  #added = 0;

  add(at: number, act: () => void): void {
    const heap = this.#heap;
    let place = heap.push({ at, number: this.#added++, act }) - 1;
    while (place > 0 && this.#isBefore(place, (place - 1) >> 1)) {
      this.#swap(place, (place - 1) >> 1);
      place = (place - 1) >> 1;
    }
  }

  /** Lets everything happen up to a time. */
  run(until: number): void {
    while (this.#heap.length > 0 && this.#heap[0].at <= until) {
      const { at, act } = this.#take();
      this.now = at;
      act();
    }
    this.now = until;
  }

  #take() {
    const heap = this.#heap;
    this.#swap(0, heap.length - 1);
    const first = heap.pop() as (typeof heap)[number];
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      if (left >= heap.length) return first;
      const child = left + 1 < heap.length && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(child, place)) return first;
      this.#swap(child, place);
      place = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#heap[one];
    const b = this.#heap[other];
    return a.at < b.at || (a.at === b.at && a.number < b.number);
  }

  #swap(one: number, other: number): void {
    const moved = this.#heap[one];
    this.#heap[one] = this.#heap[other];
    this.#heap[other] = moved;
  }
}
