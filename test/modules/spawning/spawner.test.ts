import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { SPAWN_MODES, type SpawnMode, spawnerOptions } from '../../../src/modules/spawning/modes.ts';
import { Machine, ms, timeToSpawn } from './machine.ts';

const options = (mode: SpawnMode, size = 100, concurrency = Infinity, gap = ms(1)) =>
  spawnerOptions({ mode, size, gap, concurrency, maxAgents: 10_000 });

describe('sequential spawning', () => {
  test('takes one agent after the other: each waits for all before it', () => {
    const machine = new Machine(options('sequential'), { cold: () => 85 });
    machine.request(0, 4);
    machine.run();
    expect(machine.spawned.map(({ at }) => at)).toEqual([85, 170, 255, 340]);
    expect(machine.spawned.map(({ boot }) => boot)).toEqual([85, 85, 85, 85]);
    expect(machine.most).toBe(1);
  });

  test('costs 10,000 agents of 0.3 s each the 50 minutes of the document', () => {
    const machine = new Machine(options('sequential'), { cold: () => 300 });
    machine.request(0, 10_000);
    machine.run();
    expect(machine.last).toBe(50 * 60_000);
    expect(timeToSpawn(10_000, ms(300), options('sequential'))).toBe(ms(50 * 60_000));
  });
});

describe('batches', () => {
  test('start together and wait for their slowest, then for the gap', () => {
    const machine = new Machine(options('batch', 2), { cold: (agent) => [30, 40, 35, 20, 10][agent] });
    machine.request(0, 5);
    machine.run();
    expect(machine.spawned.map(({ agent, at }) => [agent, at])).toEqual([
      [0, 30],
      [1, 40],
      [3, 61],
      [2, 76],
      [4, 87],
    ]);
  });

  test('of 100 take 10,000 agents 3.599 s, and what comes during the last gap waits for its end', () => {
    const machine = new Machine(options('batch'), { cold: () => 35 });
    machine.request(0, 10_000);
    machine.after(3599.5, () => {
      for (let agent = 0; agent < 10_000; agent++) machine.spawner.gone();
      machine.request(10_000);
    });
    machine.run();
    const [{ at, latency }] = machine.spawned.slice(-1);
    expect(machine.spawned[9_999].at).toBe(100 * 35 + 99);
    expect([at, latency]).toEqual([3600 + 35, 35.5]);
  });

  test("under a concurrency of one, 100 agents take the document's 3.5 s: its 35 ms were shares of a machine", () => {
    const machine = new Machine(options('batch', 100, 1), { cold: () => 35 });
    machine.request(0, 100);
    machine.run();
    expect(machine.last).toBe(3500);
  });

  test('requests of one instant form one batch, later ones the next', () => {
    const machine = new Machine(options('batch', 100), { cold: () => 35 });
    machine.request(0);
    machine.request(1);
    machine.after(10, () => machine.request(2));
    machine.run();
    expect(machine.spawned.map(({ at }) => at)).toEqual([35, 35, 71]);
  });
});

test('waves of 20 start when all of the last are up: 200 agents in 10 times 36 ms', () => {
  const machine = new Machine(options('wave', 20), { cold: () => 36 });
  machine.request(0, 200);
  machine.run();
  expect(machine.last).toBe(360);
  expect(machine.spawner.mostWaiting).toBe(180);
});

describe('a pool', () => {
  test('gives what it has at once, creates the rest, and fills up again behind', () => {
    const machine = new Machine(options('pool', 2), { cold: () => 40, take: 5, refill: 30 });
    machine.request(0, 3);
    machine.after(31, () => machine.request(3, 2));
    machine.run();
    expect(machine.spawned.map(({ agent, at, pooled }) => [agent, at, pooled])).toEqual([
      [0, 5, true],
      [1, 5, true],
      // Its two spares were made from 0 to 30 ms.
      [3, 36, true],
      [4, 36, true],
      [2, 40, false],
    ]);
    expect(machine.spawner.spares).toBe(2);
  });

  test('is filled only when nobody waits', () => {
    const machine = new Machine(options('pool', 2, 1), { cold: () => 40, take: 5, refill: 30 });
    machine.request(0, 4);
    machine.run();
    // Two from the pool, two made, one at a time; only then the spares.
    expect(machine.spawned.map(({ at }) => at)).toEqual([5, 10, 50, 90]);
    expect(machine.spawner.spares).toBe(2);
    expect(machine.most).toBe(1);
  });
});

