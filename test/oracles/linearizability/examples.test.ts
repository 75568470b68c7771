import { describe, expect, test } from 'vitest';
import {
  type CheckProgress,
  casRegisterModel,
  checkingLinearizability,
  checkLinearizability,
  fencedLockModel,
  HistoryError,
  keyListModel,
  keyTextModel,
  type ListInput,
  linearizabilityText,
  lockModel,
  type Model,
  type MultiRegisterInput,
  type MultiRegisterOutput,
  type MultiRegisterStep,
  multiRegisterModel,
  Opaque,
  type Operation,
  type QueueInput,
  queueModel,
  type RegisterInput,
  registerModel,
  type TextInput,
  type Value,
} from '../../../src/oracles/linearizability/index.ts';

/** `[process, input, answer, call, response]`; without a response: never heard of. */
type Row<I, O> = readonly [process: number, input: I, output: O, invoked: number, returned?: number];

function history<I, O>(...rows: readonly Row<I, O>[]): Operation<I, O>[] {
  return rows.map(([process, input, output, invoked, returned = Infinity]) => ({
    process,
    input,
    output,
    invoked,
    returned,
  }));
}

const verdict = <I, O, S>(model: Model<I, O, S>, ...rows: readonly Row<I, O>[]) =>
  checkLinearizability(history(...rows), model).verdict;

const read: RegisterInput = { f: 'read' };
const write = (value: Value): RegisterInput => ({ f: 'write', value });

describe('register', () => {
  test('a read beside a write may see either value', () => {
    for (const seen of [null, 4]) {
      expect(verdict(registerModel(), [1, write(4), undefined, 0, 30], [2, read, seen, 10, 20])).toBe(
        'linearizable',
      );
    }
  });

  test('a value that was seen is not unseen by a later read, though the write goes on', () => {
    const rows: Row<RegisterInput, Value | undefined>[] = [
      [1, write(4), undefined, 0, 50],
      [2, read, 4, 10, 20],
      [3, read, null, 30, 40],
    ];
    expect(verdict(registerModel(), ...rows)).toBe('not linearizable');
  });

  test('two readers do not see two writes in different orders', () => {
    const rows: Row<RegisterInput, Value | undefined>[] = [
      [1, write('a'), undefined, 0, 100],
      [2, write('b'), undefined, 0, 100],
      [3, read, 'a', 10, 20],
      [4, read, 'b', 30, 40],
      [3, read, 'a', 50, 60],
    ];
    expect(verdict(registerModel(), ...rows)).toBe('not linearizable');
    expect(verdict(registerModel(), ...rows.slice(0, 4))).toBe('linearizable');
  });

  test('at equal times the call comes before the response', () => {
    expect(verdict(registerModel(), [1, write(4), undefined, 0, 10], [2, read, null, 10, 20])).toBe(
      'linearizable',
    );
    expect(verdict(registerModel(), [1, write(4), undefined, 0, 9], [2, read, null, 10, 20])).toBe(
      'not linearizable',
    );
  });

  test('a write that was never answered may take effect late, once, or never', () => {
    const lost: Row<RegisterInput, Value | undefined> = [1, write(4), undefined, 0];
    expect(verdict(registerModel(), lost, [2, read, null, 10, 20], [2, read, 4, 30, 40])).toBe(
      'linearizable',
    );
    expect(verdict(registerModel(), lost, [2, read, null, 10, 20])).toBe('linearizable');
    const twice = [
      lost,
      [2, read, 4, 10, 20],
      [2, write(5), undefined, 30, 40],
      [2, read, 4, 50, 60],
    ] as const;
    expect(verdict(registerModel(), ...twice)).toBe('not linearizable');
    expect(verdict(registerModel(), lost, ...twice)).toBe('linearizable');
  });

  test('keys are registers of their own', () => {
    const report = checkLinearizability<RegisterInput, Value | undefined, Value>(
      history<RegisterInput, Value | undefined>(
        [1, { f: 'write', key: 'x', value: 4 }, undefined, 0, 10],
        [2, { f: 'read', key: 'y' }, null, 20, 30],
        [3, { f: 'read', key: 'x' }, null, 20, 30],
      ),
      registerModel(),
    );
    expect(report.parts.map((part) => [part.part, part.operations, part.verdict])).toEqual([
      ['"x"', 2, 'not linearizable'],
      ['"y"', 1, 'linearizable'],
    ]);
    expect(report.verdict).toBe('not linearizable');
  });
});

