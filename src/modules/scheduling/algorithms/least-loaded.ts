import type { AlgorithmEntry } from '../algorithm.ts';
import { RequirementIndexes } from '../indexes.ts';
import { LoadIndex } from '../load-index.ts';

/** The worker with the fewest outstanding tasks per slot, as far as this scheduler knows (join the shortest queue). */
export const leastLoaded: AlgorithmEntry = {
  name: 'least_loaded',
  description: 'the worker with the fewest outstanding tasks per slot',
  source: 'swarm requirements; join-the-shortest-queue (Winston 1977)',
  parameters: {},
  order: 'arrival',
  create({ workers, tasks }) {
    const loads = new RequirementIndexes(workers, () => new LoadIndex(workers));
    return {
      choose: (task) => loads.of(tasks.requirement(task)).least(),
      update: (worker) => loads.update(worker),
    };
  },
};
