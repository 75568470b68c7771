/** Waves with gates: what is promoted, what is rolled back, and that what is undone was done. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import type { GateSpec } from '../../../src/modules/gates/types.ts';
import type { Wave } from '../../../src/modules/workflow/stretch.ts';
import { ROLLBACK_REASON } from '../../../src/modules/workflow/vocabulary.ts';
import { WaveRunner } from '../../../src/modules/workflow/wave-runner.ts';
import { TestPort, tell } from '../port.ts';

const ROOT = 5;
const UNDOING = 1000;

/** Tasks of waves are numbered 100, 200, 300, ... from their first on; those that undo others from 1000 on, in their order. */
function rollout(...waves: Partial<Wave>[]) {
  const port = new TestPort();
  const full = waves.map((wave) => ({ tasks: 1, window: Infinity, requiredSuccess: 1, ...wave }));
  let undoing = UNDOING;
  const module = new WaveRunner(port, ROOT, full, {
    create: (step) => 100 * (step + 1),
    undo(_step, tasks) {
      undoing += tasks;
      return undoing - tasks;
    },
  });
  const submitted = () => port.takeSent().map(({ words: [task] }) => task);
  const end = (task: number, success = true) => {
    tell(module, ROOT, 'finished', [task, success ? 1 : 0]);
    return submitted();
  };
  module.start();
  const first = submitted();
  const facts = () => port.takeObserved();
  return { module, first, end, facts };
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const fixed = (limit: number): Wave['gate'] => ({
  spec: { kind: 'fixed', limit, when: 'above' },
  control: -1,
});
const sequential = (undecided: 'rollback' | 'promote', most = 1000): Wave['gate'] => ({
  spec: {
    kind: 'sequential',
    ...{ acceptable: 0.1, unacceptable: 0.5, false_rollback: 0.1, false_promote: 0.1 },
    ...{ most, undecided },
  },
  control: -1,
});
const undoing = { window: Infinity };

describe('a gate that promotes', () => {
  example('starts the next wave beside the rest of its own', () => {
    const { first, end, facts } = rollout({ tasks: 4, window: 2, gate: fixed(0.5) }, { tasks: 2 });
    expect(first).toEqual([100, 101]);
    expect(end(100)).toEqual([102]);
    // Two of four may fail: nothing can change it any more.
    expect(end(101)).toEqual([200, 201, 103]);
    expect(facts()).toEqual(['waveStarted 0', 'gateDecided 0 0 2 0', 'waveStarted 1']);
    for (const task of [102, 103, 200]) expect(end(task, task !== 102)).toEqual([]);
    expect(facts()).toEqual(['waveEnded 0 1']);
    end(201);
    expect(facts()).toEqual(['waveEnded 1 1']);
  });

  example('with the last result of its wave starts the next one after it', () => {
    const { end, facts } = rollout({ tasks: 2, gate: fixed(0) }, { tasks: 1 });
    expect(end(101)).toEqual([]);
    expect(end(100)).toEqual([200]);
    expect(facts()).toEqual(['waveStarted 0', 'gateDecided 0 0 2 0', 'waveEnded 0 1', 'waveStarted 1']);
  });

  example('does not keep a later wave from failing by what it requires', () => {
    const { module, end, facts } = rollout({ tasks: 3, gate: fixed(1) }, { tasks: 1 }, { tasks: 1 });
    expect(end(100, false)).toEqual([200]);
    expect(end(200, false)).toEqual([]);
    expect(module.isOver).toBe(false);
    expect(module.mayRollBack).toBe(false);
    end(101);
    end(102);
    expect(module.isOver).toBe(true);
    expect(facts().at(-1)).toBe('waveEnded 0 1');
  });
});

describe('a gate that rolls back', () => {
  example(
    'hands in nothing more, waits for what is under way, and undoes from the last wave to the first',
    () => {
      const { module, end, facts } = rollout(
        { tasks: 2, undoing },
        { tasks: 1 },
        { tasks: 10, window: 4, gate: fixed(0.1), undoing: { window: 1 } },
        { tasks: 50 },
      );
      end(100);
      end(101);
      end(200);
      expect(end(300, false)).toEqual([304]);
      facts();
      expect(end(301, false)).toEqual([]);
      expect(facts()).toEqual(['gateDecided 2 1 2 2', 'rollbackStarted 2 0']);
      expect(module.most).toBe(2 + 1 + 5 + (2 + 3));
      expect(end(302)).toEqual([]);
      expect(end(303, false)).toEqual([]);
      // Two have succeeded, one is undone at a time.
      expect(end(304)).toEqual([1000]);
      expect(facts()).toEqual(['waveEnded 2 0', 'undoStarted 2 2']);
      expect(end(1000)).toEqual([1001]);
      expect(end(1001, false)).toEqual([1002, 1003]);
      expect(facts()).toEqual(['undoEnded 2 1', 'undoStarted 0 2']);
      end(1003);
      expect(module.isOver).toBe(false);
      end(1002);
      expect(facts()).toEqual(['undoEnded 0 0', 'rollbackEnded 1']);
      expect([module.isOver, module.most]).toEqual([true, 12]);
    },
  );

  example('where nothing succeeded that could be undone, it is over at once', () => {
    const { module, end, facts } = rollout({ tasks: 1, gate: fixed(0), undoing }, {});
    end(100, false);
    expect(facts().slice(1)).toEqual([
      'gateDecided 0 1 1 1',
      'rollbackStarted 0 0',
      'waveEnded 0 0',
      'rollbackEnded 0',
    ]);
    expect(module.isOver).toBe(true);
  });

  example('stops the rest of the wave that was promoted before it', () => {
    const { end, facts } = rollout(
      { tasks: 4, window: 1, gate: fixed(0.75), undoing },
      { tasks: 1, gate: fixed(0) },
    );
    expect(end(100)).toEqual([200, 101]);
    facts();
    expect(end(200, false)).toEqual([]);
    expect(end(101)).toEqual([1000, 1001]);
    expect(facts()).toEqual([
      'gateDecided 1 1 1 1',
      'rollbackStarted 1 0',
      'waveEnded 1 0',
      'waveEnded 0 0',
      'undoStarted 0 2',
    ]);
  });

  example.each([
    ['rollback', 'gateDecided 0 3 2 1', 2],
    ['promote', 'gateDecided 0 2 2 1', 0],
  ] as const)('or not, when it could not decide, as undecided says: %s', (policy, decision, started) => {
    const { end, facts } = rollout({ tasks: 2, gate: sequential(policy) }, { tasks: 1 });
    end(100);
    end(101, false);
    expect(facts().filter((fact) => /decided|rollback/i.test(fact))).toEqual(
      [decision, 'rollbackStarted 0 0', 'rollbackEnded 0'].slice(0, started === 0 ? 1 : 3),
    );
  });

  example('given up in the midst of its wave, decides there', () => {
    const { end, facts } = rollout({ tasks: 9, gate: sequential('promote', 2) }, { tasks: 1 });
    end(100);
    expect(end(101, false)).toEqual([200]);
    expect(facts()[1]).toBe('gateDecided 0 2 2 1');
  });
});

example('a comparison looks at the results of the earlier wave that it names', () => {
  const gate = (spec: GateSpec): Wave['gate'] => ({ spec, control: 0 });
  const difference = gate({ kind: 'difference', control: 'before', limit: 0.3 });
  const decided = (failures: number) => {
    const { end, facts } = rollout(
      { tasks: 4, requiredSuccess: 0 },
      { tasks: 4, gate: difference },
      { tasks: 1 },
    );
    for (const task of range(100, 4)) end(task, task !== 100);
    for (const task of range(200, 4)) end(task, task - 200 >= failures);
    return facts().find((fact) => fact.startsWith('gateDecided'));
  };
  expect(decided(2)).toBe('gateDecided 1 0 4 2');
  expect(decided(3)).toBe('gateDecided 1 1 4 3');
});

describe('whoever finds that waves do harm', () => {
  example('has them rolled back, without any gate', () => {
    const { module, end, facts } = rollout({ tasks: 2, undoing }, { tasks: 3, window: 1, undoing });
    end(100);
    end(101);
    end(200);
    facts();
    expect(module.rollBack()).toBe(true);
    expect(facts()).toEqual([`rollbackStarted 1 ${ROLLBACK_REASON.ordered}`]);
    expect(module.rollBack()).toBe(false);
    expect(end(201)).toEqual([1000, 1001]);
    expect(facts()).toEqual(['waveEnded 1 0', 'undoStarted 1 2']);
    expect([end(1000), end(1001)]).toEqual([[], [1002, 1003]]);
  });

  example('comes too late when all has ended', () => {
    const { module, end } = rollout({ tasks: 1, undoing });
    end(100);
    expect(module.rollBack()).toBe(false);
  });
});

const gates = fc.constantFrom<Wave['gate']>(
  null,
  fixed(0),
  fixed(0.3),
  sequential('rollback', 5),
  sequential('promote'),
);
const wave = fc.record({
  tasks: fc.integer({ min: 1, max: 12 }),
  window: fc.constantFrom(1, 3, Infinity),
  requiredSuccess: fc.constantFrom(0, 0, 0.5),
  gate: gates,
  undoing: fc.constantFrom(null, { window: 1 }, { window: Infinity }),
});

test.prop(
  [
    fc.array(wave, { minLength: 1, maxLength: 4 }),
    fc.infiniteStream(fc.record({ pick: fc.nat(), success: fc.integer({ min: 0, max: 9 }) })),
    fc.integer({ min: 0, max: 9 }),
    fc.option(fc.nat(30), { nil: -1 }),
  ],
  { numRuns: 400 },
)(
  'undoes what was done, once, and nothing else, in whatever order tasks end',
  (waves, picks, rate, order) => {
    const { module, first, end, facts } = rollout(...waves);
    const seen = new Set<number>();
    const done = new Map<number, number>();
    const underWay: number[] = [];
    const undone = new Map<number, number>();
    let rolledBack = false;
    let most = Infinity;
    const hear = () => {
      for (const fact of facts()) {
        const [name, ...words] = fact.split(' ');
        if (name === 'rollbackStarted') rolledBack = true;
        if (name === 'undoStarted') undone.set(Number(words[0]), Number(words[1]));
      }
    };
    const take = (tasks: readonly number[]) => {
      hear();
      for (const task of tasks) {
        expect(seen.has(task)).toBe(false);
        // Once it is rolled back nothing is started but what undoes.
        expect(task >= UNDOING || !rolledBack).toBe(true);
        seen.add(task);
        underWay.push(task);
      }
      // What is most never grows, and holds.
      expect(module.most).toBeLessThanOrEqual(Math.max(most, rolledBack && order >= 0 ? Infinity : 0));
      most = module.most;
      expect(seen.size).toBeLessThanOrEqual(most);
      for (let number = 0; number < waves.length; number++) {
        const own = underWay.filter((task) => Math.floor(task / 100) === number + 1);
        expect(own.length).toBeLessThanOrEqual(waves[number].window);
      }
    };
    take(first);
    for (let step = 0; underWay.length > 0; step++) {
      const { pick, success } = picks.next().value as { pick: number; success: number };
      const [task] = underWay.splice(pick % underWay.length, 1);
      const isDone = success >= rate;
      const wave = Math.floor(task / 100) - 1;
      if (task < UNDOING && isDone) done.set(wave, (done.get(wave) ?? 0) + 1);
      take(end(task, isDone));
      if (step === order) {
        module.rollBack();
        hear();
        most = module.most;
      }
    }
    expect(module.isOver).toBe(true);
    expect(seen.size).toBe(module.most);
    const expected = [...done].filter(([number]) => rolledBack && waves[number].undoing);
    expect([...undone].sort()).toEqual(expected.sort());
    expect([...undone.keys()]).toEqual([...undone.keys()].sort((a, b) => b - a));
    expect([...seen].filter((task) => task >= UNDOING).length).toBe(
      expected.reduce((sum, [, tasks]) => sum + tasks, 0),
    );
  },
);