describe('limits', () => {
  test('there are never more agents than there may be: those beyond are refused, and counted', () => {
    const machine = new Machine({ maxAgents: 3 }, { cold: () => 10 }, { present: 1 });
    expect([0, 1, 2].map((agent) => machine.spawner.request(agent))).toEqual([true, true, false]);
    machine.run();
    expect(machine.spawner.request(3)).toBe(false);
    machine.spawner.gone();
    expect(machine.spawner.request(3)).toBe(true);
    expect(machine.spawner.refused).toBe(2);
    machine.spawner.forget();
    expect(machine.spawner.refused).toBe(0);
  });

  test('an agent that is given up makes room, wherever it stands', () => {
    const machine = new Machine({ ...options('batch', 2), concurrency: 1, maxAgents: 4 }, { cold: () => 10 });
    machine.request(0, 4);
    machine.after(5, () => {
      // Under way; of the same batch, waiting for its turn; of the next batch.
      for (const agent of [0, 1, 2, 2]) machine.spawner.giveUp(agent);
      expect(machine.spawner.request(4)).toBe(true);
    });
    machine.run();
    expect(machine.spawned.map(({ agent, at }) => [agent, at])).toEqual([
      [3, 16],
      [4, 26],
    ]);
    expect(machine.spawner.isBusy).toBe(false);
  });
});

test.prop([
  fc.constantFrom(...SPAWN_MODES.filter((mode) => mode !== 'pool')),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 40 }),
  fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 50 })),
  fc.integer({ min: 0, max: 5 }),
])(
  'takes exactly as long as the formula says where all take the same time',
  (mode, agents, size, concurrency, gap) => {
    const chosen = options(mode, size, concurrency, ms(gap));
    const machine = new Machine(chosen, { cold: () => 7 });
    machine.request(0, agents);
    machine.run();
    expect(ms(machine.last)).toBe(timeToSpawn(agents, ms(7), chosen));
  },
);

test.prop([
  fc.constantFrom(...SPAWN_MODES),
  fc.integer({ min: 1, max: 10 }),
  fc.integer({ min: 1, max: 6 }),
  fc.array(fc.record({ agent: fc.nat(30), pause: fc.integer({ min: 0, max: 20 }), giveUp: fc.boolean() }), {
    minLength: 1,
    maxLength: 60,
  }),
])(
  'creates all that are wanted once, never more at a time than allowed',
  (mode, size, concurrency, steps) => {
    const machine = new Machine(options(mode, size, concurrency), {
      cold: (agent) => (agent * 7) % 23,
      refill: 11,
    });
    const wanted = new Map<number, boolean>();
    const up = () => new Set(machine.spawned.map(({ agent }) => agent));
    let time = 0;
    for (const { agent, pause, giveUp } of steps) {
      time += pause;
      machine.after(time, () => {
        if (up().has(agent)) return;
        if (giveUp && wanted.get(agent)) machine.spawner.giveUp(agent);
        // A machine that is still at an agent that was given up is not asked for it again.
        else if (!giveUp && !wanted.has(agent)) machine.spawner.request(agent);
        else return;
        wanted.set(agent, !giveUp);
      });
    }
    machine.run();
    const expected = [...wanted].filter(([, isWanted]) => isWanted).map(([agent]) => agent);
    expect(machine.spawned.map(({ agent }) => agent).sort((a, b) => a - b)).toEqual(
      expected.sort((a, b) => a - b),
    );
    expect(machine.spawner.isBusy).toBe(false);
    if (mode === 'pool') expect(machine.spawner.spares).toBe(size);
  },
);