test('cas-register: of two exchanges of one value only one can succeed', () => {
  const cas = (to: number) => ({ f: 'cas', from: 0, to }) as const;
  const both = (second: boolean) =>
    verdict(casRegisterModel(0), [1, cas(1), true, 0, 10], [2, cas(2), second, 0, 10]);
  expect(both(true)).toBe('not linearizable');
  expect(both(false)).toBe('linearizable');
});

describe('multi-register', () => {
  const txn = (...steps: MultiRegisterStep[]): MultiRegisterInput => ({ f: 'txn', steps });
  const read = (register: Value): MultiRegisterStep => ({ f: 'read', register });
  const write = (register: Value, value: Value): MultiRegisterStep => ({ f: 'write', register, value });
  const both = txn(write('x', 1), write('y', 1));
  type Rows = Row<MultiRegisterInput, MultiRegisterOutput>[];

  test('of a transaction all is seen, or nothing', () => {
    const seen = (...answers: Value[]) =>
      verdict(multiRegisterModel(), [1, both, [], 0, 30], [2, txn(read('x'), read('y')), answers, 10, 20]);
    expect(seen(1, 1)).toBe('linearizable');
    expect(seen(null, null)).toBe('linearizable');
    expect(seen(1, null)).toBe('not linearizable');
  });

  test('a transaction that was never answered is seen whole too, at any later time', () => {
    const lost: Rows[number] = [1, both, [], 0];
    const later: Rows = [
      [2, txn(read('x')), [null], 10, 20],
      [2, txn(read('y')), [1], 30, 40],
      [2, txn(read('x')), [1], 50, 60],
    ];
    expect(verdict(multiRegisterModel(), lost, ...later)).toBe('linearizable');
    expect(verdict(multiRegisterModel(), lost, ...later, [2, txn(read('y')), [null], 70, 80])).toBe(
      'not linearizable',
    );
  });

  test('steps take effect in their order', () => {
    const steps = [write('x', 1), read('x'), write('x', 2), read('x')];
    expect(verdict(multiRegisterModel(), [1, txn(...steps), [1, 2], 0, 1])).toBe('linearizable');
    expect(verdict(multiRegisterModel(), [1, txn(...steps), [2, 2], 0, 1])).toBe('not linearizable');
  });

  test('two writers see each other, or one the other: not neither of them', () => {
    const rows: Rows = [
      [1, txn(read('y'), write('x', 1)), [null], 0, 10],
      [2, txn(read('x'), write('y', 1)), [null], 0, 10],
    ];
    expect(verdict(multiRegisterModel(), ...rows)).toBe('not linearizable');
  });

  test('registers that no transactions link are judged apart, also by the way of others', () => {
    const report = checkLinearizability(
      history<MultiRegisterInput, MultiRegisterOutput>(
        [1, txn(write('a', 1), read('b')), [null], 0, 1],
        [1, txn(write('c', 1)), [], 2, 3],
        [1, txn(write('b', 1), read('d')), [null], 4, 5],
        [1, txn(read('c')), [null], 6, 7],
        [1, { f: 'txn', key: 'k', steps: [read('a')] }, [null], 8, 9],
      ),
      multiRegisterModel(),
    );
    expect(report.parts.map(({ part, operations, verdict }) => [part, operations, verdict])).toEqual([
      ['"a", "b", "d"', 2, 'linearizable'],
      ['"c"', 2, 'not linearizable'],
      ['"k"/"a"', 1, 'linearizable'],
    ]);
    expect(
      linearizabilityText(report, multiRegisterModel()),
    ).toContain(`Key "c", 2 operations: not linearizable.
  The longest prefix that can be put in order takes effect so:
    process 1: write "c" 1 [2, 3]
  Then the registers hold {"c": 1}, and next to answer is:
    process 1: read "c" -> nil [6, 7]
`);
  });
});

