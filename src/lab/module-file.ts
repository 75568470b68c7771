/**
 * A user's module from its file. The file and everything that it imports become one piece of JavaScript, so that TypeScript runs
 * on every version of Node, a digest covers all of it, and another thread can be given it as text.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildFailure, Plugin } from 'esbuild';
import type { ModuleDefinition } from './extension/definition.ts';
import { ModuleError } from './extension/errors.ts';
import { describeThrown, type Locate } from './extension/guard.ts';
import { rememberLocator } from './extension/places.ts';
import { verifyDefinition } from './extension/verify.ts';

/** A module's file that cannot be read as one. The message is one sentence without a full stop. */
export class ModuleFileError extends Error {
  override readonly name = 'ModuleFileError';
  readonly file: string;

  constructor(file: string, message: string) {
    super(`${file}: ${message}`);
    this.file = file;
  }
}

/** A module ready to be run, as plain data. */
export interface ModuleBundle {
  /** As it was given. */
  readonly file: string;
  readonly code: string;
  /** Source map, as JSON. */
  readonly map: string;
  /** 16 hexadecimal digits over the code of the module and of all that it imports. */
  readonly digest: string;
}

const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * In the code of a bundle, these stand for where this package and the module are: places on the machine that reads a module are not
 * those on another that runs it, and a digest must not depend on them.
 */
const PACKAGE = 'swarmlab-entry:';
const MODULE_URL = 'swarmlab-module-url:';
const PLACES = new RegExp(`"(${PACKAGE}|${MODULE_URL})([a-z/]*)"`, 'g');

/** What modules may import of this package; it is always the one that runs them. */
const ENTRIES: Readonly<Record<string, string>> = {
  swarmlab: '../index',
  'swarmlab/statistics': './statistics/index',
  'swarmlab/browser': '../browser',
};

const ownEntries: Plugin = {
  name: 'swarmlab',
  setup(build) {
    build.onResolve({ filter: /^swarmlab(\/|$)/ }, ({ path }) => {
      if (!Object.hasOwn(ENTRIES, path)) return { errors: [{ text: `there is no "${path}"` }] };
      return { path: `${PACKAGE}${path}`, external: true };
    });
  },
};

/** The code of a bundle with the places of this machine in it. */
function placed(code: string, file: string): string {
  const ending = extname(fileURLToPath(import.meta.url));
  return code.replaceAll(PLACES, (_, kind: string, entry: string) =>
    JSON.stringify(
      kind === MODULE_URL
        ? pathToFileURL(resolve(file)).href
        : new URL(`${ENTRIES[entry]}${ending}`, import.meta.url).href,
    ),
  );
}

/**
 * Reads a module and all that it imports; runs none of it.
 * @throws ModuleFileError when there is no such file, or with the place when it is no JavaScript or TypeScript
 */
export async function bundleModule(file: string): Promise<ModuleBundle> {
  const path = resolve(file);
  if (!ENDINGS.includes(extname(path)))
    throw new ModuleFileError(file, `expected a module, a file that ends with ${ENDINGS.join(', ')}`);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new ModuleFileError(file, 'there is no such file');
  const { build } = await import('esbuild');
  const url = JSON.stringify(MODULE_URL);
  const folder = dirname(path);
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      // Paths in code and map are relative to these.
      absWorkingDir: folder,
      outfile: join(folder, 'module.js'),
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [ownEntries],
      define: { 'import.meta.url': url },
      // Packages that are no ES modules ask for Node's own by require.
      banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(${url});` },
    });
    const text = (ending: string) => outputFiles.find((output) => output.path.endsWith(ending))?.text ?? '';
    const code = text('.js');
    const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
    return { file, code, map: text('.map'), digest };
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (!Array.isArray(errors) || errors.length === 0) throw error;
    const [{ text, location }] = errors;
    // Its lines count from 1, its columns from 0.
    const place = location
      ? `${shown(resolve(folder, location.file))}:${location.line}:${location.column + 1}`
      : file;
    throw new ModuleFileError(place, text);
  }
}

/**
 * The files that modules are made of, by absolute paths: each module and all that it imports.
 * @param before what they were made of before, which is returned besides the modules where one cannot be read now
 */
export async function moduleSources(files: readonly string[], before: readonly string[]): Promise<string[]> {
  try {
    const bundles = await Promise.all(files.map(bundleModule));
    const sources = bundles.flatMap(({ map }) => (JSON.parse(map) as SourceMapPayload).sources);
    return [...new Set(sources.map((source) => resolve(source)))];
  } catch {
    return [...new Set([...files.map((file) => resolve(file)), ...before])];
  }
}

/**
 * Runs a module's code and returns what it defines.
 * @throws ModuleError when it throws or defines nothing that makes sense
 */
export async function importModule(bundle: ModuleBundle): Promise<ModuleDefinition> {
  const { file } = bundle;
  const locate = locatorOf(bundle);
  const names = await importNames(bundle);
  let given = names.default ?? names.register;
  try {
    if (typeof given === 'function') given = await given();
  } catch (error) {
    throw new ModuleError(`${describeThrown(error, locate)} while it was loaded`, { module: file });
  }
  if (given === undefined)
    throw new ModuleError('has neither a default export nor one named register', { module: file });
  const definition = { name: file, ...verifyDefinition(given, file) };
  rememberLocator(definition, locate);
  return definition;
}

/** Runs a module's code and returns what it exports. @throws ModuleError when it throws */
export async function importNames(bundle: ModuleBundle): Promise<Readonly<Record<string, unknown>>> {
  const { file, code } = bundle;
  const text = `${placed(code, file)}\n//# sourceURL=${scriptOf(bundle)}\n`;
  try {
    return await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
  } catch (error) {
    const what = describeThrown(error, locatorOf(bundle));
    throw new ModuleError(`${what} while it was loaded`, { module: file });
  }
}

function scriptOf({ digest }: ModuleBundle): string {
  return `swarmlab-module-${digest}.js`;
}

function locatorOf(bundle: ModuleBundle): Locate {
  return locator(scriptOf(bundle), bundle.map, dirname(resolve(bundle.file)));
}

/** Reads and runs a module in this process. Code of strangers, or code that may never end, belongs in `openModules`. */
export async function loadModule(file: string): Promise<ModuleDefinition> {
  return importModule(await bundleModule(file));
}

/** Finds the topmost place of an error's stack that is in the module. @param folder of the module, to which paths in the map are relative */
function locator(script: string, map: string, folder: string): Locate {
  const frame = new RegExp(`${script.replaceAll('.', '\\.')}:(\\d+):(\\d+)`);
  return (error) => {
    const [, line, column] = frame.exec(error.stack ?? '') ?? [];
    if (line === undefined) return null;
    const sources = new SourceMap(JSON.parse(map) as SourceMapPayload);
    const entry = sources.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return null;
    return `${shown(resolve(folder, entry.originalSource))}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
}

/** A path as a reader finds it from where the command runs. */
function shown(path: string): string {
  const near = isAbsolute(path) ? relative(process.cwd(), path) : path;
  return near.startsWith('..') ? resolve(path) : near;
}
