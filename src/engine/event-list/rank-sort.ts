/**
 * Sorting of up to seven events without a single branch on their times, which no processor could predict: an event's place
 * is the number of events that come after it, and comparing all pairs counts them.
 *
 * Input: `count` records at `cells[chunk + 1]` and on, in the order of scheduling. Output: `bottom[ground + 1]` to
 * `bottom[ground + count]`, latest event first, for equal times the one scheduled last. Missing records are read as record 0,
 * whose time is Infinity; they end up, as zeros, at `bottom[ground]` and up to six places before.
 */

export function sortFew(
  cells: Int32Array,
  chunk: number,
  count: number,
  times: Float64Array,
  bottom: Int32Array,
  ground: number,
): void {
  const r1 = cells[chunk + 1];
  const r2 = cells[chunk + 2] & -(count > 1);
  const r3 = cells[chunk + 3] & -(count > 2);
  const r4 = cells[chunk + 4] & -(count > 3);
  const t1 = times[r1 >> 1];
  const t2 = times[r2 >> 1];
  const t3 = times[r3 >> 1];
  const t4 = times[r4 >> 1];
  // b21 is 1 when event 2 comes before event 1, although it was scheduled later.
  const b21 = +(t2 < t1);
  const b31 = +(t3 < t1);
  const b41 = +(t4 < t1);
  const b32 = +(t3 < t2);
  const b42 = +(t4 < t2);
  const b43 = +(t4 < t3);
  const first = ground + count;
  bottom[first - b21 - b31 - b41] = r1;
  bottom[first - 1 + b21 - b32 - b42] = r2;
  bottom[first - 2 + b31 + b32 - b43] = r3;
  bottom[first - 3 + b41 + b42 + b43] = r4;
}

/** The same for five to seven records. */
export function sortSeveral(
  cells: Int32Array,
  chunk: number,
  count: number,
  times: Float64Array,
  bottom: Int32Array,
  ground: number,
): void {
  const r1 = cells[chunk + 1];
  const r2 = cells[chunk + 2];
  const r3 = cells[chunk + 3];
  const r4 = cells[chunk + 4];
  const r5 = cells[chunk + 5];
  const r6 = cells[chunk + 6] & -(count > 5);
  const r7 = cells[chunk + 7] & -(count > 6);
  const t1 = times[r1 >> 1];
  const t2 = times[r2 >> 1];
  const t3 = times[r3 >> 1];
  const t4 = times[r4 >> 1];
  const t5 = times[r5 >> 1];
  const t6 = times[r6 >> 1];
  const t7 = times[r7 >> 1];
  const b21 = +(t2 < t1);
  const b31 = +(t3 < t1);
  const b32 = +(t3 < t2);
  const b41 = +(t4 < t1);
  const b42 = +(t4 < t2);
  const b43 = +(t4 < t3);
  const b51 = +(t5 < t1);
  const b52 = +(t5 < t2);
  const b53 = +(t5 < t3);
  const b54 = +(t5 < t4);
  const b61 = +(t6 < t1);
  const b62 = +(t6 < t2);
  const b63 = +(t6 < t3);
  const b64 = +(t6 < t4);
  const b65 = +(t6 < t5);
  const b71 = +(t7 < t1);
  const b72 = +(t7 < t2);
  const b73 = +(t7 < t3);
  const b74 = +(t7 < t4);
  const b75 = +(t7 < t5);
  const b76 = +(t7 < t6);
  const first = ground + count;
  bottom[first - b21 - b31 - b41 - b51 - b61 - b71] = r1;
  bottom[first - 1 + b21 - b32 - b42 - b52 - b62 - b72] = r2;
  bottom[first - 2 + b31 + b32 - b43 - b53 - b63 - b73] = r3;
  bottom[first - 3 + b41 + b42 + b43 - b54 - b64 - b74] = r4;
  bottom[first - 4 + b51 + b52 + b53 + b54 - b65 - b75] = r5;
  bottom[first - 5 + b61 + b62 + b63 + b64 + b65 - b76] = r6;
  bottom[first - 6 + b71 + b72 + b73 + b74 + b75 + b76] = r7;
}
