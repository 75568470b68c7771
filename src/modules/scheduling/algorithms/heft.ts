import type { AlgorithmEntry } from '../algorithm.ts';
import { EarliestFinishByGroup } from '../earliest-finish-by-group.ts';
import { RequirementIndexes } from '../indexes.ts';

/**
 * Heterogeneous earliest finish time for graphs whose tasks come as those before them end: waiting tasks are served by upward rank,
 * here and at the workers, and each goes to the worker that would end it first. When a worker will be done with what it has is
 * reckoned from the work that submissions say to expect and the worker's declared speed at it, and put right with every result. Unlike
 * the original this knows neither the tasks to come nor gaps between those that are placed.
 */
export const heft: AlgorithmEntry = {
  name: 'heft',
  description: 'longest remaining way through the graph first, each task to where it would end first',
  source: 'Topcuoglu, Hariri and Wu, heterogeneous earliest finish time (2002)',
  parameters: {},
  order: 'rank',
  create({ workers, tasks, now }) {
    /** Work that each worker has (microseconds at its speed 1), when it will be done with it, and when a slot is free: 0 for now. */
    const work = new Float64Array(workers.count);
    const done = new Float64Array(workers.count);
    const ready = new Float64Array(workers.count);
    const rate = (worker: number) => workers.speed[worker] * workers.slots[worker];
    const workOn = (task: number, group: number) => tasks.work(task) / tasks.relativeSpeed(task, group);
    const indexes = new RequirementIndexes(workers, () => new EarliestFinishByGroup(workers, ready, workOn));
    return {
      choose: (task) => indexes.of(tasks.requirement(task)).earliest(task, now()),
      bound(task, worker) {
        const more = workOn(task, workers.group[worker]);
        work[worker] += more;
        done[worker] = Math.max(now(), done[worker]) + more / rate(worker);
      },
      released(task, worker) {
        work[worker] = Math.max(0, work[worker] - workOn(task, workers.group[worker]));
        done[worker] = now() + work[worker] / rate(worker);
      },
      update(worker) {
        ready[worker] = workers.outstanding[worker] < workers.slots[worker] ? 0 : done[worker];
        indexes.update(worker);
      },
    };
  },
};
