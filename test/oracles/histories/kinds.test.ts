/** Small histories whose verdict is plain, or is told of in the literature, through text and model. */
import { describe, expect, test } from 'vitest';
import {
  type HistoryModel,
  type HistoryOptions,
  parseHistory,
} from '../../../src/oracles/histories/index.ts';
import { checkLinearizability } from '../../../src/oracles/linearizability/index.ts';

function check(model: HistoryModel, events: string, options: Partial<HistoryOptions> = {}) {
  const history = parseHistory(events.trim(), { model, ...options });
  const { verdict, parts } = checkLinearizability(history.operations, history.model);
  const { keys } = history.summary;
  return { verdict, keys, parts: parts.map(({ part }) => part), model: history.model.name };
}

describe('register', () => {
  const seen = (value: string, options = {}) =>
    check('register', `0 :invoke :read nil\n0 :ok :read ${value}\n`, options).verdict;

  test('null is the initial value, whatever that is', () => {
    expect([seen('nil'), seen('0')]).toEqual(['linearizable', 'not linearizable']);
    expect([seen('nil', { initial: 0 }), seen('0', { initial: 0 })]).toEqual([
      'linearizable',
      'linearizable',
    ]);
  });

  // Herlihy and Wing (1990), their registers: an answer that was overwritten before the read was called.
  test('a read that begins after a write ended does not see what was before', () => {
    const history = (last: string) => `
0 :invoke :write 0
1 :invoke :write 1
1 :ok :write 1
2 :invoke :read nil
2 :ok :read 1
0 :ok :write 0
1 :invoke :read nil
1 :ok :read ${last}`;
    expect(check('register', history('0')).verdict).toBe('linearizable');
    expect(check('register', history('1')).verdict).toBe('linearizable');
    expect(check('register', `${history('0')}\n2 :invoke :read nil\n2 :ok :read 1`).verdict).toBe(
      'not linearizable',
    );
  });

  test('keys before values are recognised', () => {
    const pairs = '0 :invoke :write [a 1]\n0 :ok :write [a 1]\n0 :invoke :read [b nil]\n0 :ok :read [b nil]';
    expect(check('register', pairs)).toMatchObject({ verdict: 'linearizable', keys: 2, parts: ['a', 'b'] });
    const lists = '0 :invoke :write [1 2]\n0 :ok :write [1 2]\n0 :invoke :read nil\n0 :ok :read [1 2]';
    expect(check('register', lists)).toMatchObject({ verdict: 'linearizable', keys: 0, parts: [''] });
    expect(check('register', lists.replace(/2\]$/, '3]')).verdict).toBe('not linearizable');
  });
});

describe('cas-register', () => {
  test('values are [old new], with keys [key [old new]]', () => {
    const events = (key: (value: string) => string) => `
0 :invoke :write ${key('1')}
0 :ok :write ${key('1')}
1 :invoke :cas ${key('[1 2]')}
2 :invoke :cas ${key('[1 3]')}
1 :ok :cas ${key('[1 2]')}
2 :ok :cas ${key('[1 3]')}`;
    expect(
      check(
        'cas-register',
        events((value) => value),
      ),
    ).toMatchObject({ verdict: 'not linearizable', keys: 0 });
    expect(
      check(
        'cas-register',
        events((value) => `[7 ${value}]`),
      ),
    ).toMatchObject({
      verdict: 'not linearizable',
      keys: 1,
    });
    expect(check('cas-register', events((value) => value).replace('2 :ok', '2 :fail')).verdict).toBe(
      'linearizable',
    );
    expect(check('cas-register', events((value) => value).replace('2 :ok', '2 :info')).verdict).toBe(
      'linearizable',
    );
  });

  test('one that was refused by its answer found another value', () => {
    const events = (answer: string) =>
      `{"process":0,"type":"invoke","f":"cas","value":[null,2]}\n{"process":0,"type":"ok","f":"cas","value":${answer}}`;
    expect(check('cas-register', events('true')).verdict).toBe('linearizable');
    expect(check('cas-register', events('null')).verdict).toBe('linearizable');
    expect(check('cas-register', events('false')).verdict).toBe('not linearizable');
  });
});

