/**
 * Memory that neither V8 nor Node counts while it grows: shared memory of WebAssembly, and buffers that are resized in place. What is not
 * counted cannot be limited, so modules do without; buffers of a fixed size, shared or not, are counted.
 */
import { Misuse } from './errors.ts';

/** Makes constructors of such memory throw, in the thread that calls it and for as long as that lives. */
export function forbidUncountedMemory(): void {
  globalThis.ArrayBuffer = fixed(ArrayBuffer, 'an ArrayBuffer');
  globalThis.SharedArrayBuffer = fixed(SharedArrayBuffer, 'a SharedArrayBuffer');
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly?: { Memory: Constructor } };
  if (wasm !== undefined)
    wasm.Memory = refusing(wasm.Memory, ([descriptor]) =>
      isSet(descriptor, 'shared') ? 'made a WebAssembly.Memory that is shared, which is not counted' : null,
    );
}

type Constructor = abstract new (...words: never[]) => object;

function fixed<Class extends Constructor>(target: Class, what: string): Class {
  return refusing(target, ([, options]) =>
    isSet(options, 'maxByteLength')
      ? `made ${what} that can be resized, which is not counted: make a new one of the size that is needed`
      : null,
  );
}

/** The same constructor, but for words that `problem` has something against. */
function refusing<Class extends Constructor>(
  target: Class,
  problem: (words: readonly unknown[]) => string | null,
): Class {
  const proxy = new Proxy(target, {
    construct(own, words, newTarget) {
      const found = problem(words);
      if (found !== null) throw new Misuse(found);
      return Reflect.construct(own, words, newTarget);
    },
  });
  // What has been made leads to the constructor as well.
  Object.defineProperty(target.prototype, 'constructor', { value: proxy });
  return proxy;
}

function isSet(options: unknown, key: string): boolean {
  if (typeof options !== 'object' || options === null) return false;
  const value = (options as Readonly<Record<string, unknown>>)[key];
  return value !== undefined && value !== false;
}
