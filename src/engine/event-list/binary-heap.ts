/**
 * A binary heap of events: the plain reference against which the fast event list is tested, and a choice of its own
 * (`eventList: 'heap'`). O(log n) for insertion and removal.
 */
import type { Microseconds } from '../types.ts';
import { EventList, NONE } from './event-list.ts';

/** Fewer cancelled events than this are not worth a purge. */
const FEW = 64;

export class BinaryHeap extends EventList {
  private size = 0;
  private records: Int32Array;
  private keys: Float64Array;

  constructor(capacity: number) {
    super(capacity);
    this.records = new Int32Array(Math.max(16, capacity));
    this.keys = new Float64Array(this.records.length);
  }

  override head(): number {
    while (this.size > 0) {
      const record = this.records[0];
      if (this.words[record | 3] >= 0) return record;
      this.removeTop();
      this.releaseCancelled(record);
    }
    return NONE;
  }

  override removeHead(record: number): void {
    this.removeTop();
    this.release(record);
  }

  override worthPurging(): boolean {
    return this.cancelled > FEW && this.cancelled * 2 > this.size;
  }

  override purge(): void {
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      const record = this.records[i];
      if (this.words[record | 3] < 0) {
        this.releaseCancelled(record);
      } else {
        this.records[kept] = record;
        this.keys[kept++] = this.keys[i];
      }
    }
    this.size = kept;
    for (let i = (kept >> 1) - 1; i >= 0; i--) this.siftDown(i, this.records[i], this.keys[i]);
  }

  protected override insert(record: number, time: Microseconds): void {
    if (this.size === this.records.length) this.enlarge();
    this.siftUp(this.size++, record, time);
  }

  private removeTop(): void {
    const last = --this.size;
    if (last > 0) this.siftDown(0, this.records[last], this.keys[last]);
  }

  private siftUp(start: number, record: number, time: Microseconds): void {
    const { records, keys } = this;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.precedes(record, time, records[parent], keys[parent])) break;
      records[i] = records[parent];
      keys[i] = keys[parent];
      i = parent;
    }
    records[i] = record;
    keys[i] = time;
  }

  private siftDown(start: number, record: number, time: Microseconds): void {
    const { records, keys, size } = this;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.precedes(records[right], keys[right], records[child], keys[child]))
        child = right;
      if (!this.precedes(records[child], keys[child], record, time)) break;
      records[i] = records[child];
      keys[i] = keys[child];
      i = child;
    }
    records[i] = record;
    keys[i] = time;
  }

  private precedes(record: number, time: number, otherRecord: number, otherTime: number): boolean {
    if (time !== otherTime) return time < otherTime;
    return this.sequence(record) < this.sequence(otherRecord);
  }

  private enlarge(): void {
    const records = new Int32Array(this.records.length * 2);
    records.set(this.records);
    const keys = new Float64Array(records.length);
    keys.set(this.keys);
    this.records = records;
    this.keys = keys;
  }
}
