/** The sentences about calls, crashes, pauses and randomness of `src/modules/README.md`: each test has the name of one. */

import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { swimFacts } from '../../../src/modules/health/swim/vocabulary.ts';
import { Registry } from '../../../src/modules/registry.ts';
import type { AlgorithmEntry } from '../../../src/modules/scheduling/algorithm.ts';
import { toWorker } from '../../../src/modules/worker/vocabulary.ts';
import { BUILT_IN } from '../../../src/world/core/registries.ts';
import { World } from '../../../src/world/world.ts';
import {
  backlog,
  constant,
  finish,
  group,
  links,
  listener,
  type Overrides,
  observedWorld,
  s,
  selector,
  task,
  worldSpec,
} from '../spec.ts';
import { LEAF, OrderingWorld, ordering, ROOT, type Script } from './ordering-world.ts';

/** An agent that answers to `LEAF`. */
const AGENT = 0;

/** Words take a second to handle. */
const SLOW = { costs: { submit: 0, assign: 0, acknowledge: 0, result: 1, heartbeat: 0 } };

function worldWith(latency: number, more: Overrides = {}, script?: Script): OrderingWorld {
  return new OrderingWorld({ network: { links: links({ latency: constant(latency) }) }, ...more }, script);
}

/** The root sends the leaf a word. */
const word = (world: OrderingWorld, number: number) => world.port(ROOT).post(LEAF, ordering.word, number);

describe('calls', () => {
  test('`now()` stays the same throughout a call; for a message it is the time at which its handling ends.', () => {
    const times: number[] = [];
    const world = worldWith(0, { coordination: SLOW }, ({ process, what }, port) => {
      if (process !== LEAF || what !== 'word') return;
      times.push(port.now());
      port.post(ROOT, ordering.sure, 1);
      port.setTimer(0, 7, 0);
      times.push(port.now());
    });
    word(world.until(0.5), 0);
    world.until(10);
    expect(times).toEqual([s(1.5), s(1.5)]);
  });

  /** Each word is answered with two, and noted in two rows, in turns. */
  const answering: Script = ({ process, what, value }, port) => {
    if (process !== LEAF || what !== 'word') return;
    port.post(ROOT, ordering.sure, value);
    port.storage.put(value, 1, 0, 0, 0);
    port.setTimer(s(2), value, 0);
    port.post(ROOT, ordering.sure, 100 + value);
    port.storage.put(100 + value, 1, 0, 0, 0);
  };
  const keys = (world: OrderingWorld) => world.rows(LEAF).map(([key]) => key);
  const inOrder = (values: number[]) => values.sort((x, y) => x - y);

  const instants = fc.oneof(fc.integer({ min: 0, max: 4_000_000 }), fc.constantFrom(1e6, 2e6, 3e6, 999_999));
  property.prop([instants], { numRuns: 40 })(
    'A crash falls between two calls: of the rows and messages of a call, either all take effect or none.',
    (at) => {
      const world = worldWith(0.25, { coordination: SLOW }, answering);
      for (const number of [1, 2, 3]) word(world, number);
      world.until(at / 1e6).crash(LEAF);
      world.until(100);
      const calls = world.values(LEAF, 'word');
      expect(calls).toHaveLength(Math.max(0, Math.min(3, Math.floor((at - 250_000) / 1e6))));
      const all = inOrder(calls.flatMap((value) => [value, 100 + value]));
      expect(keys(world)).toEqual(all);
      expect(inOrder(world.values(ROOT))).toEqual(all);
    },
  );

  test('The timers that a call has set are lost in a crash even if its rows and messages took effect.', () => {
    const world = worldWith(0, { coordination: SLOW }, answering);
    word(world, 1);
    world.until(1.5).crash(LEAF);
    world.until(1.75).restart(LEAF);
    world.until(100);
    expect(keys(world)).toEqual([1, 101]);
    expect(world.values(ROOT)).toEqual([1, 101]);
    expect(world.of(LEAF, 'timer')).toEqual([]);
    // In a life without a crash it fires.
    word(world, 1);
    expect(world.until(200).heard(LEAF, 'timer')).toEqual([[103, 1]]);
  });

  test('Rows that a call writes are in the store before any of its messages arrives, even those that it posted earlier.', () => {
    const found: number[][] = [];
    const world: OrderingWorld = worldWith(0, {}, (call, port, memory) => {
      if (call.process === ROOT && call.what === 'word') found.push(keys(world));
      answering(call, port, memory);
    });
    word(world, 1);
    world.until(10);
    expect(found).toEqual([
      [1, 101],
      [1, 101],
    ]);
  });
});

