/** HEFT: the example of its inventors, and what every schedule must keep to. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { UNDIVIDED } from '../../../src/modules/scheduling/compartments.ts';
import { EarliestFinishByGroup } from '../../../src/modules/scheduling/earliest-finish-by-group.ts';
import { heftSchedule, type TaskGraph, upwardRanks } from '../../../src/modules/scheduling/heft.ts';
import { Ledger } from '../../../src/modules/scheduling/ledger.ts';
import { RankedRoom } from '../../../src/modules/scheduling/ranked-room.ts';
import { WorkerTable } from '../../../src/modules/scheduling/workers.ts';
import { directory, s } from '../port.ts';
import { Scene } from './scene.ts';
import { describeWorkers } from './support.ts';

/** Topcuoglu, Hariri and Wu 2002, figure 2 and table 1: from, to, cost of communication; and the cost on three processors. */
const EDGES = [
  [1, 2, 18],
  [1, 3, 12],
  [1, 4, 9],
  [1, 5, 11],
  [1, 6, 14],
  [2, 8, 19],
  [2, 9, 16],
  [3, 7, 23],
  [4, 8, 27],
  [4, 9, 23],
  [5, 9, 13],
  [6, 8, 15],
  [7, 10, 17],
  [8, 10, 11],
  [9, 10, 13],
] as const;
const COSTS = [
  [14, 16, 9],
  [13, 19, 18],
  [11, 13, 19],
  [13, 8, 17],
  [12, 13, 10],
  [13, 16, 9],
  [7, 15, 11],
  [5, 11, 14],
  [18, 12, 20],
  [21, 7, 16],
];

function graphOf(tasks: number, edges: readonly (readonly [number, number, number])[]): TaskGraph {
  const cost = new Map(edges.map(([from, to, way]) => [`${from} ${to}`, way]));
  const numbers = Array.from({ length: tasks }, (_, task) => task);
  return {
    after: numbers.map((to) => edges.filter((edge) => edge[1] === to).map(([from]) => from)),
    communication: (from, to) => cost.get(`${from} ${to}`) ?? Number.NaN,
  };
}

describe('the example of the paper', () => {
  const graph = graphOf(
    10,
    EDGES.map(([from, to, cost]) => [from - 1, to - 1, cost]),
  );

  example('has the ranks of its table', () => {
    const means = COSTS.map((row) => row.reduce((sum, cost) => sum + cost, 0) / 3);
    expect(upwardRanks(graph, means).map((rank) => Number(rank.toFixed(3)))).toEqual([
      108, 77, 80, 80, 69, 63.333, 42.667, 35.667, 44.333, 14.667,
    ]);
  });

  example('is done after 80', () => {
    const schedule = heftSchedule(graph, COSTS);
    expect(Math.max(...schedule.map(({ end }) => end))).toBe(80);
    // Task 1 on the third processor, task 10 on the second: figure 3.
    expect(schedule[0]).toEqual({ processor: 2, start: 0, end: 9 });
    expect(schedule[9]).toEqual({ processor: 1, start: 73, end: 80 });
  });
});

const instance = fc
  .record({ tasks: fc.integer({ min: 1, max: 12 }), processors: fc.integer({ min: 1, max: 4 }) })
  .chain(({ tasks, processors }) =>
    fc.record({
      costs: fc.array(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: processors, maxLength: processors }),
        { minLength: tasks, maxLength: tasks },
      ),
      ways: fc.array(fc.integer({ min: -20, max: 20 }), {
        minLength: tasks * tasks,
        maxLength: tasks * tasks,
      }),
    }),
  );

test.prop([instance])(
  'a schedule keeps to the order of the graph, and no processor does two things at once',
  ({ costs, ways }) => {
    const n = costs.length;
    const edges = ways.flatMap((way, i): [number, number, number][] => {
      const [from, to] = [Math.floor(i / n), i % n];
      return way > 0 && from < to ? [[from, to, way]] : [];
    });
    const graph = graphOf(n, edges);
    const schedule = heftSchedule(graph, costs);
    for (const [task, { processor, start, end }] of schedule.entries()) {
      expect(end - start).toBe(costs[task][processor]);
      for (const other of schedule.slice(0, task))
        if (other.processor === processor) expect(other.end <= start || end <= other.start).toBe(true);
      for (const before of graph.after[task]) {
        const apart = schedule[before].processor === processor ? 0 : graph.communication(before, task);
        expect(start).toBeGreaterThanOrEqual(schedule[before].end + apart);
      }
    }
  },
);

