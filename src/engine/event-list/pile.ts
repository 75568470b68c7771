/** The far future: events in the order in which they were put here, which for equal times is the order of scheduling. */
import type { Microseconds } from '../types.ts';

/** Size of the sample that measures density, and the rank in it up to which density is measured. */
const SAMPLE = 64;
const RANK = 16;
const GOLDEN = 0.6180339887498949;

export class Pile {
  records: Int32Array;
  count = 0;
  /** No event here is earlier than this. */
  earliest: Microseconds = Number.POSITIVE_INFINITY;
  private readonly sample = new Float64Array(RANK + 1);

  constructor(capacity: number) {
    this.records = new Int32Array(Math.max(64, capacity));
  }

  add(record: number, time: Microseconds): void {
    const count = this.count++;
    if (count === this.records.length) this.grow();
    this.records[count] = record;
    if (time < this.earliest) this.earliest = time;
  }

  /**
   * How long one event's share of time is at the early end of the pile: a quarter of the events lies within a span of time,
   * found from a sample, and this is that span divided by their number.
   */
  spacing(times: Float64Array): number {
    const { sample, records, count } = this;
    sample.fill(Number.POSITIVE_INFINITY);
    for (let k = 0, position = 0; k < SAMPLE; k++) {
      // Steps of the golden ratio spread evenly over the pile, whatever pattern its order has.
      position += GOLDEN;
      if (position >= 1) position -= 1;
      const time = times[records[Math.floor(position * count)] >> 1];
      let i = RANK;
      for (; i > 0 && sample[i - 1] > time; i--) sample[i] = sample[i - 1];
      sample[i] = time;
    }
    return ((sample[RANK - 1] - this.earliest) * SAMPLE) / (RANK * count);
  }

  /** Drop the events that `keep` does not want. */
  filter(keep: (record: number) => boolean): void {
    const { records, count } = this;
    this.count = 0;
    for (let i = 0; i < count; i++) if (keep(records[i])) records[this.count++] = records[i];
  }

  private grow(): void {
    const records = new Int32Array(this.records.length * 2);
    records.set(this.records);
    this.records = records;
  }
}
