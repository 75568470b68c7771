/** Loops of fixed work: how fast this process is at the moment, whatever the version that is timed. */

const WORDS = 2 ** 15;
const STEPS = 150_000;
const words = new Float64Array(WORDS);
/** Kept, so that no compiler finds the work useless. */
let sink = 0;

/** Integer arithmetic, memory at random places of a quarter of a megabyte, and small objects that are dropped at once. */
export function calibrationLoop(): number {
  let state = 0x9e3779b9;
  let sum = 0;
  for (let step = 0; step < STEPS; step++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const place = state & (WORDS - 1);
    const value = words[place] + 1;
    words[place] = value;
    if ((step & 15) === 0) sum += spread(value, step).first;
    else sum += value;
  }
  sink += sum;
  return sink;
}

function spread(first: number, second: number): { readonly first: number; readonly second: number } {
  return { first: first + (second & 1), second };
}
