/**
 * A record of what the language and the machine come with, as it was before a module ran: a module that changes it would change what
 * the simulator around it computes.
 */

/** Globals of which every property is compared, and of the constructors among them those of the prototype. */
const NAMES: readonly string[] = [
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'BigInt',
    'Symbol',
    'Date',
    'RegExp',
    'Math',
    'JSON',
  ],
  ...[
    'Reflect',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'Promise',
    'Proxy',
    'Error',
    'TypeError',
    'RangeError',
  ],
  ...[
    'ArrayBuffer',
    'SharedArrayBuffer',
    'DataView',
    'Atomics',
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
  ],
  ...[
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
  ],
  ...['BigUint64Array', 'Intl', 'AbortController', 'AbortSignal', 'EventTarget', 'MessagePort'],
];

/** Globals that are compared as they are. */
const FUNCTIONS: readonly string[] = [
  ...[
    'parseInt',
    'parseFloat',
    'isNaN',
    'isFinite',
    'structuredClone',
    'queueMicrotask',
    'setImmediate',
    'setTimeout',
  ],
  ...['setInterval', 'clearTimeout', 'clearInterval', 'clearImmediate', 'performance'],
];

// Taken before a module can change them.
const { ownKeys, getOwnPropertyDescriptor } = Reflect;
const { is } = Object;

interface Holder {
  readonly name: string;
  readonly object: object;
  readonly properties: ReadonlyMap<string | symbol, PropertyDescriptor>;
}

export class Intrinsics {
  readonly #holders: readonly Holder[];

  constructor() {
    this.#holders = holders().map(([name, object]) => ({
      name,
      object,
      properties: new Map(propertiesOf(object)),
    }));
  }

  /** The first that is not as it was, such as "Array.prototype.sort"; null when all are. */
  changed(): string | null {
    for (const { name, object, properties } of this.#holders) {
      const keys = ownKeys(object);
      // Globals of its own are a module's own affair.
      if (object !== globalThis && keys.length > properties.size) {
        for (let i = 0; i < keys.length; i++)
          if (!properties.has(keys[i])) return `${name}.${String(keys[i])}`;
      }
      for (const [key, before] of properties) {
        const now = getOwnPropertyDescriptor(object, key);
        if (
          now === undefined ||
          !is(now.value, before.value) ||
          now.get !== before.get ||
          now.set !== before.set
        )
          return object === globalThis ? String(key) : `${name}.${String(key)}`;
      }
    }
    return null;
  }
}

function holders(): [string, object][] {
  const found: [string, object][] = [['globalThis', globalThis]];
  for (const name of NAMES) {
    const object = (globalThis as Readonly<Record<string, unknown>>)[name];
    if (!isObject(object)) continue;
    found.push([name, object]);
    const { prototype } = object as { prototype?: unknown };
    if (isObject(prototype)) found.push([`${name}.prototype`, prototype]);
  }
  // What has no name of its own.
  const iterators: readonly [string, object][] = [
    ['Iterator.prototype', Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))],
    ['ArrayIterator.prototype', Object.getPrototypeOf([][Symbol.iterator]())],
    ['MapIterator.prototype', Object.getPrototypeOf(new Map().entries())],
    ['SetIterator.prototype', Object.getPrototypeOf(new Set().values())],
    ['TypedArray', Object.getPrototypeOf(Float64Array)],
    ['TypedArray.prototype', Object.getPrototypeOf(Float64Array.prototype)],
    ['Generator.prototype', Object.getPrototypeOf(function* () {}).prototype],
  ];
  return [...found, ...iterators];
}

function propertiesOf(object: object): [string | symbol, PropertyDescriptor][] {
  const keys = object === globalThis ? [...NAMES, ...FUNCTIONS] : ownKeys(object);
  return keys.flatMap((key): [string | symbol, PropertyDescriptor][] => {
    const descriptor = getOwnPropertyDescriptor(object, key);
    return descriptor === undefined ? [] : [[key, descriptor]];
  });
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
