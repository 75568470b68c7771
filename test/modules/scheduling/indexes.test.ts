/** Indexes against a look at all workers. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { OpenSet, OrderedOpenSet } from '../../../src/modules/scheduling/indexes.ts';
import { LoadIndex } from '../../../src/modules/scheduling/load-index.ts';
import { WorkerTable } from '../../../src/modules/scheduling/workers.ts';
import { generator } from '../port.ts';
import { describeWorkers } from './support.ts';

function table(count: number, slots: (worker: number) => number = () => 1): WorkerTable {
  return new WorkerTable(
    describeWorkers(Array.from({ length: count }, (_, worker) => ({ slots: slots(worker) }))),
    2,
  );
}

const all = (workers: WorkerTable) => Array.from({ length: workers.count }, (_, worker) => worker);
const open = (workers: WorkerTable) => all(workers).filter((worker) => workers.isOpen(worker));

/** Sizes around the words of a bit set and its summaries. */
const sizes = fc.constantFrom(1, 2, 31, 32, 33, 64, 1023, 1024, 1025, 2000);

/** Opens and closes workers at random: usually few are open, so that words and whole ranges of them are empty. */
function toggle(workers: WorkerTable, random: () => number): number {
  const worker = Math.floor(random() * workers.count);
  workers.setTrusted(worker, random() < 0.2);
  return worker;
}

describe('OrderedOpenSet', () => {
  test.prop([sizes, fc.integer()], { numRuns: 60 })(
    'finds the next open worker in the circle',
    (count, seed) => {
      const workers = table(count);
      const index = new OrderedOpenSet(workers);
      for (const worker of all(workers)) index.update(worker);
      const random = generator(seed);
      for (let step = 0; step < 300; step++) {
        index.update(toggle(workers, random));
        const position = Math.floor(random() * (count + 1)) - 1;
        const members = open(workers);
        const next = members.find((worker) => worker > position) ?? members[0] ?? -1;
        expect(index.nextAfter(position)).toBe(next);
      }
    },
  );
});

describe('OpenSet', () => {
  test.prop([sizes, fc.integer()], { numRuns: 40 })('holds every open worker once', (count, seed) => {
    const workers = table(count);
    const index = new OpenSet(workers);
    for (const worker of all(workers)) index.update(worker);
    const random = generator(seed);
    for (let step = 0; step < 20; step++) {
      for (let change = 0; change < count / 4; change++) index.update(toggle(workers, random));
      const held = Array.from({ length: index.size }, (_, i) => index.at(i)).sort((x, y) => x - y);
      expect(held).toEqual(open(workers));
    }
  });
});

describe.each([
  ['equal slots', () => 3],
  ['different slots', (worker: number) => 1 + (worker % 7)],
] as const)('LoadIndex over workers of %s', (_, slots) => {
  test.prop([fc.integer({ min: 1, max: 60 }), fc.integer()], { numRuns: 60 })(
    'finds the least loaded open worker, of equals the one left alone for longest',
    (count, seed) => {
      const workers = table(count, slots);
      const index = new LoadIndex(workers);
      const stamp = new Map<number, number>();
      let clock = 0;
      const update = (worker: number) => {
        index.update(worker);
        stamp.set(worker, clock++);
      };
      all(workers).forEach(update);
      const random = generator(seed);
      for (let step = 0; step < 400; step++) {
        const worker = Math.floor(random() * count);
        if (random() < 0.2) workers.setTrusted(worker, !workers.available[worker]);
        else {
          const less = workers.outstanding[worker] > 0 && random() < 0.45;
          workers.addOutstanding(worker, less ? -1 : 1);
        }
        update(worker);
        const load = (one: number) => workers.outstanding[one] / workers.slots[one];
        const expected = open(workers).sort(
          (x, y) => load(x) - load(y) || (stamp.get(x) ?? 0) - (stamp.get(y) ?? 0),
        );
        expect(index.least()).toBe(expected[0] ?? -1);
        expect(index.size).toBe(expected.length);
      }
    },
  );
});

example('workers are found by their addresses, whether these are evenly spaced or not', () => {
  const at = (...processes: number[]) =>
    new WorkerTable(describeWorkers(processes.map((process) => ({ process }))), 0);
  for (const processes of [[5], [3, 4, 5], [10, 20, 30], [9, 7, 5], [1, 2, 9, 4, 1000]]) {
    const workers = at(...processes);
    const found = Array.from({ length: 1100 }, (_, process) => workers.indexOf(process) + 0);
    expect(found).toEqual(Array.from({ length: 1100 }, (_, process) => processes.indexOf(process)));
  }
  expect(at().indexOf(0)).toBe(-1);
});

example('a worker has room for its slots and what may wait beyond them', () => {
  const limits = (agentQueue: number) =>
    Array.from(
      new WorkerTable(describeWorkers([{ slots: 2 }, { slots: 3, queueLimit: 1 }]), agentQueue).limit,
    );
  expect(limits(0)).toEqual([2, 3]);
  expect(limits(5)).toEqual([7, 4]);
  expect(limits(Infinity)).toEqual([0x7fffffff, 4]);
});
