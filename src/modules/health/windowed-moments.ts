/**
 * Mean and deviation of the latest values of many members, in constant memory: two exponentially weighted moments stand for a window
 * of N values. Up to (N + 1)/2 values they are the plain mean and variance of all; then each further value has the weight
 * 2/(N + 1), at which the relative error of the deviation, 1/sqrt(2N), is that of a window of N. After a step such a window
 * keeps 13.5 % of what was before it for N values, where a list of N has forgotten it.
 */
export class WindowedMoments {
  /** Mean and mean square, by member, of deviations from a nominal value: of the values themselves the digits would cancel out. */
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  /** Values so far, up to the number at which weights stop falling. */
  readonly #count: Float64Array;
  readonly #leastWeight: number;

  /**
   * @param members they are 0..members-1
   * @param window values, at least 1
   */
  constructor(members: number, window: number) {
    this.#mean = new Float64Array(members);
    this.#square = new Float64Array(members);
    this.#count = new Float64Array(members);
    this.#leastWeight = 2 / (window + 1);
  }

  /** Forgets a member's values, and takes that many of given moments to have been seen. */
  begin(member: number, count: number, mean: number, square: number): void {
    this.#count[member] = count;
    this.#mean[member] = mean;
    this.#square[member] = square;
  }

  /** @param deviation of the value from the nominal one */
  add(member: number, deviation: number): void {
    let weight = 1 / (this.#count[member] + 1);
    if (weight > this.#leastWeight) this.#count[member]++;
    else weight = this.#leastWeight;
    this.#mean[member] += weight * (deviation - this.#mean[member]);
    this.#square[member] += weight * (deviation * deviation - this.#square[member]);
  }

  /** Mean deviation from the nominal value. */
  mean(member: number): number {
    return this.#mean[member];
  }

  /** Standard deviation, of the population. */
  deviation(member: number): number {
    const mean = this.#mean[member];
    return Math.sqrt(Math.max(0, this.#square[member] - mean * mean));
  }
}
