import { IntegerMap } from '../../collections/integer-map.ts';
import type { AlgorithmEntry } from '../algorithm.ts';
import { RequirementIndexes } from '../indexes.ts';
import { LoadIndex } from '../load-index.ts';
import { isCapable } from '../workers.ts';

/**
 * The worker that handled the same affinity key last, unless it is so loaded that the least loaded worker scores higher:
 * score = matched - beta (load - mean) / max(1, mean), with matched = 1 for the key's worker and 0 for others, load in outstanding
 * tasks per slot, and mean that of all slots. Tasks without a key go to the least loaded worker.
 */
export const affinity: AlgorithmEntry = {
  name: 'affinity',
  description: 'the worker that handled similar tasks before, unless it is overloaded',
  source: 'swarm requirements, distribution_algorithms; affinity exchanged against load',
  parameters: {
    beta: {
      type: 'number',
      default: 1,
      min: 0,
      max: 1000,
      description: 'weight of load against affinity; 0 follows affinity whatever the load',
    },
  },
  order: 'arrival',
  create({ workers, tasks }, parameters) {
    const beta = Number(parameters.beta);
    const loads = new RequirementIndexes(workers, () => new LoadIndex(workers));
    const home = new IntegerMap();
    const load = (worker: number) => workers.outstanding[worker] / workers.slots[worker];
    return {
      choose(task) {
        const requirement = tasks.requirement(task);
        const least = loads.of(requirement).least();
        const key = tasks.affinity(task);
        const known = key === 0 ? -1 : home.get(key);
        if (known < 0 || !workers.isOpen(known)) return least;
        if (!isCapable(workers, known, requirement)) return least;
        const mean = workers.totalOutstanding / workers.totalSlots;
        const excess = (beta * (load(known) - load(least))) / Math.max(1, mean);
        return excess <= 1 ? known : least;
      },
      update: (worker) => loads.update(worker),
      assigned(task, worker) {
        const key = tasks.affinity(task);
        if (key !== 0) home.set(key, worker);
      },
    };
  },
};