describe('multi-register', () => {
  test('transactions, mappings and lists of steps say the same', () => {
    const write = [':txn [[:w :x 1] [:write :y 2]]', ':write [[:w :x 1] [:w :y 2]]', ':write {:x 1 :y 2}'];
    const read = (x: unknown, y: unknown) => [
      [':txn [[:r :x nil] [:read :y nil]]', `:txn [[:r :x ${x}] [:read :y ${y}]]`],
      [':read [[:r :x nil] [:r :y nil]]', `:read [[:r :x ${x}] [:r :y ${y}]]`],
      [':read {:x nil :y nil}', `:read {:y ${y} :x ${x}}`],
      [':read nil', `:read {:x ${x}, :y ${y}}`],
    ];
    for (const asked of write) {
      for (const [invoke, ok] of read(1, 2)) {
        const before = `0 :invoke ${asked}\n0 :ok ${asked}\n0 :invoke ${invoke}\n`;
        expect(check('multi-register', `${before}0 :ok ${ok}`)).toMatchObject({
          verdict: 'linearizable',
          keys: 2,
        });
      }
      for (const [invoke, ok] of read(1, 'nil')) {
        const during = `0 :invoke ${asked}\n1 :invoke ${invoke}\n`;
        expect(check('multi-register', `${during}1 :ok ${ok}`).verdict).toBe('not linearizable');
      }
    }
  });

  test('a key before the transaction is of an object of its own', () => {
    const steps = (key: number, y: string) => `[${key} [[:w :x ${key}] [:r :y ${y}]]]`;
    const events = `0 :invoke :txn ${steps(1, 'nil')}\n0 :ok :txn ${steps(1, 'nil')}
0 :invoke :read [2 nil]\n0 :ok :read [2 {:x nil}]`;
    expect(check('multi-register', events)).toMatchObject({ verdict: 'linearizable', keys: 3 });
  });

  test('a read or write with a key is of that register', () => {
    const events = (seen: number) => `{"process":0,"type":"invoke","f":"write","key":"x","value":1}
{"process":0,"type":"ok","f":"write","key":"x","value":1}
{"process":0,"type":"invoke","f":"txn","value":[["r","x",null],["w","y",5]]}
{"process":0,"type":"ok","f":"txn","value":[["r","x",${seen}],["w","y",5]]}
{"process":0,"type":"invoke","f":"read","key":"y"}
{"process":0,"type":"ok","f":"read","key":"y","value":5}`;
    expect(check('multi-register', events(1))).toMatchObject({
      verdict: 'linearizable',
      keys: 2,
      parts: ['"x", "y"'],
    });
    expect(check('multi-register', events(2)).verdict).toBe('not linearizable');
  });
});

describe('kv', () => {
  const event = (type: string, f: string, value: unknown, key = 'k') =>
    JSON.stringify({ process: 0, type, f, key, value });
  const calls = (...all: (readonly [f: string, asked: unknown, answer: unknown])[]) =>
    all.map(([f, asked, answer]) => `${event('invoke', f, asked)}\n${event('ok', f, answer)}`).join('\n');

  test('of texts', () => {
    const events = (seen: unknown) =>
      calls(
        ['get', null, ''],
        ['put', 'a', null],
        ['append', 'bc', 'what it answers is not looked at'],
        ['get', null, seen],
      );
    expect(check('kv', events('abc'))).toMatchObject({
      verdict: 'linearizable',
      model: 'key-value of texts',
    });
    expect(check('kv', events('bc')).verdict).toBe('not linearizable');
  });

  test('of lists', () => {
    const events = (seen: unknown) =>
      calls(['get', null, null], ['append', 'a', null], ['append', 2, null], ['get', null, seen]);
    expect(check('kv', events(['a', 2]))).toMatchObject({
      verdict: 'linearizable',
      model: 'key-value of lists',
    });
    expect(check('kv', events([2, 'a'])).verdict).toBe('not linearizable');
    expect(check('kv', calls(['put', [1], null], ['append', 2, null], ['get', null, [1, 2]])).verdict).toBe(
      'linearizable',
    );
  });

  test('of values that are neither', () => {
    const events = (seen: unknown) =>
      calls(['get', null, null], ['put', { a: 1 }, null], ['put', 7, 7], ['get', null, seen]);
    expect(check('kv', events(7))).toMatchObject({ verdict: 'linearizable', model: 'key-value' });
    expect(check('kv', events({ a: 1 })).verdict).toBe('not linearizable');
    expect(check('kv', calls(['put', { a: 1, b: [2] }, null], ['get', null, { b: [2], a: 1 }])).verdict).toBe(
      'linearizable',
    );
  });
});

