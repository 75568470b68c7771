/** Real sequential objects, with random calls of them, by the model that should accept what they do. */
import type { ListInput, TextInput } from '../../../src/oracles/linearizability/models/key-value.ts';
import { keyListModel, keyTextModel } from '../../../src/oracles/linearizability/models/key-value.ts';
import {
  fencedLockModel,
  type LockInput,
  lockModel,
} from '../../../src/oracles/linearizability/models/lock.ts';
import {
  type MultiRegisterInput,
  type MultiRegisterOutput,
  type MultiRegisterStep,
  multiRegisterModel,
} from '../../../src/oracles/linearizability/models/multi-register.ts';
import { type QueueInput, queueModel } from '../../../src/oracles/linearizability/models/queue.ts';
import {
  type CasRegisterInput,
  casRegisterModel,
  type RegisterInput,
  registerModel,
} from '../../../src/oracles/linearizability/models/register.ts';
import type { Value } from '../../../src/oracles/linearizability/models/values.ts';
import type { Model } from '../../../src/oracles/linearizability/types.ts';
import { type Execute, type Plain, plain } from './histories.ts';

export interface TestedObject<I, O, S> {
  readonly model: Model<I, O, S>;
  readonly input: (n: number, process: number, random: () => number) => I;
  /** A new object. */
  readonly make: () => Execute<I, O>;
  /** Not given: from `make`, with the same answers. */
  readonly plain?: Plain<I, O>;
}

export function plainOf<I, O, S>(object: TestedObject<I, O, S>): Plain<I, O> {
  return object.plain ?? plain(object.make);
}

export function tested<I, O, S>(object: TestedObject<I, O, S>): TestedObject<I, O, S> {
  return object;
}

const pick = (random: () => number, count: number) => Math.floor(random() * count);

export const register = tested<RegisterInput, Value | undefined, Value>({
  model: registerModel(),
  input: (_, __, random) => (random() < 0.5 ? { f: 'read' } : { f: 'write', value: pick(random, 5) }),
  make: () => {
    let held: Value = null;
    return (input) => {
      if (input.f === 'read') return held;
      held = input.value;
      return undefined;
    };
  },
});

export const casRegister = tested<CasRegisterInput, Value | undefined, Value>({
  model: casRegisterModel(0),
  input: (_, __, random) => {
    const kind = random();
    if (kind < 0.4) return { f: 'read' };
    if (kind < 0.6) return { f: 'write', value: pick(random, 4) };
    return { f: 'cas', from: pick(random, 4), to: pick(random, 4) };
  },
  make: () => {
    let held: Value = 0;
    return (input) => {
      if (input.f === 'read') return held;
      if (input.f === 'cas' && input.from !== held) return false;
      held = input.f === 'cas' ? input.to : input.value;
      return input.f === 'cas' ? true : undefined;
    };
  },
});

export const lists = tested<ListInput, readonly Value[] | undefined, ReturnType<typeof keyListState>>({
  model: keyListModel(),
  input: (n, __, random) => {
    const kind = random();
    if (kind < 0.4) return { f: 'get' };
    return kind < 0.45 ? { f: 'put', value: [n] } : { f: 'append', value: n };
  },
  make: () => {
    let held: readonly Value[] = [];
    return (input) => {
      if (input.f === 'get') return held;
      held = input.f === 'put' ? input.value : [...held, input.value];
      return undefined;
    };
  },
});

const keyListState = () => keyListModel().object([]).initial;

export const appends = tested({
  ...lists,
  input: (n, __, random): ListInput => (random() < 0.3 ? { f: 'get' } : { f: 'append', value: n }),
});

export const texts = tested<TextInput, string | undefined, string>({
  model: keyTextModel(),
  input: (n, __, random) => {
    const kind = random();
    if (kind < 0.4) return { f: 'get' };
    return { f: kind < 0.45 ? 'put' : 'append', value: String.fromCharCode(97 + (n % 3)) };
  },
  make: () => {
    let held = '';
    return (input) => {
      if (input.f === 'get') return held;
      held = input.f === 'put' ? input.value : held + input.value;
      return undefined;
    };
  },
});

