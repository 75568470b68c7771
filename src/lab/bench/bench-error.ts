/** A comparison that cannot be done as asked: a file of baselines that is not one, a margin that is no number. One sentence without a full stop. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
