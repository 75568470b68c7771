/**
 * A binary heap of events: the plain reference against which the fast event list is tested, and a choice of its own
 * (`eventList: 'heap'`). O(log n) for insertion and removal.
 */
import type { EventList } from './event-list.ts';
import { type EventStore, NONE } from './event-store.ts';

export class BinaryHeap implements EventList {
  private readonly store: EventStore;
  private slots: Int32Array;
  private times: Float64Array;
  size = 0;

  constructor(store: EventStore, capacity: number) {
    this.store = store;
    this.slots = new Int32Array(Math.max(16, capacity));
    this.times = new Float64Array(this.slots.length);
  }

  insert(slot: number, time: number): void {
    if (this.size === this.slots.length) this.grow();
    this.siftUp(this.size++, slot, time);
  }

  head(): number {
    while (this.size > 0) {
      const slot = this.slots[0];
      if (!this.store.isCancelled(slot)) return slot;
      this.removeHead();
      this.store.recycleCancelled(slot);
    }
    return NONE;
  }

  removeHead(): void {
    const last = --this.size;
    if (last > 0) this.siftDown(0, this.slots[last], this.times[last]);
  }

  worthPurging(cancelled: number): boolean {
    return cancelled > 64 && cancelled * 2 > this.size;
  }

  purge(): void {
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      const slot = this.slots[i];
      if (this.store.isCancelled(slot)) {
        this.store.recycleCancelled(slot);
      } else {
        this.slots[kept] = slot;
        this.times[kept++] = this.times[i];
      }
    }
    this.size = kept;
    for (let i = (kept >> 1) - 1; i >= 0; i--) this.siftDown(i, this.slots[i], this.times[i]);
  }

  private siftUp(start: number, slot: number, time: number): void {
    const { slots, times } = this;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.precedes(slot, time, slots[parent], times[parent])) break;
      slots[i] = slots[parent];
      times[i] = times[parent];
      i = parent;
    }
    slots[i] = slot;
    times[i] = time;
  }

  private siftDown(start: number, slot: number, time: number): void {
    const { slots, times, size } = this;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.precedes(slots[right], times[right], slots[child], times[child]))
        child = right;
      if (!this.precedes(slots[child], times[child], slot, time)) break;
      slots[i] = slots[child];
      times[i] = times[child];
      i = child;
    }
    slots[i] = slot;
    times[i] = time;
  }

  private precedes(slot: number, time: number, otherSlot: number, otherTime: number): boolean {
    if (time !== otherTime) return time < otherTime;
    return this.store.sequence(slot) < this.store.sequence(otherSlot);
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2);
    slots.set(this.slots);
    const times = new Float64Array(slots.length);
    times.set(this.times);
    this.slots = slots;
    this.times = times;
  }
}
