import type { AlgorithmEntry } from '../algorithm.ts';
import { OpenSet, RequirementIndexes } from '../indexes.ts';

/** A capable worker uniformly at random. */
export const random: AlgorithmEntry = {
  name: 'random',
  description: 'a worker uniformly at random',
  source: 'swarm requirements; the baseline of load-balancing theory',
  parameters: {},
  order: 'arrival',
  create({ workers, tasks, random: uniform }) {
    const open = new RequirementIndexes(workers, () => new OpenSet(workers));
    return {
      choose(task) {
        const candidates = open.of(tasks.requirement(task));
        return candidates.size === 0 ? -1 : candidates.at(Math.floor(uniform() * candidates.size));
      },
      update: (worker) => open.update(worker),
    };
  },
};
