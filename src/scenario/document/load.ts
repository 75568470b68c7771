/**
 * Reads a scenario file with everything it extends, and the options given with it, into one tree.
 */
import type { Place, Problem } from '../errors.ts';
import { found, ScenarioErrors } from '../errors.ts';
import type { ScenarioFiles } from '../files.ts';
import { readBytes } from '../files.ts';
import { merge } from './merge.ts';
import { decodeText, LARGEST_FILE, parseDocument } from './parse.ts';
import type { Position } from './position.ts';
import { applySet } from './set.ts';
import { expandShorthands } from './shorthand.ts';
import type { MappingNode, TreeNode } from './tree.ts';
import { withoutEntry } from './tree.ts';

/** Files extending each other in a row, and files read in all. */
const LONGEST_CHAIN = 20;
const MOST_FILES = 100;

/**
 * The merged document of `path`: bases first, then the file itself, then each `--set`, in order.
 * @param root what may stand where in it
 * @throws ScenarioErrors
 */
export function loadDocument(
  path: string,
  files: ScenarioFiles,
  set: readonly string[],
  root: Position,
): MappingNode {
  const loader = new Loader(files, root);
  let document = loader.load(path, []);
  const failures: Problem[] = [];
  for (const option of set) {
    try {
      document = applySet(document, option, root);
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      failures.push(...error.problems);
    }
  }
  if (failures.length > 0) throw new ScenarioErrors(failures);
  return document;
}

class Loader {
  readonly #files: ScenarioFiles;
  readonly #root: Position;
  #count = 0;

  constructor(files: ScenarioFiles, root: Position) {
    this.#files = files;
    this.#root = root;
  }

  load(path: string, chain: readonly string[], from?: Place): MappingNode {
    const start: Place = { file: path, line: 1, column: 1 };
    const asked = from ?? start;
    const key = from ? 'extends' : '';
    if (chain.includes(path)) {
      const circle = [...chain.slice(chain.indexOf(path)), path].join(' -> ');
      throw problem(asked, key, `files extend each other in a circle: ${circle}`);
    }
    this.#count += 1;
    if (chain.length >= LONGEST_CHAIN || this.#count > MOST_FILES) {
      throw problem(asked, key, `too many files extend each other, at ${found(path)}`);
    }
    const bytes = readBytes(this.#files, path, asked, key);
    const text = decodeText(bytes, path, LARGEST_FILE);
    const node = parseDocument(text, { file: path, column: 1 });
    if (node.kind === 'scalar' && node.value === null) {
      throw problem(start, '', 'the file is empty: a scenario is a mapping such as "agents: 100"');
    }
    if (node.kind !== 'mapping') {
      const what = node.kind === 'list' ? 'a list' : found(node.value);
      throw problem(node.place, '', `expected a mapping such as "agents: 100", found ${what}`);
    }
    return this.#withBases(expandShorthands(node), path, [...chain, path]);
  }

  #withBases(document: MappingNode, path: string, chain: readonly string[]): MappingNode {
    const bases = extended(document.entries.get('extends')?.node);
    let merged: MappingNode | undefined;
    for (const base of bases) {
      const resolved = this.#files.resolve(path, String(base.value));
      // A variant that went by its base's name would be mistaken for it in every report.
      const loaded = withoutEntry(this.load(resolved, chain, base.place), 'name');
      merged = merged ? merge(merged, loaded, this.#root) : loaded;
    }
    const own = withoutEntry(document, 'extends');
    return merged ? merge(merged, own, this.#root) : own;
  }
}

function extended(node: TreeNode | undefined) {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.map((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') return item;
    const value = item.kind === 'scalar' ? found(item.value) : `a ${item.kind}`;
    throw problem(item.place, 'extends', `expected the path of a file, or a list of paths, found ${value}`);
  });
}

function problem(place: Place, key: string, message: string): ScenarioErrors {
  const { file, line, column } = place;
  return new ScenarioErrors([{ file, line, column, key, message }]);
}