describe('mutex', () => {
  test('one process at a time, and who holds it frees it', () => {
    const events = (second: string) => `
0 :invoke :acquire nil
0 :ok :acquire nil
1 :invoke :acquire nil
1 :${second} :acquire nil`;
    expect(check('mutex', events('ok')).verdict).toBe('not linearizable');
    expect(check('mutex', events('fail')).verdict).toBe('linearizable');
    expect(check('mutex', `${events('fail')}\n1 :invoke :release nil\n1 :ok :release nil`).verdict).toBe(
      'not linearizable',
    );
    // The release of the first may have taken effect.
    const lost = `${events('fail')}\n0 :invoke :release nil\n0 :info :release nil\n1 :invoke :acquire nil\n1 :ok :acquire nil`;
    expect(check('mutex', lost).verdict).toBe('linearizable');
  });
});

describe('queue', () => {
  // Herlihy and Wing (1990), figure 1: of two items that were put in at once either may come out first, but only once.
  const put = '0 :invoke :enqueue 1\n1 :invoke :enqueue 2\n1 :ok :enqueue 2\n0 :ok :enqueue 1\n';
  const take = (process: number, item: unknown) =>
    `${process} :invoke :dequeue nil\n${process} :ok :dequeue ${item}\n`;

  test('first in, first out, once', () => {
    expect(check('queue', put + take(1, 1) + take(2, 2)).verdict).toBe('linearizable');
    expect(check('queue', put + take(1, 2) + take(2, 1)).verdict).toBe('linearizable');
    expect(check('queue', put + take(1, 2) + take(2, 2)).verdict).toBe('not linearizable');
    const inTurn = '0 :invoke :enqueue 1\n0 :ok :enqueue 1\n0 :invoke :enqueue 2\n0 :ok :enqueue 2\n';
    expect(check('queue', inTurn + take(1, 2)).verdict).toBe('not linearizable');
  });

  test('an answer of null found it empty', () => {
    expect(check('queue', take(1, 'nil') + put + take(1, 2) + take(1, 1) + take(1, 'nil')).verdict).toBe(
      'linearizable',
    );
    expect(check('queue', put + take(1, 2) + take(1, 'nil')).verdict).toBe('not linearizable');
  });

  test('keys are queues of their own', () => {
    const events = `0 :invoke :enqueue [:a 1]\n0 :ok :enqueue [:a 1]\n${take(1, '[:b nil]').replace('nil\n', '[:b nil]\n')}`;
    expect(check('queue', events)).toMatchObject({ verdict: 'linearizable', keys: 2 });
  });
});

describe('what the object holds, in words', () => {
  const ends = (model: HistoryModel, events: string) => {
    const history = parseHistory(events.trim(), { model });
    const [{ prefix }] = checkLinearizability(history.operations, history.model).parts;
    return [prefix?.state, prefix?.states];
  };
  const done = (process: number, f: string, called: string, answer = called) =>
    `${process} :invoke :${f} ${called}\n${process} :ok :${f} ${answer}\n`;

  test.each<[HistoryModel, string, string, string]>([
    [
      'register',
      done(0, 'write', '3') + done(1, 'read', 'nil', '4'),
      'the register holds 3',
      'the register holds 3',
    ],
    [
      'mutex',
      done(7, 'acquire', 'nil') + done(3, 'acquire', 'nil'),
      'the lock is held by process 7',
      'the lock is held by process 7',
    ],
    ['mutex', done(7, 'release', 'nil'), 'the lock is free', 'the lock is free'],
    ['queue', done(0, 'dequeue', 'nil', '3'), 'the queue is empty', 'the queue is empty'],
    [
      'queue',
      done(0, 'enqueue', '1') + done(0, 'enqueue', '2') + done(1, 'enqueue', '3') + done(2, 'dequeue', 'nil'),
      'the queue holds 1, 2, 3 (the first is taken next)',
      'the queue holds 3 items that no dequeue answers',
    ],
    [
      'queue',
      done(0, 'enqueue', '1') +
        done(0, 'enqueue', '2') +
        done(0, 'enqueue', '3') +
        done(1, 'dequeue', 'nil', '1') +
        done(1, 'dequeue', 'nil', '3'),
      'the queue holds 2, 3 (the first is taken next)',
      'the queue holds an item that no dequeue answers, 3 (the first is taken next)',
    ],
    ['kv', done(0, 'put', '3') + done(1, 'get', 'nil', '4'), 'the key holds 3', 'the key holds 3'],
  ])('%s', (model, events, state, last) => {
    expect(ends(model, events)).toEqual([state, [last]]);
  });
});