test('values of other sorts are equal if they are one object, and are written as they were', () => {
  const [one, other] = [new Opaque('[1 2]'), new Opaque('[1 3]')];
  const seen = (value: Value) =>
    verdict(registerModel(), [1, write(one), undefined, 0, 1], [2, read, value, 2, 3]);
  expect([seen(one), seen(other), seen('[1 2]')]).toEqual([
    'linearizable',
    'not linearizable',
    'not linearizable',
  ]);
  expect(registerModel().words(write(one), undefined)).toBe('write [1 2]');
});

describe('key-value with append', () => {
  const get: ListInput = { f: 'get' };
  const append = (value: Value): ListInput => ({ f: 'append', value });

  test('a list that was read only grows at its end', () => {
    const rows: Row<ListInput, readonly Value[] | undefined>[] = [
      [1, append(1), undefined, 0, 50],
      [2, append(2), undefined, 0, 50],
      [3, get, [2], 10, 20],
    ];
    expect(verdict(keyListModel(), ...rows, [3, get, [2, 1], 60, 70])).toBe('linearizable');
    expect(verdict(keyListModel(), ...rows, [3, get, [1, 2], 60, 70])).toBe('not linearizable');
  });

  test('a put forgets what was there', () => {
    const put: ListInput = { f: 'put', value: [7] };
    expect(
      verdict(
        keyListModel(),
        [1, append(1), undefined, 0, 1],
        [1, put, undefined, 2, 3],
        [1, get, [7], 4, 5],
      ),
    ).toBe('linearizable');
  });

  test('texts: an append done twice is seen', () => {
    const rows: Row<TextInput, string | undefined>[] = [
      [1, { f: 'append', value: 'ab' }, undefined, 0, 10],
      [1, { f: 'append', value: 'c' }, undefined, 20, 30],
    ];
    const seen = (text: string) => verdict(keyTextModel(), ...rows, [2, { f: 'get' }, text, 40, 50]);
    expect(seen('abc')).toBe('linearizable');
    expect(seen('ababc')).toBe('not linearizable');
  });
});

describe('lock', () => {
  const acquire = (by: number) => ({ f: 'acquire', by }) as const;
  const release = (by: number) => ({ f: 'release', by }) as const;

  test('two do not hold it at once', () => {
    expect(verdict(lockModel(), [1, acquire(1), true, 0, 10], [2, acquire(2), true, 0, 10])).toBe(
      'not linearizable',
    );
    const between: Row<ReturnType<typeof release>, boolean> = [1, release(1), true, 5, 15];
    expect(verdict(lockModel(), [1, acquire(1), true, 0, 4], between, [2, acquire(2), true, 0, 10])).toBe(
      'linearizable',
    );
  });

  test('a stranger cannot free it', () => {
    expect(verdict(lockModel(), [1, acquire(1), true, 0, 1], [2, release(2), true, 2, 3])).toBe(
      'not linearizable',
    );
    expect(verdict(lockModel(), [1, acquire(1), true, 0, 1], [2, release(2), false, 2, 3])).toBe(
      'linearizable',
    );
  });

  test('an acquire that was never answered need not have taken the lock', () => {
    expect(verdict(lockModel(), [1, acquire(1), true, 0], [2, acquire(2), true, 5, 6])).toBe('linearizable');
    expect(verdict(lockModel(), [1, acquire(1), true, 0], [2, acquire(2), false, 5, 6])).toBe('linearizable');
  });

  test('fencing tokens grow, whatever happens to answers', () => {
    const held = [
      [1, acquire(1), 33, 0, 1],
      [1, release(1), true, 2, 3],
    ] as const;
    expect(verdict(fencedLockModel(), ...held, [2, acquire(2), 34, 4, 5])).toBe('linearizable');
    expect(verdict(fencedLockModel(), ...held, [2, acquire(2), 33, 4, 5])).toBe('not linearizable');
    // Somebody who never heard so had 34, and freed the lock.
    const unheard = [
      [3, acquire(3), false, 4],
      [3, release(3), false, 6],
    ] as const;
    const seen = (token: number) =>
      verdict(
        fencedLockModel(),
        ...held,
        ...unheard,
        [4, acquire(4), false, 7, 8],
        [2, acquire(2), token, 9, 10],
      );
    expect(seen(34)).toBe('not linearizable');
    expect(seen(35)).toBe('linearizable');
  });
});

