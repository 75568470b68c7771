/** Inbox, holdings, durable rows and the message pool against slow and obvious versions. */
import { kinds } from '../../src/modules/vocabulary.ts';
import '../../src/modules/scheduling/vocabulary.ts';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Holdings, PHASE } from '../../src/world/agents/holdings.ts';
import { TaskTable } from '../../src/world/core/task-table.ts';
import { DurableRows } from '../../src/world/host/durable-rows.ts';
import { Inbox } from '../../src/world/host/inbox.ts';
import { MessagePool } from '../../src/world/network/message-pool.ts';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('Inbox', () => {
  const item = fc.tuple(int32, int32, int32, fc.integer({ min: 0, max: 2 ** 50 }));

  test.prop(
    [
      fc.array(fc.oneof({ arbitrary: item, weight: 3 }, { arbitrary: fc.constant(null), weight: 2 }), {
        maxLength: 200,
      }),
    ],
    {
      numRuns: 200,
    },
  )('is first in, first out', (steps) => {
    const inbox = new Inbox();
    const model: (readonly [number, number, number, number])[] = [];
    for (const step of steps) {
      if (step) {
        inbox.push(...step);
        model.push(step);
      } else if (model.length > 0) {
        inbox.shift();
        model.shift();
      }
      expect(inbox.size).toBe(model.length);
      if (model.length > 0) expect([inbox.code, inbox.x, inbox.y, inbox.at]).toEqual(model[0]);
    }
  });
});

describe('DurableRows', () => {
  const key = fc.oneof(fc.nat(20), fc.constant(0x7fffffff));
  const steps = fc.array(fc.oneof(fc.tuple(key, int32, int32, int32, int32), fc.tuple(key)), {
    maxLength: 150,
  });

  test.prop([steps], { numRuns: 200 })('are a map, visited in ascending order', (list) => {
    const rows = new DurableRows();
    const model = new Map<number, readonly number[]>();
    for (const [key, ...values] of list) {
      if (values.length > 0) {
        rows.put(key, values[0] as number, values[1] as number, values[2] as number, values[3] as number);
        model.set(key, values as number[]);
      } else {
        rows.remove(key);
        model.delete(key);
      }
      expect(rows.size).toBe(model.size);
      expect(rows.has(key)).toBe(model.has(key));
    }
    const visited: (readonly number[])[] = [];
    rows.forEach((...row) => {
      visited.push(row);
    });
    expect(visited).toEqual([...model].sort(([x], [y]) => x - y).map(([key, values]) => [key, ...values]));
  });

  test.prop([fc.uniqueArray(key, { minLength: 1 })])('may be changed while they are visited', (keys) => {
    const rows = new DurableRows();
    for (const key of keys) rows.put(key, key, 0, 0, 0);
    const ascending = [...keys].sort((x, y) => x - y);
    const visited: number[] = [];
    rows.forEach((key, a) => {
      visited.push(key);
      expect(a).toBe(key);
      rows.remove(key);
      // The last is gone before its turn comes.
      rows.remove(ascending.at(-1) as number);
      rows.put(key, 1, 1, 1, 1);
    });
    expect(visited).toEqual(ascending.length === 1 ? ascending : ascending.slice(0, -1));
  });
});

describe('MessagePool', () => {
  test.prop([fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 300 })], { numRuns: 100 })(
    'keeps what is added until it is removed',
    (steps) => {
      const pool = new MessagePool();
      const model = new Map<number, number>();
      for (const [i, [adds, pick]] of steps.entries()) {
        if (adds || model.size === 0) {
          const row = pool.add(i, i + 1, kinds[i % 8], i + 2, i + 3, i + 4, i + 5, i + 6, i + 7);
          expect(model.has(row)).toBe(false);
          model.set(row, i);
        } else {
          const [row] = [...model.keys()].slice(pick % model.size);
          pool.remove(row);
          model.delete(row);
        }
        expect(pool.size).toBe(model.size);
      }
      for (const [row, i] of model)
        expect([pool.from[row], pool.to[row], pool.kindOf(row), ...pool.wordsOf(row)]).toEqual([
          i,
          i + 1,
          kinds[i % 8],
          i + 2,
          i + 3,
          i + 4,
          i + 5,
          i + 6,
          i + 7,
        ]);
      const under: number[] = [];
      pool.forEach((_, a) => {
        under.push(a - 2);
      });
      expect(under.sort((x, y) => x - y)).toEqual([...model.values()].sort((x, y) => x - y));
    },
  );

  test('grows', () => {
    const pool = new MessagePool();
    for (let i = 0; i < 5000; i++) pool.add(i, 0, kinds[1], i);
    expect(pool.size).toBe(5000);
    expect([...pool.wordsOf(4999)]).toEqual([4999, 0, 0, 0, 0, 0]);
    for (let i = 0; i < 5000; i++) pool.remove(i);
    expect(pool.size).toBe(0);
    expect(pool.add(1, 2, kinds[3], 4, 5, 6)).toBeLessThan(5000);
  });
});

