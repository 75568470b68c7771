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

/**
 * Objects whose properties stay writable. Programs give objects of their own a `name`, a `message` or a `toString` by assignment, which
 * the language refuses where the prototype's property is read-only. Read-only functions of Math and of typed arrays cost a simulation
 * a tenth to a fifth of its speed (V8 11.3); those of the others a twentieth.
 */
const WRITABLE =
  /^(globalThis|Math|((Object|Function|\w*Error)\.prototype)|(Typed|Int|Uint|Float|Big)\w*Array(\.prototype)?)$/;

/** Properties of which the engine must know that nobody redefined them: it would give up faster code for arrays and promises. */
const WATCHED: ReadonlySet<string | symbol> = new Set([
  ...['constructor', 'prototype', 'next', 'then', 'resolve', 'exec', 'flags', 'global', 'unicode', 'sticky'],
  ...[Symbol.iterator, Symbol.species, Symbol.isConcatSpreadable, Symbol.toPrimitive, Symbol.hasInstance],
  ...[Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.search, Symbol.split],
]);

// Taken before a module can change them.
const { ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
const { is } = Object;

interface Holder {
  readonly name: string;
  readonly object: object;
  readonly keys: readonly (string | symbol)[];
  readonly properties: ReadonlyMap<string | symbol, PropertyDescriptor>;
}

export class Intrinsics {
  readonly #holders: readonly Holder[];

  constructor() {
    this.#holders = holders().map(([name, object]) => {
      const properties = new Map(propertiesOf(object));
      return { name, object, keys: [...properties.keys()], properties };
    });
  }

  /**
   * Makes functions read-only wherever that harms neither programs nor speed: a module that replaces one throws at once. Of the rest
   * `changed` tells.
   */
  protect(): void {
    for (const { name, object, properties } of this.#holders) {
      if (WRITABLE.test(name)) continue;
      for (const [key, { value, writable, configurable }] of properties)
        if (typeof value === 'function' && writable && configurable && !WATCHED.has(key))
          defineProperty(object, key, { writable: false, configurable: false });
    }
  }

  /** Puts back what was changed, as far as that is possible: what tells of the change works again. */
  restore(): void {
    for (let place = 0; place < this.#holders.length; place++) {
      const { object, keys, properties } = this.#holders[place];
      for (let i = 0; i < keys.length; i++)
        defineProperty(object, keys[i], properties.get(keys[i]) as PropertyDescriptor);
    }
  }

  /** The first that is not as it was, such as "Array.prototype.sort"; null when all are. It relies on nothing that may have changed. */
  changed(): string | null {
    for (let place = 0; place < this.#holders.length; place++) {
      const { name, object, keys, properties } = this.#holders[place];
      // Globals of its own are a module's own affair.
      const found = object === globalThis ? [] : ownKeys(object);
      for (let i = 0; i < found.length; i++)
        if (!properties.has(found[i])) return `${name}.${String(found[i])}`;
      for (let i = 0; i < keys.length; i++) {
        const before = properties.get(keys[i]) as PropertyDescriptor;
        const now = getOwnPropertyDescriptor(object, keys[i]);
        if (
          now === undefined ||
          !is(now.value, before.value) ||
          now.get !== before.get ||
          now.set !== before.set
        )
          return object === globalThis ? String(keys[i]) : `${name}.${String(keys[i])}`;
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
