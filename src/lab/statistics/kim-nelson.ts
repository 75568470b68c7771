/**
 * Selection of the best of several alternatives, sequentially: poor ones are dropped as soon as the data allow.
 */
import {
  checkCount,
  checkFinite,
  checkOpenUnit,
  checkPositive,
  StatisticsError,
} from '../../mathematics/errors.ts';
import { Moments } from './summary.ts';

export interface SelectionOptions {
  readonly best: 'lowest' | 'highest';
  /** Smallest difference of means worth detecting, above 0. */
  readonly indifference: number;
  /**
   * Probability of selecting the best when it is better than all others by at least `indifference`; above 1/k (by guessing),
   * default 0.95.
   */
  readonly confidence?: number;
  /** Replications of every alternative before the first decision, at least 2; default 10. */
  readonly first_stage?: number;
  /**
   * `first` estimates variances from the first stage only: exact for normal values (KN). `updated`, the default, uses all
   * replications so far: fewer replications, exact in the limit of small `indifference` (KN++).
   */
  readonly variance?: 'first' | 'updated';
  /**
   * True: alternatives are simulated independently, which allows a slightly sharper bound. Default false: they may share
   * random numbers, which is what saves most.
   */
  readonly independent?: boolean;
  /** Replications of one alternative after which to give up; default no limit. */
  readonly maximum?: number;
}

export interface SelectionDecision {
  /** The alternative selected. */
  readonly best: number;
  /**
   * False: `maximum` was reached, or the selection stopped, with several survivors, and the best mean among them was taken
   * without the guarantee.
   */
  readonly guaranteed: boolean;
  /** Replications that each alternative received. */
  readonly replications: readonly number[];
}

/**
 * Kim and Nelson's fully sequential procedure with an indifference zone: KN (ACM Transactions on Modeling and Computer
 * Simulation 11, 2001) or, with updated variances, KN++ (Operations Research 54, 2006), with c = 1.
 *
 * After r replications alternative i is dropped if some other survivor l has a mean better by more than
 * W = max(0, (h^2 S^2 / delta - delta r) / (2 r)), where S^2 is the variance of the differences of i and l,
 * h^2 = 2 eta (n - 1), and eta solves (1/2) (1 + 2 eta)^(-(n - 1)/2) = beta for variances from n replications;
 * beta = (1 - confidence)/(k - 1), or 1 - confidence^(1/(k - 1)) for independent alternatives.
 */
export class KimNelson {
  readonly #alternatives: number;
  readonly #sign: number;
  readonly #indifference: number;
  readonly #beta: number;
  readonly #firstStage: number;
  readonly #updated: boolean;
  readonly #maximum: number;
  readonly #differences = new Map<number, Moments>();
  readonly #sums: Float64Array;
  readonly #replications: Int32Array;
  #survivors: number[];
  #count = 0;
  #decision: SelectionDecision | null = null;

