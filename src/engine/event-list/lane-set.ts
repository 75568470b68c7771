/** All timer lanes of a kernel, with the one that fires first at hand: a binary heap of the lanes that are not empty. */
import type { Microseconds } from '../types.ts';
import { TimerLane } from './timer-lane.ts';

const MAX_LANES = 2 ** 12;

export class LaneSet {
  readonly lanes: TimerLane[] = [];
  /** Time of the first timer of all; Infinity when there is none. */
  time: Microseconds = Number.POSITIVE_INFINITY;
  /** Non-empty lanes, the one that fires first in front; `lane.place` is the index here. */
  private readonly heap: TimerLane[] = [];

  /**
   * Index of the lane for a period, which is made where there is none.
   * @throws RangeError when the period is no whole number of microseconds, 0 .. 2^53 - 1, or there are too many lanes
   */
  laneOf(period: Microseconds): number {
    if (!(period >= 0 && Number.isSafeInteger(period)))
      throw new RangeError(`a period is a whole number of microseconds, 0 .. 2^53 - 1, not ${period}`);
    const known = this.lanes.findIndex((lane) => lane.period === period);
    if (known >= 0) return known;
    if (this.lanes.length === MAX_LANES) throw new RangeError(`there can be no more than ${MAX_LANES} lanes`);
    return this.lanes.push(new TimerLane(period)) - 1;
  }

  /** The lane that fires first. There must be one: `time` is finite. */
  get first(): TimerLane {
    return this.heap[0];
  }

  /** Tell that a lane's first timer has changed: it was the first, has gone, or has got a successor. */
  update(lane: TimerLane): void {
    const heap = this.heap;
    if (lane.place < 0) {
      if (lane.length === 0) return;
      this.siftUp(heap.push(lane) - 1, lane);
    } else if (lane.length > 0) {
      this.siftDown(lane.place, lane);
    } else {
      const last = heap.pop() as TimerLane;
      const place = lane.place;
      lane.place = -1;
      if (last !== lane) {
        this.siftDown(place, last);
        this.siftUp(last.place, last);
      }
    }
    this.time = heap.length === 0 ? Number.POSITIVE_INFINITY : heap[0].headTime;
  }

  private siftUp(start: number, lane: TimerLane): void {
    const heap = this.heap;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!precedes(lane, heap[parent])) break;
      heap[i] = heap[parent];
      heap[i].place = i;
      i = parent;
    }
    heap[i] = lane;
    lane.place = i;
  }

  private siftDown(start: number, lane: TimerLane): void {
    const heap = this.heap;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1], heap[child])) child++;
      if (!precedes(heap[child], lane)) break;
      heap[i] = heap[child];
      heap[i].place = i;
      i = child;
    }
    heap[i] = lane;
    lane.place = i;
  }
}

function precedes(lane: TimerLane, other: TimerLane): boolean {
  if (lane.headTime !== other.headTime) return lane.headTime < other.headTime;
  return lane.headSequence() < other.headSequence();
}