describe('Holdings', () => {
  const AGENTS = 3;
  const TASKS = 6;
  const task = fc.nat(TASKS - 1);
  const agent = fc.nat(AGENTS - 1);
  type Held = { task: number; agent: number; attempt: number; phase: number };

  function setUp() {
    const tasks = new TaskTable();
    // Priorities 1, 2, 3, 1, 2, 3.
    for (let t = 0; t < TASKS; t++) tasks.priority[tasks.add(0, t, 0, 0)] = 1 + (t % 3);
    return { tasks, holdings: new Holdings(tasks, AGENTS) };
  }

  const steps = fc.array(
    fc.oneof(
      {
        arbitrary: fc.record({
          do: fc.constantFrom('queue' as const, 'queue by priority' as const),
          task,
          agent,
        }),
        weight: 4,
      },
      {
        arbitrary: fc.record({ do: fc.constantFrom('run' as const, 'report' as const), task, agent }),
        weight: 3,
      },
      { arbitrary: fc.record({ do: fc.constant('remove' as const), task, agent }), weight: 2 },
    ),
    { maxLength: 120 },
  );

  test.prop([steps], { numRuns: 200 })('are lists by agent and phase, found by task and agent', (list) => {
    const { tasks, holdings } = setUp();
    /** In the order in which rows entered their phase, queued ones by priority where that was asked for. */
    const model: Held[] = [];
    const find = (step: { task: number; agent: number }) =>
      model.findIndex((one) => one.task === step.task && one.agent === step.agent);
    for (const [attempt, step] of list.entries()) {
      const place = find(step);
      const row = holdings.find(step.task, step.agent);
      expect(row >= 0).toBe(place >= 0);
      if (step.do === 'remove') {
        if (place < 0) continue;
        holdings.remove(row);
        model.splice(place, 1);
      } else if (step.do === 'run' || step.do === 'report') {
        if (place < 0) continue;
        const phase = step.do === 'run' ? PHASE.running : PHASE.reporting;
        holdings.enter(row, phase);
        const [moved] = model.splice(place, 1);
        model.push({ ...moved, phase });
      } else {
        if (place >= 0) continue;
        const added = holdings.add(step.task, attempt, step.agent);
        const held = { task: step.task, agent: step.agent, attempt, phase: PHASE.queued };
        const less = (one: Held) =>
          one.agent === step.agent &&
          one.phase === PHASE.queued &&
          tasks.priority[one.task] < tasks.priority[step.task];
        const before = step.do === 'queue' ? -1 : model.findIndex(less);
        if (step.do === 'queue') holdings.enter(added, PHASE.queued);
        else holdings.queueByPriority(added);
        if (before < 0) model.push(held);
        else model.splice(before, 0, held);
      }
    }
    for (let agent = 0; agent < AGENTS; agent++) {
      for (const phase of [PHASE.queued, PHASE.running, PHASE.reporting]) {
        const rows: number[] = [];
        for (let row = holdings.first(agent, phase); row >= 0; row = holdings.next(row)) rows.push(row);
        const expected = model.filter((one) => one.agent === agent && one.phase === phase);
        expect(rows.map((row) => holdings.task[row])).toEqual(expected.map((one) => one.task));
        expect(rows.map((row) => holdings.attempt[row])).toEqual(expected.map((one) => one.attempt));
        for (const row of rows) expect([holdings.phase[row], holdings.agent[row]]).toEqual([phase, agent]);
      }
    }
  });

  test('grow with what is held', () => {
    const tasks = new TaskTable();
    const holdings = new Holdings(tasks, 1);
    for (let t = 0; t < 3000; t++) holdings.enter(holdings.add(tasks.add(0, t, 0, 0), 1, 0), PHASE.queued);
    expect(holdings.task[holdings.find(2999, 0)]).toBe(2999);
    let count = 0;
    for (let row = holdings.first(0, PHASE.queued); row >= 0; row = holdings.next(row)) count++;
    expect(count).toBe(3000);
  });
});