describe('queue', () => {
  const enqueue = (value: number): QueueInput => ({ f: 'enqueue', value });
  const dequeue: QueueInput = { f: 'dequeue' };
  const two: Row<QueueInput, Value | undefined>[] = [
    [1, enqueue(1), undefined, 0, 1],
    [1, enqueue(2), undefined, 2, 3],
  ];

  test('first in, first out', () => {
    expect(verdict(queueModel(), ...two, [2, dequeue, 1, 4, 5], [2, dequeue, 2, 6, 7])).toBe('linearizable');
    expect(verdict(queueModel(), ...two, [2, dequeue, 2, 4, 5], [2, dequeue, 1, 6, 7])).toBe(
      'not linearizable',
    );
    expect(verdict(queueModel(), ...two, [2, dequeue, 2, 4, 7], [3, dequeue, 1, 5, 6])).toBe('linearizable');
  });

  test('nothing comes out twice, and a queue with an item is not empty', () => {
    expect(verdict(queueModel(), ...two, [2, dequeue, 1, 4, 5], [3, dequeue, 1, 4, 5])).toBe(
      'not linearizable',
    );
    expect(verdict(queueModel(), ...two, [2, dequeue, null, 4, 5])).toBe('not linearizable');
    expect(verdict(queueModel(), ...two, [2, dequeue, null, 2, 5])).toBe('not linearizable');
    expect(verdict(queueModel(), ...two, [2, dequeue, null, 1, 5])).toBe('linearizable');
  });

  test('a dequeue that was never answered may have taken an item', () => {
    expect(verdict(queueModel(), ...two, [2, dequeue, 2, 4, 5])).toBe('not linearizable');
    expect(verdict(queueModel(), [3, dequeue, undefined, 0], ...two, [2, dequeue, 2, 4, 5])).toBe(
      'linearizable',
    );
  });
});

test("a model of one's own: a counter that answers what it was", () => {
  const counter: Model<number, number, number> = {
    name: 'counter',
    object: () => ({
      initial: 0,
      step: (state, by, output) => (output === state ? state + by : undefined),
      stepUnknown: (state, by) => state + by,
    }),
    words: (by, output) => `add ${by} -> ${output}`,
    stateWords: String,
  };
  expect(verdict(counter, [1, 5, 0, 0, 9], [2, 3, 5, 0, 9], [1, 0, 8, 10, 11])).toBe('linearizable');
  expect(verdict(counter, [1, 5, 0, 0, 9], [2, 3, 0, 0, 9])).toBe('not linearizable');
  // Nobody said that two unknown additions are the same, and no two states are alike: all subsets are tried.
  const lost = Array.from({ length: 6 }, (_, n): Row<number, number> => [n, 1 << n, 0, 0]);
  expect(verdict(counter, ...lost, [9, 0, 37, 1, 2])).toBe('linearizable');
  expect(verdict(counter, ...lost, [9, 0, 64, 1, 2])).toBe('not linearizable');
});

