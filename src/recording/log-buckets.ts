/** Which bucket of a log-linear histogram a value belongs to, and which value stands for a bucket. */

/** The largest value that can be recorded. */
export const LARGEST_VALUE = 9_007_199_254_740_992;

/** Bound on the relative error of a quantile: half a bucket. */
export const QUANTILE_ERROR = 1 / 2048;

/** Buckets of a power of two, as a power of two. */
export const SUB_BITS = 10;
const SUB_BUCKETS = 1024;
/** One more than the bucket of the largest value, (53 - 10) * 1024 + 1024. */
export const BUCKETS = 45_057;
const TWO_32 = 4_294_967_296;

/** Powers of two by doubling, which is exact everywhere. */
const POWERS = new Float64Array(64);
POWERS[0] = 1;
for (let exponent = 1; exponent < 64; exponent++) POWERS[exponent] = POWERS[exponent - 1] * 2;

/** Bucket of a whole number in 0 .. 2^53. */
export function bucketOf(value: number): number {
  if (value < TWO_32) {
    const bits = value >>> 0;
    const shift = 31 - Math.clz32(bits) - SUB_BITS;
    return shift <= 0 ? bits : (shift << SUB_BITS) + (bits >>> shift);
  }
  const high = 31 - Math.clz32(value / TWO_32);
  const shift = high + 32 - SUB_BITS;
  return (shift << SUB_BITS) + Math.floor(value / POWERS[shift]);
}

/** The value that stands for all values of a bucket: its middle, or the value itself where a bucket holds one. */
export function middleOf(bucket: number): number {
  if (bucket < 2 * SUB_BUCKETS) return bucket;
  const shift = (bucket >>> SUB_BITS) - 1;
  const width = POWERS[shift];
  return (bucket - (shift << SUB_BITS)) * width + (width - 1) / 2;
}

/** The smallest and the largest value of a bucket. */
export function endsOf(bucket: number): readonly [number, number] {
  if (bucket < 2 * SUB_BUCKETS) return [bucket, bucket];
  const shift = (bucket >>> SUB_BITS) - 1;
  const width = POWERS[shift];
  const lower = (bucket - (shift << SUB_BITS)) * width;
  return [lower, lower + width - 1];
}
