/** How much the search does for long histories, by its own count: each configuration costs some microseconds. */
import { expect, test } from 'vitest';
import { checkLinearizability } from '../../../src/oracles/linearizability/check.ts';
import type { MultiRegisterInput } from '../../../src/oracles/linearizability/models/multi-register.ts';
import { generate, randomFrom } from './histories.ts';
import * as objects from './objects.ts';
import { ALL } from './objects.ts';

/** Repeated values leave more to search: less of it is fair to ask for. */
const HARD = new Set(['texts', 'dullQueue', 'multiRegister']);

test.each([...ALL].filter(([name]) => !HARD.has(name)))(
  '10,000 operations of 10 processes on one %s, a few of them lost',
  (_, { input, make, model }) => {
    const random = randomFrom(5);
    const history = generate({ count: 10_000, processes: 10, input, execute: make(), lost: 0.002, random });
    const [{ verdict, configurations }] = checkLinearizability(history, model).parts;
    expect(verdict).toBe('linearizable');
    expect(configurations).toBeLessThan(40_000);
  },
);

test('10,000 operations over 50 keys', () => {
  const { input, make, model } = objects.casRegister;
  const registers = Array.from({ length: 50 }, () => make());
  const history = generate({
    count: 10_000,
    processes: 10,
    input: (n, process, random) => ({ ...input(n, process, random), key: Math.floor(random() * 50) }),
    execute: (one) => registers[one.key as number](one),
    lost: 0.01,
    random: randomFrom(6),
  });
  const { verdict, parts } = checkLinearizability(history, model);
  expect(verdict).toBe('linearizable');
  expect(parts.length).toBe(50);
  const total = parts.reduce((sum, { configurations }) => sum + configurations, 0);
  expect(total).toBeLessThan(20_000);
});

/** Reads and writes of two of five registers, each value written once. */
const transfers = (n: number, random: () => number): MultiRegisterInput => {
  const first = Math.floor(random() * 5);
  const registers = [first, (first + 1 + Math.floor(random() * 4)) % 5];
  const isRead = random() < 0.5;
  return {
    f: 'txn',
    steps: registers.map((register) =>
      isRead ? { f: 'read', register } : { f: 'write', register, value: n },
    ),
  };
};

test.each([
  { registers: 'three registers, with few values', input: objects.multiRegister.input, most: 120_000 },
  {
    registers: 'five registers, two at once',
    input: (n: number, _: number, random: () => number) => transfers(n, random),
    most: 200_000,
  },
])('10,000 transactions of 10 processes on $registers', ({ input, most }) => {
  const { make, model } = objects.multiRegister;
  const random = randomFrom(5);
  const history = generate({ count: 10_000, processes: 10, input, execute: make(), lost: 0.002, random });
  const [{ verdict, configurations }] = checkLinearizability(history, model).parts;
  expect(verdict).toBe('linearizable');
  expect(configurations).toBeLessThan(most);
});

test('a wrong answer at the end of 10,000 operations', () => {
  const { input, make, model } = objects.lists;
  const history = generate({ count: 10_000, processes: 10, input, execute: make(), random: randomFrom(7) });
  const read = history.filter((one) => one.input.f === 'get');
  const [first, last] = [read[read.length - 60], read[read.length - 1]];
  const stale = history.map((one) => (one === last ? { ...one, output: first.output } : one));
  const [{ verdict, configurations, prefix }] = checkLinearizability(stale, model).parts;
  expect(verdict).toBe('not linearizable');
  expect(configurations).toBeLessThan(60_000);
  expect(prefix?.isProven).toBe(true);
  expect(prefix?.blocked).toBe(stale.find((one) => one.invoked === last.invoked));
});

test('an item that comes out of a queue again after a long time', () => {
  const { input, make, model } = objects.queue;
  const history = generate({ count: 3000, processes: 10, input, execute: make(), random: randomFrom(7) });
  const taken = history.filter((one) => one.input.f === 'dequeue' && one.output !== null);
  const [first, last] = [taken[taken.length - 60], taken[taken.length - 1]];
  const twice = history.map((one) => (one === last ? { ...one, output: first.output } : one));
  const [{ verdict, configurations, prefix }] = checkLinearizability(twice, model).parts;
  expect(verdict).toBe('not linearizable');
  // That is plain without a search.
  expect(configurations).toBe(0);
  expect(prefix?.isProven).toBe(true);
  expect(prefix?.blocked.output).toBe(first.output);
});
