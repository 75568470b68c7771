/** Whatever a module throws or returns, and however it behaves when it is looked at, the module is named. */
import { describe, expect, test } from 'vitest';
import { defineModule, type ModuleDefinition } from '../../../src/lab/extension/definition.ts';
import { ModuleError } from '../../../src/lab/extension/errors.ts';
import { plainError } from '../../../src/lab/isolated-messages.ts';
import { algorithm, detector, failure, silent } from './support.ts';

const boom = (): never => {
  throw new Error('looked at');
};

/** Every way to look at it throws. */
function hostile(target: object): object {
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, boom]);
  return new Proxy(target, Object.fromEntries(traps));
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function errorWith(key: string, descriptor: PropertyDescriptor): Error {
  return Object.defineProperty(new Error('own'), key, { configurable: true, ...descriptor });
}

const VALUES: Readonly<Record<string, unknown>> = {
  'a proxy': hostile({}),
  'a proxy of an error': hostile(new Error('own')),
  'a proxy of a function': hostile(() => 0),
  'a revoked proxy': revoked(),
  'an error whose message throws': errorWith('message', { get: boom }),
  'an error whose name throws': errorWith('name', { get: boom }),
  'an error whose stack throws': errorWith('stack', { get: boom }),
  'an error whose message is no text': errorWith('message', { value: { toString: boom } }),
  'an error whose name is no text': errorWith('name', { value: Symbol('name') }),
  'an object whose toString throws': { toString: boom, [Symbol.toPrimitive]: boom },
  'an object without a prototype': Object.create(null),
  'a symbol': Symbol('x'),
  'a bigint': 10n,
  nothing: undefined,
};

const metric = (measure: () => unknown): ModuleDefinition =>
  defineModule({
    name: 'mine.ts',
    metrics: [{ name: 'mine', unit: 'count', description: 'mine', measure: measure as () => number }],
  });

const policy = (create: () => unknown): ModuleDefinition =>
  defineModule({
    name: 'mine.ts',
    scalingPolicies: [
      { name: 'mine', description: 'mine', source: 'test', parameters: {}, create: create as never },
    ],
  });

const distribution = (create: () => unknown): ModuleDefinition =>
  defineModule({
    name: 'mine.ts',
    distributions: [
      { name: 'mine', description: 'mine', source: 'test', parameters: {}, create: create as never },
    ],
  });

const update = (): void => {};

/** Where a module's code runs, or what it returns is read: each gives the value, or throws it. */
const PLACES: readonly [string, (give: () => unknown) => ModuleDefinition, readonly string[]][] = [
  ['create() of an algorithm', (give) => algorithm(give as never), ['scheduler=mine']],
  [
    'choose() of an algorithm',
    (give) => algorithm(() => ({ choose: give as never, update })),
    ['scheduler=mine'],
  ],
  ['create() of a detector', (give) => detector(give as never), ['health.detector=mine']],
  ['create() of a scaling policy', policy, ['scaling.policy=mine']],
  [
    'decide() of a scaling policy',
    (give) => policy(() => ({ period: 1e6, decide: give })),
    ['scaling.policy=mine'],
  ],
  ['create() of a distribution', distribution, ['workload[0].service=mine()']],
  [
    'sample() of a distribution',
    (give) => distribution(() => ({ mean: 1, variance: 1, sample: give })),
    ['workload[0].service=mine()'],
  ],
  ['measure() of a metric', metric, []],
];

describe.each(PLACES)('%s', (_, place, set) => {
  test.each(Object.entries(VALUES))('throws %s', async (_what, value) => {
    const throwing = () => {
      throw value;
    };
    const { module, entry, problem } = await failure([place(throwing)], set);
    expect([module, entry]).toEqual(['mine.ts', expect.stringContaining('"mine"')]);
    expect(problem).toMatch(/^threw \S/);
  });

  test.each(Object.entries(VALUES))('returns %s', async (_what, value) => {
    const { module, entry, problem } = await failure([place(() => value)], set);
    expect([module, entry]).toEqual(['mine.ts', expect.stringContaining('"mine"')]);
    expect(problem).toMatch(/^(returned|threw) \S/);
  });
});

/** An object of which one field throws when it is read. */
function throwing(object: object, key: string): never {
  return Object.defineProperty(object, key, { get: boom, enumerable: true }) as never;
}

test.each<[string, ModuleDefinition, string[]]>([
  ['choose', algorithm(() => throwing({ update }, 'choose')), ['scheduler=mine']],
  ['assigned', algorithm(() => throwing({ choose: () => 0, update }, 'assigned')), ['scheduler=mine']],
  ['heartbeat', detector(() => throwing(silent({}), 'heartbeat')), ['health.detector=mine']],
  ['period', policy(() => throwing({ decide: () => 1 }, 'period')), ['scaling.policy=mine']],
  ['mean', distribution(() => throwing({ sample: () => 1 }, 'mean')), ['workload[0].service=mine()']],
  ['lower', metric(() => throwing({ upper: 1 }, 'lower')), []],
])("a getter that throws is the module's: %s", async (_key, module, set) => {
  const error = await failure([module], set);
  expect(error).toMatchObject({ module: 'mine.ts', problem: 'threw Error: looked at' });
});

test('a definition whose name throws is named by its place in the list', async () => {
  const { module, problem } = await failure([throwing({ metrics: [] }, 'name')]);
  expect([module, problem]).toEqual(['module 1', 'threw Error: looked at while its definition was read']);
});

test.each(Object.entries(VALUES))('%s goes from thread to thread as plain text', (_what, value) => {
  const { name, message, stack } = plainError(value);
  expect([name, message, stack].map((part) => typeof part)).toEqual(['string', 'string', 'string']);
});

test('an error is one of a module only where this program made it', () => {
  expect(ModuleError.is(new ModuleError('x', { module: 'y' }))).toBe(true);
  expect(ModuleError.is(Object.create(ModuleError.prototype))).toBe(false);
  expect(ModuleError.is(hostile({}))).toBe(false);
});
