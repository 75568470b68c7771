/** Executions in stages: what is saved when, and where the next attempt goes on. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint } from '../../../src/modules/checkpoints/record.ts';
import { shardOf } from '../../../src/modules/checkpoints/shards.ts';
import { newestWhole } from '../../../src/modules/checkpoints/store.ts';
import { deflate } from '../../../src/world/agents/deflate.ts';
import { CheckpointScene } from './scene.ts';

describe('an execution', () => {
  test('is saved after each interval of work, and not at its end', () => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(7, 0, 4, 100);
    expect(scene.carryOut(0, 100)).toEqual([
      ...['work 30', 'save 2', 'work 30', 'save 2', 'work 30', 'save 2', 'work 10'],
      'end',
    ]);
    const shard = shardOf(7, 10);
    expect(scene.takeTold()).toEqual([
      '7: looked 4 0 0',
      ...Array.from({ length: 3 }, () => `7: written 4 ${shard}`),
      '7: ended 4 100 6 0 100',
    ]);
  });

  test.each([
    [60, ['work 30', 'save 2', 'work 30', 'end']],
    [30, ['work 30', 'end']],
    [1, ['work 1', 'end']],
    [0, ['work 0', 'end']],
  ])('of %d ends with its last work', (work, stages) => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(0, 0, 4, work);
    expect(scene.carryOut(0, 100)).toEqual(stages);
  });

  test('that is given up has spent what it has', () => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(0, 0, 4, 100);
    scene.carryOut(0, 2);
    scene.checkpointer.spent(0, 11);
    scene.checkpointer.ended(0, false);
    expect(scene.takeTold().at(-1)).toBe('0: ended 4 41 2 0 -1');
  });

  test('whose number was given to another before begins with nothing spent', () => {
    const scene = new CheckpointScene();
    for (const task of [4, 5]) {
      scene.checkpointer.begin(0, 300, task, 40);
      scene.carryOut(300, 100);
    }
    expect(scene.takeTold().at(-1)).toBe('0: ended 5 40 2 0 40');
  });
});

describe('the next attempt', () => {
  test('goes on from the last checkpoint, on whatever worker, with the state of the work', () => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(0, 0, 4, 100);
    scene.states.set(0, 'first page');
    scene.carryOut(0, 2);
    scene.states.set(0, 'second page');
    scene.carryOut(0, 2);
    scene.states.set(0, 'third page');
    scene.checkpointer.ended(0, false);
    scene.takeTold();
    scene.checkpointer.begin(9, 1, 4, 100);
    expect(scene.states.get(1)).toBe('second page');
    expect(scene.carryOut(1, 100)).toEqual(['restore 5', 'work 30', 'save 2', 'work 10', 'end']);
    expect(scene.takeTold()).toEqual([
      '9: looked 4 0 1',
      `9: written 4 ${shardOf(9, 10)}`,
      // 60 of the first attempt, and 40.
      '9: ended 4 40 2 5 100',
    ]);
  });

  test('has the same share left of the work that it is on its own worker', () => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(0, 0, 4, 120);
    scene.carryOut(0, 4);
    scene.checkpointer.begin(1, 1, 4, 40);
    expect(scene.carryOut(1, 100)).toEqual(['restore 5', 'work 20', 'end']);
  });

  test.each([
    [90, 2],
    [3000, 98],
  ])('of %d saves nothing that rounding alone has left', (work, saves) => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(0, 0, 4, work);
    scene.carryOut(0, 2 * saves);
    scene.checkpointer.begin(1, 1, 4, work);
    const rest = work / 30 - saves;
    const stages = scene.carryOut(1, 100).map((stage) => stage.split(' ')[0]);
    expect(stages).toEqual(['restore', ...(rest === 1 ? ['work'] : ['work', 'save', 'work']), 'end']);
  });

  test('begins anew where nothing was saved', () => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(0, 0, 4, 100);
    // In the midst of saving.
    scene.carryOut(0, 1);
    scene.checkpointer.begin(1, 1, 4, 100);
    expect(scene.carryOut(1, 1)).toEqual(['work 30']);
  });

  test('is the only one that may write: what the one before saves is refused, and it works on', () => {
    const scene = new CheckpointScene();
    scene.checkpointer.begin(0, 0, 4, 100);
    scene.carryOut(0, 3);
    scene.checkpointer.begin(1, 1, 4, 100);
    scene.takeTold();
    expect(scene.carryOut(0, 100)).toEqual(['save 2', 'work 30', 'save 2', 'work 10', 'end']);
    expect(scene.takeTold()).toEqual(['0: refused 4', '0: refused 4', '0: ended 4 100 6 0 100']);
    expect(scene.carryOut(1, 2)).toEqual(['restore 5', 'work 30']);
    expect(scene.store.records(4)).toHaveLength(1);
  });
});

/** Records of attempts, each with so many of them, of which some are spoiled. */
const histories = fc.array(
  fc.record({
    saves: fc.nat(5),
    spoiled: fc.array(fc.record({ record: fc.nat(30), torn: fc.boolean(), at: fc.nat(1000) }), {
      maxLength: 4,
    }),
  }),
  { minLength: 1, maxLength: 5 },
);

