/** The parts of latencies by how slow the tasks were: what makes the slowest hundredth slow is seldom what makes the mean. */
import { LEAF_PARTS, type LeafPart, PART, PARTS } from './latency-part.ts';
import { bucketOf } from './log-buckets.ts';

/** Of the tasks between two shares of all in order of latency; of all of them in the first record. */
export interface LatencyBandRecord {
  /** Shares in 0..1: 0.9 to 0.99 are the tasks from the 90th to the 99th percentile. */
  readonly from: number;
  readonly to: number;
  /** Need not be a whole number, as a share of a count is not. */
  readonly tasks: number;
  /** Seconds, mean: the sum of the parts. */
  readonly latency: number;
  /** Seconds, means over the same tasks. */
  readonly parts: Readonly<Record<LeafPart, number>>;
}

const CUTS = [0.5, 0.9, 0.99, 0.999];

/** Buckets are gathered by this power of two: a bin is 32 us wide, and above 2 ms at most 2^-5 of its values. */
const GATHERED_BITS = 5;

/** Place of the count of tasks behind the sums of the parts. */
const COUNT = PARTS;

export class LatencyBands {
  /** By bin of the latency: microseconds by PART, and a count. */
  readonly #bins = new Map<number, Float64Array>();

  /** @param parts microseconds by PART of one task */
  add(parts: Float64Array): void {
    let latency = 0;
    for (let part = 0; part < PARTS; part++) latency += parts[part];
    const index = bucketOf(latency) >>> GATHERED_BITS;
    let bin = this.#bins.get(index);
    if (bin === undefined) {
      bin = new Float64Array(PARTS + 1);
      this.#bins.set(index, bin);
    }
    for (let part = 0; part < PARTS; part++) bin[part] += parts[part];
    bin[COUNT]++;
  }

  clear(): void {
    this.#bins.clear();
  }

  /** All tasks, then the bands that hold at least one task each; empty where there was none. */
  records(): LatencyBandRecord[] {
    const bins = [...this.#bins].sort(([a], [b]) => a - b).map(([, bin]) => bin);
    const count = bins.reduce((sum, bin) => sum + bin[COUNT], 0);
    if (count === 0) return [];
    const cuts = [0, ...CUTS.filter((cut) => (1 - cut) * count >= 1), 1];
    const bands = cuts.slice(1).map((to, place) => bandOf(bins, count, cuts[place], to));
    return bands.length === 1 ? bands : [bandOf(bins, count, 0, 1), ...bands];
  }
}

/** A bin that lies across an end of the band gives the share of each of its sums that it gives of its tasks. */
function bandOf(bins: readonly Float64Array[], count: number, from: number, to: number): LatencyBandRecord {
  const sums = new Float64Array(PARTS + 1);
  let before = 0;
  for (const bin of bins) {
    const after = before + bin[COUNT];
    const held = Math.min(after, to * count) - Math.max(before, from * count);
    if (held > 0) for (let part = 0; part <= COUNT; part++) sums[part] += bin[part] * (held / bin[COUNT]);
    before = after;
  }
  const mean = (part: number) => sums[part] / sums[COUNT] / 1e6;
  const parts = Object.fromEntries(LEAF_PARTS.map((name) => [name, mean(PART[placeOf(name)])]));
  const latency = LEAF_PARTS.reduce((sum, name) => sum + parts[name], 0);
  return { from, to, tasks: sums[COUNT], latency, parts: parts as Record<LeafPart, number> };
}

/** `attempts.lost` is at PART.lost. */
function placeOf(name: LeafPart): keyof typeof PART {
  return name.replace('attempts.', '') as keyof typeof PART;
}