  /** @param alternatives how many there are, at least 2 */
  constructor(alternatives: number, options: SelectionOptions) {
    const { indifference, confidence = 0.95, first_stage: firstStage = 10, maximum = Infinity } = options;
    checkCount('selection of the best', 'alternatives', alternatives, 2);
    checkPositive('selection of the best', 'indifference', indifference);
    checkOpenUnit('selection of the best', 'confidence', confidence);
    if (confidence <= 1 / alternatives) {
      throw new StatisticsError('selection of the best', 'confidence', confidence, `above 1/${alternatives}`);
    }
    checkCount('selection of the best', 'first_stage', firstStage, 2);
    if (maximum !== Infinity) checkCount('selection of the best', 'maximum', maximum, firstStage);
    this.#alternatives = alternatives;
    this.#sign = options.best === 'lowest' ? -1 : 1;
    this.#indifference = indifference;
    this.#beta = options.independent
      ? -Math.expm1(Math.log(confidence) / (alternatives - 1))
      : (1 - confidence) / (alternatives - 1);
    this.#firstStage = firstStage;
    this.#updated = options.variance !== 'first';
    this.#maximum = maximum;
    this.#sums = new Float64Array(alternatives);
    this.#replications = new Int32Array(alternatives);
    this.#survivors = Array.from({ length: alternatives }, (_, i) => i);
    for (const [i, l] of this.#pairs()) this.#differences.set(i * alternatives + l, new Moments());
  }

  /** Alternatives still in the race, ascending: those to replicate next. */
  survivors(): readonly number[] {
    return [...this.#survivors];
  }

  /** Replications so far of every survivor. */
  get count(): number {
    return this.#count;
  }

  /** The selection, or null while more replications are needed. */
  decision(): SelectionDecision | null {
    return this.#decision;
  }

  /** Mean of one alternative over its replications so far. */
  mean(alternative: number): number {
    return this.#sums[alternative] / this.#replications[alternative];
  }

  /**
   * Adds one replication of every survivor.
   * @param values one for each of `survivors()`, in that order; under common random numbers all from the same replication
   */
  observe(values: ArrayLike<number>): void {
    const survivors = this.#survivors;
    if (this.#decision !== null) {
      throw new StatisticsError(
        'selection of the best',
        'replication',
        this.#count + 1,
        'left out: the selection is made',
      );
    }
    if (values.length !== survivors.length) {
      throw new StatisticsError(
        'selection of the best',
        'values.length',
        values.length,
        `${survivors.length}`,
      );
    }
    for (let i = 0; i < values.length; i++) checkFinite('selection of the best', `values[${i}]`, values[i]);
    this.#count++;
    survivors.forEach((alternative, i) => {
      this.#sums[alternative] += values[i];
      this.#replications[alternative]++;
    });
    if (this.#updated || this.#count <= this.#firstStage) {
      for (let i = 0; i < survivors.length; i++) {
        for (let l = i + 1; l < survivors.length; l++) {
          this.#between(survivors[i], survivors[l]).add(values[i] - values[l]);
        }
      }
    }
    if (this.#count >= this.#firstStage) this.#screen();
  }

  /**
   * Takes an alternative that cannot be replicated any more out of the race; the selection is then among the others. The last
   * one left is selected.
   */
  drop(alternative: number): void {
    if (this.#decision !== null) return;
    this.#survivors = this.#survivors.filter((survivor) => survivor !== alternative);
    if (this.#survivors.length === 1) this.#decide(this.#survivors[0], true);
  }

  /** Gives up after the present replications, at least one: selects the best mean among the survivors, without the guarantee. */
  stop(): void {
    checkCount('selection of the best', 'replications', this.#count, 1);
    if (this.#decision === null) this.#decide(this.#leader(), false);
  }

  *#pairs(): Generator<[number, number]> {
    for (let i = 0; i < this.#alternatives; i++)
      for (let l = i + 1; l < this.#alternatives; l++) yield [i, l];
  }

  #between(i: number, l: number): Moments {
    return this.#differences.get(Math.min(i, l) * this.#alternatives + Math.max(i, l)) as Moments;
  }

  /** How much worse than `l` the mean of `i` may be after the present replications. */
  #allowance(i: number, l: number): number {
    const moments = this.#between(i, l);
    const freedom = moments.count - 1;
    // (2 beta)^(-2/freedom) - 1 = 2 eta.
    const square = Math.expm1((-2 / freedom) * Math.log(2 * this.#beta)) * freedom;
    const delta = this.#indifference;
    return Math.max(0, ((square * moments.variance) / delta - delta * this.#count) / (2 * this.#count));
  }

  #screen(): void {
    const before = this.#survivors;
    const score = this.#score;
    let left = before.filter((i) =>
      before.every((l) => l === i || score(i) >= score(l) - this.#allowance(i, l)),
    );
    // Once no pair may differ any more, equal means are all that can keep two alternatives in the race.
    const closed = left.every((i) => left.every((l) => i === l || this.#allowance(i, l) === 0));
    const exhausted = left.length > 1 && !closed && this.#count >= this.#maximum;
    if (left.length > 1 && (closed || exhausted)) left = [this.#leader()];
    this.#survivors = left;
    if (left.length > 1) return;
    this.#decide(left[0], !exhausted);
  }

  readonly #score = (alternative: number): number => this.#sign * this.mean(alternative);

  /** The survivor with the best mean. */
  #leader(): number {
    return this.#survivors.reduce((top, i) => (this.#score(i) > this.#score(top) ? i : top));
  }

  #decide(best: number, guaranteed: boolean): void {
    this.#survivors = [best];
    this.#decision = { best, guaranteed, replications: Array.from(this.#replications) };
  }
}