property.prop([histories, fc.nat()])(
  'of all records, wherever they lie, the newest that is whole is the one that is used',
  (attempts, shift) => {
    const scene = new CheckpointScene();
    const whole: boolean[] = [];
    const progress: number[] = [];
    for (const [execution, { saves, spoiled }] of attempts.entries()) {
      scene.checkpointer.begin(execution, execution, 4, 3000);
      const last = progress.findLastIndex((_, index) => whole[index]);
      const restores = last >= 0;
      scene.carryOut(execution, 2 * saves + (restores ? 1 : 0));
      for (let save = 1; save <= saves; save++) {
        progress.push((restores ? progress[last] : 0) + save / 100);
        whole.push(true);
      }
      const records = scene.store.records(4);
      for (const { record, torn, at } of spoiled) {
        if (record >= records.length || !whole[record]) continue;
        const { shard, bytes } = records[record];
        const other = torn ? bytes.slice(0, at % bytes.length) : bytes.slice();
        if (!torn) other[at % other.length] ^= 1 << (at & 7);
        records[record] = { shard, bytes: other };
        whole[record] = false;
      }
    }
    // A folder lists its files in any order.
    const records = scene.store.records(4);
    const turned = records.map((_, index) => records[(index + shift) % records.length]);
    const { checkpoint, damaged } = newestWhole(4, { records: () => turned }, deflate);
    expect(damaged).toBe(whole.filter((one) => !one).length);
    const expected = progress.findLast((_, index) => whole[index]);
    if (expected === undefined) expect(checkpoint).toBeNull();
    else expect(checkpoint?.progress).toBeCloseTo(expected, 9);
  },
);

property.prop([
  fc.double({ min: 1, max: 1e9, noNaN: true }),
  fc.double({ min: 1e-3, max: 2, noNaN: true }),
  fc.array(fc.nat(5), { maxLength: 5 }),
])('whatever interrupts it, each task is worked on to its end, and no more', (work, share, crashes) => {
  const scene = new CheckpointScene({ interval: Math.max(1, work * share) });
  let execution = 0;
  for (const stages of crashes) {
    scene.checkpointer.begin(0, execution, 4, work);
    if (scene.carryOut(execution, stages).at(-1) === 'end') return;
    scene.checkpointer.ended(execution, false);
    execution++;
  }
  scene.checkpointer.begin(0, execution, 4, work);
  expect(scene.carryOut(execution, 1e5).at(-1)).toBe('end');
  const useful = Number(scene.takeTold().at(-1)?.split(' ').at(-1));
  expect(useful / work).toBeGreaterThan(0.999999 - 1 / work);
  expect(useful / work).toBeLessThan(1.000001 + 1e-9 * work);
});

describe('shards', () => {
  test('get about as much each', () => {
    const counts = new Array<number>(10).fill(0);
    for (let worker = 0; worker < 10_000; worker++) counts[shardOf(worker, 10)]++;
    // Six standard deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(6 * 30);
  });

  test('are one where there is one', () => {
    expect(shardOf(123, 1)).toBe(0);
  });

  test('are where records say that they are', () => {
    const scene = new CheckpointScene({ shards: 3 });
    scene.checkpointer.begin(8, 0, 4, 100);
    scene.carryOut(0, 2);
    const [{ shard, bytes }] = scene.store.records(4);
    expect(shard).toBe(shardOf(8, 3));
    expect(decodeCheckpoint(bytes, 4, shard, deflate)).toMatchObject({ worker: 8, shard, attempt: 1 });
    expect(decodeCheckpoint(bytes, 4, shard + 1, deflate)).toBe('misplaced');
  });
});
