/** The storage that agents share for checkpoints. */
import { expect, test } from 'vitest';
import { Streams } from '../../src/engine/random/streams.ts';
import { SimulatedStore } from '../../src/world/agents/checkpoint-store.ts';
import { TASK_STATE, TaskTable } from '../../src/world/core/task-table.ts';
import { backlog } from './spec.ts';

function storage(): { store: SimulatedStore; tasks: TaskTable; task: number } {
  const tasks = new TaskTable();
  const task = tasks.add(0, 0, 0, 0);
  tasks.state[task] = TASK_STATE.submitted;
  const spec = { interval: 1, cost: 0, restore: 0, shards: 10, keep: 3, torn: 0, corrupt: 0 };
  const store = new SimulatedStore(spec, tasks, [backlog(1)], new Streams('seed', 0));
  return { store, tasks, task };
}

test('as many records of a task are kept as the specification says, the newest of them', () => {
  const { store, task } = storage();
  const attempt = store.claim(task);
  for (let record = 0; record < 5; record++)
    expect(store.write(task, attempt, record, Uint8Array.of(record))).toBe(true);
  expect(store.records(task).map(({ shard, bytes }) => [shard, ...bytes])).toEqual([
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
});

test('each attempt may write until the next begins', () => {
  const { store, task } = storage();
  const [first, second] = [store.claim(task), store.claim(task)];
  expect(second).toBeGreaterThan(first);
  expect(store.write(task, first, 0, Uint8Array.of(1))).toBe(false);
  expect(store.write(task, second, 0, Uint8Array.of(2))).toBe(true);
});

test('nothing is kept of a task that has ended, nor of an execution of it that begins afterwards', () => {
  const { store, tasks, task } = storage();
  store.write(task, store.claim(task), 0, Uint8Array.of(1));
  tasks.state[task] = TASK_STATE.completed;
  store.forget(task);
  expect(store.records(task)).toEqual([]);
  expect(store.write(task, store.claim(task), 0, Uint8Array.of(2))).toBe(false);
  expect(store.size).toBe(0);
});
