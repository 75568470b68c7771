import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { transform } from 'esbuild';

/** Name of the array in which a module notes the probes that it passes. */
export const PROBES = '__probes';

type Require = (name: string) => unknown;
type Body = (
  exports: object,
  require: Require,
  module: { readonly exports: object },
  url: string,
  probes: Uint8Array,
) => void;

const NO_PROBES = new Uint8Array(0);

/** A module's text as a function of what Node gives to modules. */
async function compile(path: string, text: string): Promise<Body> {
  const { code } = await transform(text, {
    loader: 'ts',
    format: 'cjs',
    target: 'es2023',
    define: { 'import.meta.url': '__url' },
    supported: { 'dynamic-import': false },
  });
  const wrapped = `(function (exports, require, module, __url, ${PROBES}) {${code}\n})`;
  return new Script(wrapped, { filename: path }).runInThisContext() as Body;
}

/** Compiles files once, for all the times that they are loaded. Paths are absolute. */
export class Compiled {
  readonly #bodies = new Map<string, Promise<Body>>();

  async bodies(paths: readonly string[]): Promise<Map<string, Body>> {
    const entries = paths.map(async (path): Promise<[string, Body]> => {
      const known = this.#bodies.get(path) ?? readFile(path, 'utf8').then((text) => compile(path, text));
      this.#bodies.set(path, known);
      return [path, await known];
    });
    return new Map(await Promise.all(entries));
  }
}

/** One instance of each of some modules. */
export class Modules {
  readonly #bodies: Map<string, Body>;
  readonly #packages: ReadonlyMap<string, unknown>;
  readonly #loaded = new Map<string, { readonly exports: object }>();
  readonly #probes = new Map<string, Uint8Array>();

  /**
   * @param bodies of all files that may be imported, by absolute path
   * @param packages by name; those that are not here are required the way Node does
   */
  constructor(bodies: Map<string, Body>, packages: ReadonlyMap<string, unknown>) {
    this.#bodies = bodies;
    this.#packages = packages;
  }

  /** Gives a file another text. @returns which of its probes are passed, if it has any */
  async replace(path: string, text: string, probes = 0): Promise<Uint8Array> {
    const passed = new Uint8Array(probes);
    this.#bodies.set(path, await compile(path, text));
    this.#probes.set(path, passed);
    return passed;
  }

  load(path: string): object {
    const known = this.#loaded.get(path);
    if (known !== undefined) return known.exports;
    const body = this.#bodies.get(path);
    if (body === undefined)
      throw new Error(`${path} is imported in a way that the graph of imports does not show`);
    const module = { exports: {} };
    this.#loaded.set(path, module);
    const local: Require = (name) =>
      name.startsWith('.')
        ? this.load(resolve(dirname(path), name))
        : (this.#packages.get(name) ?? createRequire(path)(name));
    body(module.exports, local, module, pathToFileURL(path).href, this.#probes.get(path) ?? NO_PROBES);
    return module.exports;
  }
}