describe('crashes', () => {
  test('`start()` is the first call of each life, before all messages and timers, even those of the same instant.', () => {
    const world = worldWith(0, {}, ({ process, what }, port) => {
      if (what !== 'start') return;
      port.setTimer(0, 7, 0);
      // The root starts first.
      if (process === ROOT) port.post(LEAF, ordering.word, 1);
    });
    world.until(1).crash(LEAF);
    world.until(2).restart(LEAF);
    word(world, 2);
    expect(world.until(10).of(LEAF, 'start', 'word', 'timer')).toMatchObject([
      { at: 0, what: 'start', value: 0 },
      { at: 0, what: 'word', value: 1 },
      { at: 0, what: 'timer' },
      { at: 2, what: 'start', value: 1 },
      { at: 2, what: 'timer' },
      { at: 2, what: 'word', value: 2 },
    ]);
  });

  test('Rows survive a crash, and `epoch` is 0 in the first life and one more in each life that follows.', () => {
    const world = worldWith(0, {}, ({ process, what, value }, port) => {
      if (process === LEAF && what === 'start') port.storage.put(value, 10 * value, 0, 0, 0);
    });
    for (const at of [1, 2]) {
      world.until(at).crash(LEAF);
      world.until(at + 0.5).restart(LEAF);
    }
    expect(world.heard(LEAF, 'start')).toEqual([
      [0, 0],
      [1.5, 1],
      [2.5, 2],
    ]);
    expect(world.rows(LEAF)).toEqual([
      [0, 0],
      [1, 10],
      [2, 20],
    ]);
  });

  test("A crash loses the module's memory, its timers, and everything in its inbox, including the message being handled and timers that wait.", () => {
    const seen: number[][] = [];
    const world = worldWith(0, { coordination: SLOW }, ({ process, what, value }, _port, memory) => {
      if (process !== LEAF || what === 'start') return;
      memory.push(value);
      seen.push([...memory]);
    });
    world.port(LEAF).setTimer(s(1.25), 7, 0);
    world.port(LEAF).setTimer(s(5), 8, 0);
    for (const number of [1, 2, 3]) word(world, number);
    world.until(1.5).crash(LEAF);
    world.until(2).restart(LEAF);
    word(world, 4);
    expect(world.until(10).heard(LEAF)).toEqual([
      [1, 1],
      [3, 4],
    ]);
    expect(seen).toEqual([[1], [4]]);
  });

  test('A message that has left arrives even if its sender crashes.', () => {
    const world = worldWith(1);
    word(world, 1);
    world.until(0.5).crash(ROOT);
    expect(world.until(10).heard(LEAF)).toEqual([[1, 1]]);
  });

  test('A message that arrives while its receiver is down is dropped, unless its kind is redelivered.', () => {
    const world = worldWith(1, { retry: { ack_timeout: 3 } });
    word(world, 1);
    world.port(ROOT).post(LEAF, ordering.sure, 2);
    world.until(0.5).crash(LEAF);
    world.until(1.5).restart(LEAF);
    // It is sent again at 4, and arrives a second later.
    expect(world.until(10).heard(LEAF)).toEqual([[5, 2]]);
  });

  test('A message that was sent to an earlier life of its receiver reaches the present one if it arrives after the restart.', () => {
    const world = worldWith(1);
    word(world, 1);
    world.until(0.25).crash(LEAF);
    world.until(0.5).restart(LEAF);
    expect(world.until(10).of(LEAF, 'start', 'word')).toMatchObject([
      { at: 0, what: 'start', value: 0 },
      { at: 0.5, what: 'start', value: 1 },
      { at: 1, what: 'word', value: 1 },
    ]);
  });
});

