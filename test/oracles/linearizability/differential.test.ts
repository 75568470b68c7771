import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { checkLinearizability } from '../../../src/oracles/linearizability/check.ts';
import type { ListInput } from '../../../src/oracles/linearizability/models/key-value.ts';
import type {
  MultiRegisterInput,
  MultiRegisterOutput,
} from '../../../src/oracles/linearizability/models/multi-register.ts';
import type { QueueInput } from '../../../src/oracles/linearizability/models/queue.ts';
import type {
  CasRegisterInput,
  RegisterInput,
} from '../../../src/oracles/linearizability/models/register.ts';
import type { Value } from '../../../src/oracles/linearizability/models/values.ts';
import type { Model, Operation } from '../../../src/oracles/linearizability/types.ts';
import {
  faultOf,
  generate,
  isLinearizableByPermutation,
  type Plain,
  randomFrom,
  smallHistories,
} from './histories.ts';
import * as objects from './objects.ts';
import { ALL, plainOf } from './objects.ts';

/** Checks verdict and witness against the obvious check. */
function agree<I, O, S>(history: readonly Operation<I, O>[], model: Model<I, O, S>, make: Plain<I, O>): void {
  const { verdict, parts } = checkLinearizability(history, model);
  expect(verdict).toBe(isLinearizableByPermutation(history, make) ? 'linearizable' : 'not linearizable');
  if (parts.length > 1) {
    const partOf = model.parts?.(history) ?? model.part;
    for (const { part } of parts) {
      const own = history.filter(({ input }) => partOf?.(input) === part);
      expect(own.length).toBeLessThan(history.length);
      agree(own, model, make);
    }
    return;
  }
  if (verdict === 'linearizable') {
    for (const { order } of parts) expect(faultOf(order ?? [], history, make)).toBeUndefined();
    return;
  }
  for (const { prefix } of parts) {
    if (!prefix) throw new Error('there is no prefix');
    const { order, blocked, isProven } = prefix;
    expect(isProven).toBe(true);
    const completed = [...history].sort((a, b) => a.returned - b.returned || a.invoked - b.invoked);
    const before = completed.slice(0, completed.indexOf(blocked));
    const cut = (answered: readonly Operation<I, O>[]) => {
      const end = Math.max(-Infinity, ...answered.map(({ returned }) => returned));
      return history
        .filter(({ invoked }) => invoked <= end)
        .map((one) => (answered.includes(one) ? one : { ...one, returned: Infinity }));
    };
    expect(isLinearizableByPermutation(cut(before), make)).toBe(true);
    expect(isLinearizableByPermutation(cut([...before, blocked]), make)).toBe(false);
    expect(before.filter((one) => !order.includes(one))).toEqual([]);
    // Operations open at the end of the prefix may have been given other answers than they got later.
    const known = order.map((one) => (before.includes(one) ? one : { ...one, returned: Infinity }));
    expect(faultOf(known, known, make)).toBeUndefined();
  }
}

const value = fc.integer({ min: 0, max: 2 });
const answers = fc.oneof(value, fc.constant(null));

