import type { AlgorithmEntry } from '../algorithm.ts';
import { OrderedOpenSet, RequirementIndexes } from '../indexes.ts';

/** Each capable worker in turn. Every set of requirements has its own place in the circle. */
export const roundRobin: AlgorithmEntry = {
  name: 'round_robin',
  description: 'each worker in turn, in a circle',
  source: 'swarm requirements, distribution_algorithms',
  parameters: {},
  order: 'arrival',
  create({ workers, tasks }) {
    const circles = new RequirementIndexes(workers, () => new OrderedOpenSet(workers));
    const last = new Int32Array(tasks.requirements.length).fill(-1);
    return {
      choose(task) {
        const requirement = tasks.requirement(task);
        return circles.of(requirement).nextAfter(last[requirement]);
      },
      update: (worker) => circles.update(worker),
      assigned(task, worker) {
        last[tasks.requirement(task)] = worker;
      },
    };
  },
};