const lockInput = (_: number, process: number, random: () => number): LockInput => ({
  f: random() < 0.5 ? 'acquire' : 'release',
  by: process,
});

export const lock = tested<LockInput, boolean, string | number | null>({
  model: lockModel(),
  input: lockInput,
  make: () => {
    let holder: string | number | null = null;
    return ({ f, by }) => {
      const can = f === 'acquire' ? holder === null : holder === by;
      if (can) holder = f === 'acquire' ? by : null;
      return can;
    };
  },
});

export const fencedLock = tested({
  model: fencedLockModel(),
  input: lockInput,
  make: () => {
    const held = lock.make();
    let token = 6;
    return (input: LockInput): number | boolean => {
      const can = held(input);
      if (!can || input.f === 'release') return can;
      token += 1 + (token % 3);
      return token;
    };
  },
  // Any token above all earlier ones will do.
  plain: () => {
    const held = lock.make();
    let token = -Infinity;
    return (input, output) => {
      const can = held(input);
      if (output === undefined) {
        if (can && input.f === 'acquire') token++;
        return true;
      }
      if (!can || input.f === 'release') return output.is === can;
      if (typeof output.is !== 'number' || output.is <= token) return false;
      token = output.is;
      return true;
    };
  },
});

export const queue = tested({
  model: queueModel(),
  input: (n, __, random): QueueInput => (random() < 0.5 ? { f: 'enqueue', value: n } : { f: 'dequeue' }),
  make: (): Execute<QueueInput, Value | undefined> => {
    const items: Value[] = [];
    return (input) => {
      if (input.f === 'enqueue') {
        items.push(input.value);
        return undefined;
      }
      return items.shift() ?? null;
    };
  },
});

/** Values repeat, so that the queue cannot tell them apart. */
export const dullQueue = tested({
  ...queue,
  input: (_, __, random): QueueInput =>
    random() < 0.5 ? { f: 'enqueue', value: pick(random, 2) } : { f: 'dequeue' },
});

/** One to three steps on three registers; few of the transactions are about one register alone. */
export const multiRegister = tested({
  model: multiRegisterModel(),
  input: (_, __, random): MultiRegisterInput => ({
    f: 'txn',
    steps: Array.from({ length: 1 + pick(random, 3) }, (): MultiRegisterStep => {
      const register = 'xyz'[pick(random, 3)];
      return random() < 0.5 ? { f: 'read', register } : { f: 'write', register, value: pick(random, 4) };
    }),
  }),
  make: (): Execute<MultiRegisterInput, MultiRegisterOutput> => {
    const held = new Map<Value, Value>();
    return ({ steps }) => readsOf(steps, held);
  },
  // An answer to a read that is none of the transaction's is not looked at.
  plain: () => {
    const held = new Map<Value, Value>();
    return ({ steps }, output) => {
      const reads = readsOf(steps, held);
      return output === undefined || reads.every((one, n) => one === output.is?.[n]);
    };
  },
});

function readsOf(steps: readonly MultiRegisterStep[], held: Map<Value, Value>): Value[] {
  const reads: Value[] = [];
  for (const step of steps) {
    if (step.f === 'write') held.set(step.register, step.value);
    else reads.push(held.get(step.register) ?? null);
  }
  return reads;
}

/** All of them by name. */
export const ALL: ReadonlyMap<string, TestedObject<unknown, unknown, unknown>> = new Map(
  Object.entries({
    register,
    casRegister,
    multiRegister,
    lists,
    appends,
    texts,
    lock,
    fencedLock,
    queue,
    dullQueue,
  }).map(([name, object]) => [name, object as TestedObject<unknown, unknown, unknown>]),
);
