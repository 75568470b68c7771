/**
 * Sequential stopping: replicate until the mean is known precisely enough.
 */
import { checkCount, checkOpenUnit, checkPositive, StatisticsError } from '../../mathematics/errors.ts';
import { normalQuantile } from '../../mathematics/normal.ts';
import { type Estimate, halfWidth } from './interval.ts';
import { momentsInterval } from './mean-interval.ts';
import { Moments } from './summary.ts';

export interface PrecisionOptions {
  /** Wanted relative error |estimate - mean| / |mean|, in (0, 1). */
  readonly relative?: number;
  /** Wanted absolute error, above 0. With both given, either suffices. */
  readonly absolute?: number;
  /** Default 0.95. */
  readonly confidence?: number;
  /** Fewest values before stopping, at least 2; default 10. Fewer make the stopping time too eager. */
  readonly minimum?: number;
  /** Most values; default no limit. */
  readonly maximum?: number;
}

/**
 * Stops when the half-width of the t interval is at most the absolute error, or at most gamma / (1 + gamma) of the estimate's
 * size: that correction makes gamma bound the error relative to the true mean (Law and Kelton, Simulation Modeling and
 * Analysis, section 9.4.1).
 */
export class PrecisionStopping {
  readonly #moments = new Moments();
  readonly #relative: number;
  readonly #absolute: number;
  readonly #confidence: number;
  readonly #normal: number;
  readonly #minimum: number;
  readonly #maximum: number;

  constructor(options: PrecisionOptions) {
    const { relative, absolute, confidence = 0.95, minimum = 10, maximum = Infinity } = options;
    if (relative === undefined && absolute === undefined) {
      throw new StatisticsError('precision stopping', 'relative', 'not given', 'given, or absolute be given');
    }
    if (relative !== undefined) checkOpenUnit('precision stopping', 'relative', relative);
    if (absolute !== undefined) checkPositive('precision stopping', 'absolute', absolute);
    checkOpenUnit('precision stopping', 'confidence', confidence);
    checkCount('precision stopping', 'minimum', minimum, 2);
    if (maximum !== Infinity) checkCount('precision stopping', 'maximum', maximum, minimum);
    this.#relative = relative === undefined ? 0 : relative / (1 + relative);
    this.#absolute = absolute ?? 0;
    this.#confidence = confidence;
    this.#normal = -normalQuantile((1 - confidence) / 2);
    this.#minimum = minimum;
    this.#maximum = maximum;
  }

  /** Adds the value of one independent replication. */
  observe(value: number): void {
    this.#moments.add(value);
  }

  get count(): number {
    return this.#moments.count;
  }

  /** The interval so far; at least two values. */
  estimate(): Estimate {
    return momentsInterval(this.#moments, this.#confidence);
  }

  /** The half-width at which to stop, judged by the present estimate. */
  target(): number {
    return Math.max(this.#absolute, this.#relative * Math.abs(this.#moments.mean));
  }

  /** Whether the wanted precision is reached. */
  reached(): boolean {
    if (this.count < this.#minimum) return false;
    // No t interval is narrower than the normal one, and this one costs nothing.
    if (this.#normal * this.#moments.standardError > this.target()) return false;
    return halfWidth(this.estimate()) <= this.target();
  }

  /** Whether to stop: precision reached, or `maximum` values seen. */
  stopped(): boolean {
    return this.count >= this.#maximum || this.reached();
  }

  /**
   * How many more values are probably needed, from the present variance: 0 when stopped, at least 1 otherwise. For planning
   * batches of replications and progress displays.
   */
  remaining(): number {
    if (this.stopped()) return 0;
    if (this.count < this.#minimum) return this.#minimum - this.count;
    const ratio = halfWidth(this.estimate()) / this.target();
    const total = Math.min(this.#maximum, Math.ceil(this.count * ratio * ratio));
    return Number.isFinite(total) ? Math.max(1, total - this.count) : this.count;
  }
}