describe('reports', () => {
  const stale = history<RegisterInput, Value | undefined>(
    [1, write(3), undefined, 0, 10],
    [2, write(5), undefined, 20, 30],
    [4, write(6), undefined, 25],
    [3, read, 3, 40, 50],
    [3, read, 5, 60, 70],
  );

  test('say in words how far a history can be put in order, and what cannot be placed', () => {
    const report = checkLinearizability(stale, registerModel());
    expect(linearizabilityText(report, registerModel())).toBe(`register: not linearizable

All, 5 operations: not linearizable.
  The longest prefix that can be put in order takes effect so:
    process 1: write 3 [0, 10]
    process 2: write 5 [20, 30]
  Then the register holds 5, and next to answer is:
    process 3: read -> 3 [40, 50]
  No order of the operations called before that response gives this answer.
  Attempts to go on ended where the register holds 5.
  Open at that time, and not in the order:
    process 4: write 6 [25, ...)
`);
  });

  test('of parts in order hold the order', () => {
    const [part] = checkLinearizability(stale.slice(0, 3), registerModel()).parts;
    expect(part.order).toEqual([stale[0], stale[1]]);
    expect(part.prefix).toBeUndefined();
  });

  test('of nothing find nothing wrong', () => {
    expect(checkLinearizability([], queueModel())).toEqual({
      model: 'queue',
      verdict: 'linearizable',
      parts: [],
    });
    const report = checkLinearizability(
      history<QueueInput, Value>([1, { f: 'dequeue' }, 1, 0]),
      queueModel(),
    );
    expect(report.parts[0]).toMatchObject({ verdict: 'linearizable', order: [] });
  });

  test('say that a limit was hit, and how far the search was', () => {
    const many = history<RegisterInput, Value | undefined>(
      [0, write(100), undefined, 0, 1],
      ...Array.from(
        { length: 12 },
        (_, n): Row<RegisterInput, Value | undefined> => [n, write(n), undefined, 10, 30],
      ),
      [20, read, 55, 40, 50],
    );
    const report = checkLinearizability(many, registerModel(), { configurations: 1000 });
    expect(report.verdict).toBe('undecided');
    const [{ configurations, prefix }] = report.parts;
    expect(configurations).toBe(1000);
    expect(prefix).toMatchObject({ isProven: false });
    expect(prefix?.order.length).toBeGreaterThan(0);
    expect(linearizabilityText(report, registerModel())).toContain('not decided after 1000 configurations');
    expect(checkLinearizability(many, registerModel()).verdict).toBe('not linearizable');
  });
});

describe('a check in steps', () => {
  const many = history<RegisterInput, Value | undefined>(
    [0, { ...write(100), key: 1 }, undefined, 0, 1],
    ...Array.from(
      { length: 14 },
      (_, n): Row<RegisterInput, Value | undefined> => [n, { ...write(n), key: 1 }, undefined, 10, 30],
    ),
    [20, { ...read, key: 1 }, 55, 40, 50],
    [21, { ...read, key: 2 }, null, 60, 70],
  );

  test('pauses, and says how far it is', () => {
    const check = checkingLinearizability(many, registerModel());
    const seen: CheckProgress[] = [];
    let step = check.next();
    for (; !step.done; step = check.next()) seen.push(step.value);
    expect(step.value).toEqual(checkLinearizability(many, registerModel()));
    expect(seen.length).toBeGreaterThan(5);
    expect(seen[0]).toEqual({ parts: 2, partsDone: 0, configurations: 0 });
    expect(seen[seen.length - 1]).toMatchObject({ parts: 2, partsDone: 1 });
  });

  test('that is stopped leaves undecided what it had not decided', () => {
    let pauses = 0;
    const isStopped = () => pauses++ > 3;
    const report = checkLinearizability(many, registerModel(), { isStopped });
    expect(report.verdict).toBe('undecided');
    expect(report.parts).toMatchObject([
      { part: '1', verdict: 'undecided', reason: 'stopped', prefix: { isProven: false } },
      { part: '2', verdict: 'undecided', reason: 'stopped', configurations: 0 },
    ]);
    expect(report.parts[0].configurations).toBeGreaterThan(100);
    expect(linearizabilityText(report, registerModel(), { parts: 1 })).toMatch(
      /not decided when the check was stopped, after \d+ configurations\.\n(.*\n)+\n1 more is not decided\.\n$/,
    );
  });
});

test.each([
  { invoked: 5, returned: 4 },
  { invoked: Number.NaN, returned: 4 },
  { invoked: Infinity, returned: Infinity },
  { invoked: 0, returned: Number.NaN },
])('an operation from $invoked to $returned is none', (times) => {
  expect(() => checkLinearizability([{ process: 7, input: read, ...times }], registerModel())).toThrow(
    HistoryError,
  );
});
