/**
 * Whether functions of the language are still those that they were, fast enough to be asked after every call into a module: in well
 * below a microsecond for some hundred of them. Each comparison is code of its own, generated once, in which the name of the property
 * is a constant: the engine then knows where to look. A loop over names takes a hundred times as long.
 */

/** An object and its name in messages. */
export interface NamedObject {
  readonly name: string;
  readonly object: object;
}

/** Comparisons in one generated function: what is longer is not optimized. */
const AT_ONCE = 40;

// Taken before a module can change them.
const { ownKeys, getOwnPropertyDescriptor } = Reflect;

/** @returns a function that gives the name of the first that was replaced, such as "Array.prototype.push"; null when none was */
export function functionCheck(holders: readonly NamedObject[]): () => string | null {
  const names: string[][] = [];
  const checks: (() => number)[] = [];
  for (const { name, object } of holders) {
    const keys = ownKeys(object).filter((key) => isReplaceable(object, key));
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const part = keys.slice(from, from + AT_ONCE);
      names.push(part.map((key) => `${name}.${String(key)}`));
      checks.push(comparison(object, part));
    }
  }
  return () => {
    for (let place = 0; place < checks.length; place++) {
      const found = checks[place]();
      if (found >= 0) return names[place][found];
    }
    return null;
  };
}

function isReplaceable(object: object, key: string | symbol): boolean {
  const found = getOwnPropertyDescriptor(object, key);
  return (
    found !== undefined &&
    typeof found.value === 'function' &&
    (found.writable === true || found.configurable === true)
  );
}

/** The place among the keys of the first whose value has changed; -1 while none has. */
function comparison(object: object, keys: readonly (string | symbol)[]): () => number {
  const values = keys.map((key) => (object as Readonly<Record<string | symbol, unknown>>)[key]);
  const constants = keys.map((_, place) => `const k${place} = keys[${place}], v${place} = values[${place}];`);
  const lines = keys.map((key, place) => {
    const property = typeof key === 'string' ? JSON.stringify(key) : `k${place}`;
    return `if (object[${property}] !== v${place}) return ${place};`;
  });
  const body = [...constants, 'return () => {', ...lines, 'return -1;', '};'].join('\n');
  return new Function('object', 'keys', 'values', body)(object, keys, values) as () => number;
}