test.prop([
  fc.array(
    fc.record({
      speed: fc.constantFrom(0.5, 1, 2, 3.7),
      slots: fc.constantFrom(1, 2),
      group: fc.constantFrom(-1, 0, 1, 3),
    }),
    {
      minLength: 1,
      maxLength: 20,
    },
  ),
  fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 50 }), fc.boolean()), { maxLength: 60 }),
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 0, max: 40 }),
  fc.array(fc.constantFrom(1, 0.25, 3), { minLength: 5, maxLength: 5 }),
])('the search finds what a look at all workers finds', (given, changes, amount, now, relative) => {
  const workers = new WorkerTable(describeWorkers(given), Infinity);
  const ready = new Float64Array(workers.count);
  const workOn = (_task: number, group: number) => amount / relative[group + 1];
  const index = new EarliestFinishByGroup(workers, ready, workOn);
  for (let worker = 0; worker < workers.count; worker++) index.update(worker);
  for (const [which, at, open] of changes) {
    const worker = which % workers.count;
    ready[worker] = at;
    workers.setTrusted(worker, open);
    index.update(worker);
    const end = (one: number) =>
      Math.max(now, ready[one]) + workOn(0, workers.group[one]) / workers.speed[one];
    const all = Array.from({ length: workers.count }, (_, one) => one).filter((one) => workers.isOpen(one));
    all.sort((a, b) => end(a) - end(b) || workers.speed[b] - workers.speed[a] || a - b);
    expect(index.earliest(0, now)).toBe(all[0] ?? -1);
  }
});

describe('the dispatcher', () => {
  example('waits for a fast worker where that is sooner, and not where it is not', () => {
    const tasks = directory({ 0: { work: s(8) }, 1: { work: s(4) }, 2: { work: s(4) }, 3: { work: s(8) } });
    const scene = new Scene({
      algorithm: 'heft',
      workers: [{ speed: 1 }, { speed: 4 }],
      agentQueue: Infinity,
      tasks,
    });
    // The fast one is done after 2 s, then 3 s, 4 s; the slow one would end the fourth after 8 s, the fast one after 6 s.
    expect(scene.accept(0, 1, 2, 3)).toEqual([
      'assign 11 0 1 0',
      'assign 11 1 2 0',
      'assign 11 2 3 0',
      'assign 11 3 4 0',
    ]);
    expect(scene.accept(4)).toEqual(['assign 10 4 5 0']);
  });

  example('serves what waits by rank', () => {
    const tasks = directory({ 1: { rank: 5 }, 2: { rank: 9 }, 3: { rank: 5 }, 4: { rank: 7 } });
    const scene = new Scene({ algorithm: 'heft', workers: 1, agentQueue: 0, tasks });
    expect(scene.accept(0, 1, 2, 3, 4)).toEqual(['assign 10 0 1 0']);
    const next = [0, 2, 4, 1].map((task, i) => scene.result(0, task, i + 1)[1]);
    expect(next).toEqual(['assign 10 2 2 0', 'assign 10 4 3 0', 'assign 10 1 4 0', 'assign 10 3 5 0']);
  });
});

test.prop([
  fc.array(fc.record({ rank: fc.integer({ min: 0, max: 5 }), requirement: fc.integer({ min: 0, max: 1 }) }), {
    maxLength: 60,
  }),
  fc.integer({ min: 0, max: 3 }),
])('a ranked room serves by rank, then by arrival, past what is blocked', (given, blocked) => {
  const ledger = new Ledger();
  const room = new RankedRoom(ledger, directory({ ...given }, [0, 1]), UNDIVIDED);
  for (const task of given.keys()) room.enter(ledger.add(task, 0));
  const open = [...given.keys()].filter((task) => (blocked & (1 << given[task].requirement)) === 0);
  open.sort((a, b) => given[b].rank - given[a].rank || a - b);
  for (const task of open) {
    expect(room.next(blocked)).toBe(task);
    room.serve(task);
  }
  expect(room.next(blocked)).toBe(-1);
  expect(room.size).toBe(given.length - open.length);
});
