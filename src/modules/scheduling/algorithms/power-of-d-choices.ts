import type { AlgorithmEntry } from '../algorithm.ts';
import { OpenSet, RequirementIndexes } from '../indexes.ts';
import { DistinctSample } from '../sampling.ts';

/**
 * Looks at d distinct open workers drawn at random and takes the one with the fewest outstanding tasks per slot, ties at random.
 * Two choices already shorten the longest queue exponentially against one (Mitzenmacher 1996; Vvedenskaya, Dobrushin and
 * Karpelevich 1996). d = 1 is random assignment.
 */
export const powerOfDChoices: AlgorithmEntry = {
  name: 'power_of_d_choices',
  description: 'the least loaded of a few workers drawn at random',
  source: 'Mitzenmacher, The Power of Two Choices in Randomized Load Balancing (1996)',
  parameters: {
    d: {
      type: 'integer',
      default: 2,
      min: 1,
      max: 64,
      description: 'workers that are looked at for each task',
    },
  },
  order: 'arrival',
  create({ workers, tasks, random }, parameters) {
    const d = Number(parameters.d);
    const open = new RequirementIndexes(workers, () => new OpenSet(workers));
    const sample = new DistinctSample(d);
    return {
      choose(task) {
        sample.draw(open.of(tasks.requirement(task)), d, random);
        let best = -1;
        let least = Infinity;
        let ties = 0;
        for (let i = 0; i < sample.size; i++) {
          const worker = sample.members[i];
          const load = workers.outstanding[worker] / workers.slots[worker];
          if (load > least) continue;
          ties = load < least ? 1 : ties + 1;
          // The k-th of equals takes the place with probability 1/k, so that each has the same chance.
          if (ties === 1 || random() * ties < 1) best = worker;
          least = load;
        }
        return best;
      },
      update: (worker) => open.update(worker),
    };
  },
};
