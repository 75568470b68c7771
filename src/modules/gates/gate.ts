/** Gates: told of one outcome after the other, they say whether what is being tried is promoted or rolled back. */
import { failsMoreOften } from '../../mathematics/two-proportions.ts';
import { Share } from '../shares.ts';
import { sprtLines } from './sprt.ts';
import type {
  DifferenceGate,
  FixedGate,
  Gate,
  GateSpec,
  Outcomes,
  ProportionsGate,
  SequentialGate,
  Verdict,
} from './types.ts';

/** Counts what it looks at. */
abstract class CountingGate implements Gate {
  looked = 0;
  failures = 0;
  undecided = false;

  look(failed: boolean): Verdict {
    this.looked++;
    if (failed) this.failures++;
    return this.judge();
  }

  abstract end(): Exclude<Verdict, 'open'>;

  protected abstract judge(): Verdict;
}

/** Decides as soon as no outcome that is still to come can change it. */
class FixedLimit extends CountingGate {
  readonly #planned: number;
  /** Most failures with which it promotes. */
  readonly #allowed: number;

  constructor({ limit, when }: FixedGate, planned: number) {
    super();
    this.#planned = planned;
    const share = new Share(limit);
    this.#allowed = when === 'above' ? share.floor(planned) : share.ceil(planned) - 1;
  }

  end() {
    return this.failures > this.#allowed ? 'roll_back' : 'promote';
  }

  protected judge(): Verdict {
    if (this.failures > this.#allowed) return 'roll_back';
    return this.failures + this.#planned - this.looked <= this.#allowed ? 'promote' : 'open';
  }
}

class SequentialTest extends CountingGate {
  readonly #spec: SequentialGate;
  readonly #slope: number;
  readonly #below: number;
  readonly #above: number;

  constructor(spec: SequentialGate) {
    super();
    this.#spec = spec;
    const { slope, below, above } = sprtLines(spec);
    this.#slope = slope;
    this.#below = below;
    this.#above = above;
  }

  end() {
    const verdict = this.#verdict();
    if (verdict !== 'open') return verdict;
    this.undecided = true;
    return this.#spec.undecided === 'rollback' ? 'roll_back' : 'promote';
  }

  protected judge(): Verdict {
    return this.looked < this.#spec.most ? this.#verdict() : this.end();
  }

  #verdict(): Verdict {
    const middle = this.#slope * this.looked;
    if (this.failures >= middle + this.#above) return 'roll_back';
    return this.failures <= middle - this.#below ? 'promote' : 'open';
  }
}

/** Compares what it has looked at with another group when all of it is there: looking again and again would find a difference by chance. */
abstract class Compared extends CountingGate {
  readonly #planned: number;
  protected readonly control: Outcomes;

  constructor(planned: number, control: Outcomes) {
    super();
    this.#planned = planned;
    this.control = control;
  }

  end() {
    return this.looked > 0 && this.control.looked > 0 && this.isWorse() ? 'roll_back' : 'promote';
  }

  protected abstract isWorse(): boolean;

  protected judge(): Verdict {
    return this.looked < this.#planned ? 'open' : this.end();
  }
}

class Difference extends Compared {
  readonly #limit: Share;

  constructor({ limit }: DifferenceGate, planned: number, control: Outcomes) {
    super(planned, control);
    this.#limit = new Share(limit);
  }

  /** In whole numbers, both shares times both sizes. */
  protected isWorse(): boolean {
    const { looked, failures } = this.control;
    return this.failures * looked - failures * this.looked > this.#limit.floor(this.looked * looked);
  }
}

class TwoProportions extends Compared {
  readonly #level: number;

  constructor({ false_rollback }: ProportionsGate, planned: number, control: Outcomes) {
    super(planned, control);
    this.#level = false_rollback;
  }

  protected isWorse(): boolean {
    const { looked, failures } = this.control;
    const group = { tried: this.looked, failed: this.failures };
    return failsMoreOften(group, { tried: looked, failed: failures }).p <= this.#level;
  }
}

/**
 * @param planned outcomes that are to come
 * @param control outcomes of the group that `control` of the specification names, as they are when they are asked for
 */
export function createGate(spec: GateSpec, planned: number, control: Outcomes): Gate {
  switch (spec.kind) {
    case 'fixed':
      return new FixedLimit(spec, planned);
    case 'sequential':
      return new SequentialTest(spec);
    case 'difference':
      return new Difference(spec, planned, control);
    case 'two_proportions':
      return new TwoProportions(spec, planned, control);
  }
}
