import type { AlgorithmEntry } from '../algorithm.ts';
import { RequirementIndexes, type WorkerIndex } from '../indexes.ts';
import { LoadIndex } from '../load-index.ts';
import { isCapable, type WorkerView } from '../workers.ts';

/**
 * Among capable workers, those with the fewest capabilities that the task does not need (specialists are kept for what only they
 * can do), and of these the least loaded. From the closest matches to the least close, the least loaded of each degree replaces
 * the choice so far only where that is loaded more than `slack` tasks a slot above it, or nobody has been found yet.
 */
export const capabilityMatch: AlgorithmEntry = {
  name: 'capability_match',
  description: 'the closest match of capabilities, then the least loaded',
  source: 'swarm requirements, distribution_algorithms',
  parameters: {
    slack: {
      type: 'number',
      default: 1,
      min: 0,
      max: 1_000_000,
      description:
        'outstanding tasks per slot by which a closer match may exceed a worker that matches less closely',
    },
  },
  order: 'arrival',
  create({ workers, tasks }, parameters) {
    const slack = Number(parameters.slack);
    const matches = new RequirementIndexes(
      workers,
      (requirement) => new MatchIndex(workers, requirement, tasks.requirements[requirement], slack),
    );
    return {
      choose: (task) => matches.of(tasks.requirement(task)).best(),
      update: (worker) => matches.update(worker),
    };
  },
};

/** The capable workers of one requirement, one load index per distinct set of capabilities, closest match first. */
class MatchIndex implements WorkerIndex {
  readonly #workers: WorkerView;
  readonly #slack: number;
  readonly #byMask = new Map<number, LoadIndex>();
  readonly #closestFirst: LoadIndex[];

  /** @param required the capabilities that the requirement of this number stands for */
  constructor(workers: WorkerView, requirement: number, required: number, slack: number) {
    this.#workers = workers;
    this.#slack = slack;
    const masks = new Set<number>();
    for (let worker = 0; worker < workers.count; worker++) {
      if (isCapable(workers, worker, requirement)) masks.add(workers.capabilities[worker]);
    }
    const ordered = [...masks].sort((a, b) => surplus(a, required) - surplus(b, required) || a - b);
    this.#closestFirst = ordered.map((mask) => {
      const index = new LoadIndex(workers);
      this.#byMask.set(mask, index);
      return index;
    });
  }

  update(worker: number): void {
    this.#byMask.get(this.#workers.capabilities[worker])?.update(worker);
  }

  best(): number {
    let best = -1;
    let bestLoad = Infinity;
    for (const index of this.#closestFirst) {
      const worker = index.least();
      if (worker < 0) continue;
      const load = this.#workers.outstanding[worker] / this.#workers.slots[worker];
      if (best < 0 || load + this.#slack < bestLoad) {
        best = worker;
        bestLoad = load;
      }
    }
    return best;
  }
}

/** Number of capabilities in the mask that are not required. */
function surplus(mask: number, required: number): number {
  let rest = mask & ~required;
  let bits = 0;
  for (; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