describe('any small history', () => {
  const read = fc.record({ input: fc.constant({ f: 'read' as const }), output: answers });
  const write = fc.record({
    input: value.map((one) => ({ f: 'write' as const, value: one })),
    output: fc.constant(undefined),
  });
  const cas = fc.record({
    input: fc.record({ f: fc.constant('cas' as const), from: value, to: value }),
    output: fc.boolean(),
  });
  test.prop([smallHistories<RegisterInput, Value | undefined>(fc.oneof(read, write))], { numRuns: 1000 })(
    'of a register',
    (history) => agree(history, objects.register.model, plainOf(objects.register)),
  );
  test.prop([smallHistories<CasRegisterInput, Value | undefined>(fc.oneof(read, write, cas))], {
    numRuns: 1000,
  })('of a cas-register', (history) =>
    agree(history, objects.casRegister.model, plainOf(objects.casRegister)),
  );

  const step = fc.oneof(
    fc.record({ f: fc.constant('read' as const), register: value }),
    fc.record({ f: fc.constant('write' as const), register: value, value }),
  );
  const transaction = fc.record({
    input: fc.record({ f: fc.constant('txn' as const), steps: fc.array(step, { maxLength: 3 }) }),
    output: fc.array(answers, { minLength: 3, maxLength: 3 }),
  });
  test.prop([smallHistories<MultiRegisterInput, MultiRegisterOutput>(transaction)], { numRuns: 2000 })(
    'of a multi-register',
    (history) => agree(history, objects.multiRegister.model, plainOf(objects.multiRegister)),
  );

  const enqueue = fc.record({
    input: value.map((one) => ({ f: 'enqueue' as const, value: one })),
    output: fc.constant(undefined),
  });
  const dequeue = fc.record({ input: fc.constant({ f: 'dequeue' as const }), output: answers });
  test.prop([smallHistories<QueueInput, Value | undefined>(fc.oneof(enqueue, dequeue))], { numRuns: 1000 })(
    'of a queue',
    (history) => agree(history, objects.queue.model, plainOf(objects.queue)),
  );

  const append = fc.record({
    input: value.map((one) => ({ f: 'append' as const, value: one })),
    output: fc.constant(undefined),
  });
  const put = fc.record({
    input: fc.array(value, { maxLength: 2 }).map((all) => ({ f: 'put' as const, value: all })),
    output: fc.constant(undefined),
  });
  const get = fc.record({
    input: fc.constant({ f: 'get' as const }),
    output: fc.array(value, { maxLength: 3 }),
  });
  const entry = fc.oneof(
    { weight: 3, arbitrary: append },
    { weight: 1, arbitrary: put },
    { weight: 3, arbitrary: get },
  );
  test.prop([smallHistories<ListInput, readonly Value[] | undefined>(entry)], { numRuns: 1000 })(
    'of a list',
    (history) => agree(history, objects.lists.model, plainOf(objects.lists)),
  );

  const call = fc.record({ f: fc.constantFrom('acquire' as const, 'release' as const), by: value });
  test.prop([smallHistories(fc.record({ input: call, output: fc.boolean() }))], { numRuns: 1000 })(
    'of a lock',
    (history) => agree(history, objects.lock.model, plainOf(objects.lock)),
  );
  const token = fc.oneof(fc.boolean(), fc.integer({ min: 1, max: 4 }));
  test.prop([smallHistories(fc.record({ input: call, output: token }))], { numRuns: 1000 })(
    'of a fenced lock',
    (history) => agree(history, objects.fencedLock.model, plainOf(objects.fencedLock)),
  );
});

/** What real objects do, with small changes, some of which no object could have done. */
describe.each([...ALL])('changed histories of %s', (_, object) => {
  const options = fc.record({
    seed: fc.integer(),
    count: fc.integer({ min: 2, max: 7 }),
    processes: fc.integer({ min: 1, max: 4 }),
    lost: fc.constantFrom(0, 0.2),
  });
  test.prop([options, fc.nat(), fc.nat()], { numRuns: 300 })('are judged right', (given, first, second) => {
    const history = generate({
      ...given,
      input: object.input,
      execute: object.make(),
      random: randomFrom(given.seed),
    });
    const changed = [...history];
    const [a, b] = [first % history.length, second % history.length];
    // Answers change places: stale reads, items out twice and out of order, locks held twice.
    changed[a] = { ...history[a], output: history[b].output };
    if (second % 2 === 0) changed[b] = { ...history[b], output: history[a].output };
    agree(changed, object.model, plainOf(object));
  });

  test.prop([options, fc.nat()], { numRuns: 300 })('are judged right if one is lost', (given, index) => {
    const history = generate({
      ...given,
      input: object.input,
      execute: object.make(),
      random: randomFrom(given.seed),
    });
    const lost = index % history.length;
    agree(
      history.filter((_one, at) => at !== lost),
      object.model,
      plainOf(object),
    );
  });
});