describe('pauses', () => {
  test('A paused coordinator is not called: messages and timers wait in its inbox in the order in which they came.', () => {
    const world = worldWith(0);
    world.port(LEAF).setTimer(s(1.5), 7, 0);
    world.until(0.5).pause(LEAF);
    for (const at of [1, 2]) word(world.until(at), at);
    world.until(3).resume(LEAF);
    expect(world.until(10).heard(LEAF)).toEqual([
      [3, 1],
      [3, 7],
      [3, 2],
    ]);
  });

  test('The handling of a message that would end during a pause ends with the pause; a pause that is over before does not delay it.', () => {
    const heard = (end: number) => {
      const world = worldWith(0, { coordination: SLOW });
      word(world, 1);
      world.until(0.25).pause(LEAF);
      world.until(end).resume(LEAF);
      return world.until(10).heard(LEAF);
    };
    expect(heard(3)).toEqual([[3, 1]]);
    expect(heard(0.75)).toEqual([[1, 1]]);
  });

  test('A coordinator that restarts while it is paused starts when the pause ends, and only then sees what has arrived since the restart.', () => {
    const world = worldWith(0);
    world.until(1).pause(LEAF);
    word(world, 1);
    world.crash(LEAF);
    world.until(2).restart(LEAF);
    word(world, 2);
    world.until(3).resume(LEAF);
    expect(world.until(10).of(LEAF, 'start', 'word')).toMatchObject([
      { at: 0, what: 'start', value: 0 },
      { at: 3, what: 'start', value: 1 },
      { at: 3, what: 'word', value: 2 },
    ]);
  });

  test('A paused agent sees the messages that reached it when the pause ends, in the order of their arrival.', () => {
    const world = worldWith(0);
    world.pause(AGENT);
    for (const [second, task] of [101, 100].entries())
      world
        .until(second + 1)
        .port(LEAF)
        .post(AGENT, toWorker.withdraw, task, 1);
    world.until(3).resume(AGENT);
    expect(world.until(10).heard(LEAF)).toEqual([
      [3, 101],
      [3, 100],
    ]);
  });

  test('The timers of a paused agent are called when they are due: its worker has to ask `isPaused`.', () => {
    const world = worldWith(0, { health: { heartbeat_interval: 1, detector: 'none', parameters: {} } });
    const { worker } = world.world.parts.agents;
    const onTimer = worker.onTimer.bind(worker);
    const called: number[] = [];
    worker.onTimer = (self, tag, argument) => {
      if (self === AGENT) called.push(world.world.now);
      onTimer(self, tag, argument);
    };
    world.until(1).pause(AGENT);
    world.until(4).resume(AGENT);
    expect(called.filter((at) => at > s(1))).toEqual([1, 2, 3].map((periods) => called[0] + periods * s(1)));
  });
});

describe('randomness', () => {
  /** What each life of the coordinators of a tree draws at its start: root and leaves, then those of a leaf that crashes. */
  function draws(counts: readonly number[], more: Overrides = {}): number[][] {
    const lives: number[][] = [];
    const drawing: AlgorithmEntry = {
      name: 'drawing',
      description: 'draws and assigns nothing',
      source: 'tests',
      parameters: {},
      order: 'arrival',
      create({ random }) {
        lives.push(Array.from({ length: counts[lives.length] }, random));
        return { choose: () => -1, update() {} };
      },
    };
    const registries = { ...BUILT_IN, algorithms: new Registry('algorithm', [drawing]) };
    const spec = worldSpec({
      agents: { groups: [group({ count: 4 })] },
      coordination: { topology: 'tree', fanout: 2 },
      scheduler: { algorithm: 'drawing' },
      workloads: [backlog(1, { start: 100 })],
      duration: 10,
      ...more,
    });
    new World(spec, (view) => listener(view, []), 0, registries).advance(1000);
    return lives;
  }

  test('`random()` draws from a stream that is named by seed and coordinator: it does not depend on what others draw.', () => {
    const lives = draws([3, 3, 3]);
    expect(new Set(lives.flat()).size).toBe(9);
    const [root, first, second] = draws([1, 5, 3]);
    expect(root).toEqual(lives[0].slice(0, 1));
    expect(first.slice(0, 3)).toEqual(lives[1]);
    expect(second).toEqual(lives[2]);
    expect(new Set([...lives, ...draws([3, 3, 3], { seed: 'another' })].flat()).size).toBe(18);
  });

  test('The stream of `random()` does not begin anew in the next life: it goes on where it was.', () => {
    const crash: Overrides['faults'] = [
      {
        kind: 'crash',
        name: 'crash',
        schedule: { kind: 'at', times: [1] },
        duration: constant(1),
        target: selector({ processes: 'coordinators', coordinator: 'root' }),
        factor: 1,
      },
    ];
    const [root] = draws([6, 0, 0]);
    const lives = draws([2, 0, 0, 4], { faults: crash });
    expect(lives).toHaveLength(4);
    expect([...lives[0], ...lives[3]]).toEqual(root);
  });
});

describe('agents that watch each other', () => {
  test("A timer of an agent's member of a SWIM group that is due in a pause waits among the agent's messages for the end of the pause.", () => {
    const { world } = observedWorld(
      worldSpec({
        duration: 20,
        agents: { groups: [group({ count: 3 })] },
        health: { heartbeat_interval: 0, detector: 'swim', parameters: { period: 1 } },
        workloads: [backlog(1, { task: task({ service: constant(100) }) })],
        faults: [
          {
            kind: 'pause',
            name: 'pause',
            schedule: { kind: 'at', times: [5.5] },
            duration: constant(7),
            target: selector(),
            factor: 1,
          },
        ],
      }),
    );
    const probes: number[] = [];
    world.parts.facts.on(swimFacts.probed, (by) => {
      if (by === AGENT) probes.push(world.now);
    });
    finish(world);
    expect(probes.filter((time) => time < s(5.5)).length).toBeGreaterThan(3);
    const later = probes.filter((time) => time >= s(5.5));
    expect(later[0]).toBe(s(12.5));
  });
});
