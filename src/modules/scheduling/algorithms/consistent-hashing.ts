import type { AlgorithmEntry } from '../algorithm.ts';
import { HashRing, keyHash } from '../hash-ring.ts';
import { RequirementIndexes } from '../indexes.ts';

const AFFINITY = 0;
const TASK = 1;

/**
 * Equal affinity keys go to the same worker, the first after the key's hash on a ring, as long as it is below its capacity:
 * ceil((1 + epsilon) x mean load), the mean being that of the open workers per slot, the new task counted in. Past full workers
 * the key walks on. A worker that goes takes only its own keys along, and of the keys elsewhere few move. Tasks without a key are
 * spread by their number.
 */
export const consistentHashing: AlgorithmEntry = {
  name: 'consistent_hashing',
  description: 'the worker that a hash of the affinity key names, or the next that is not full',
  source: 'Mirrokni, Thorup and Zadimoghaddam, Consistent Hashing with Bounded Loads (2018)',
  parameters: {
    epsilon: {
      type: 'number',
      default: 0.25,
      min: 0,
      max: 1_000_000,
      description: 'how far a worker may be loaded above the mean, as a share of it',
    },
    virtual_nodes: {
      type: 'integer',
      default: 64,
      min: 1,
      max: 4096,
      description: 'places on the ring of a worker with the mean number of slots',
    },
  },
  order: 'arrival',
  create({ workers, tasks }, parameters) {
    const epsilon = Number(parameters.epsilon);
    const virtualNodes = Number(parameters.virtual_nodes);
    const rings = new RequirementIndexes(
      workers,
      (requirement) => new HashRing(workers, requirement, virtualNodes),
    );
    return {
      choose(task) {
        const key = tasks.affinity(task);
        const hash = key === 0 ? keyHash(TASK, task) : keyHash(AFFINITY, key);
        return rings.of(tasks.requirement(task)).find(hash, epsilon);
      },
      update: (worker) => rings.update(worker),
    };
  },
};
