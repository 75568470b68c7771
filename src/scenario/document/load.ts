/**
 * Reads a scenario file with everything it extends, and the options given with it, into one tree.
 */
import type { Place, Problem } from '../errors.ts';
import { found, ScenarioErrors } from '../errors.ts';
import type { ScenarioFiles } from '../files.ts';
import { readBytes } from '../files.ts';
import { merge } from './merge.ts';
import { decodeText, LARGEST_FILE, readText } from './parse.ts';
import type { Position } from './position.ts';
import { WRITTEN } from './resolved.ts';
import { applySet, pathOfOption } from './set.ts';
import { canonicalKey, expandShorthands } from './shorthand.ts';
import type { MappingNode, Path, ScalarNode, TreeNode } from './tree.ts';
import { withoutEntry } from './tree.ts';

/** Files extending each other in a row, and files read in all. */
const LONGEST_CHAIN = 20;
const MOST_FILES = 100;

/** A document that was read, with all that could not be. */
export interface LoadedDocument {
  /** null when nothing of it can be used. */
  readonly document: MappingNode | null;
  readonly problems: readonly Problem[];
  /** What is not known of it, because it could not be read. */
  readonly lost: readonly Path[];
  /** Of a scenario as results hold it, all but what is read; null for all others. */
  readonly resolved: MappingNode | null;
  /** Whether a file that it extends could not be read, so that anything may be missing. */
  readonly isPartial: boolean;
}

/**
 * The merged document of `path`: bases first, then the file itself, then each `--set`, in order.
 * @param root what may stand where in it
 */
export function loadDocument(
  path: string,
  files: ScenarioFiles,
  set: readonly string[],
  root: Position,
): LoadedDocument {
  const loader = new Loader(files, root);
  let document = loader.load(path, []);
  if (document === null)
    return { document, problems: loader.problems, lost: [], resolved: null, isPartial: true };
  const written = document.entries.get(WRITTEN)?.node;
  const resolved = written?.kind === 'mapping' ? withoutEntry(document, WRITTEN) : null;
  if (written?.kind === 'mapping') document = expandShorthands(written);
  for (const option of set) {
    try {
      document = applySet(document, option, root);
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      loader.problems.push(...error.problems);
      loader.lost.push(pathOfOption(option));
    }
  }
  const { problems, lost, isPartial } = loader;
  return { document, problems, lost, resolved, isPartial };
}

class Loader {
  readonly problems: Problem[] = [];
  readonly lost: Path[] = [];
  isPartial = false;
  readonly #files: ScenarioFiles;
  readonly #root: Position;
  #count = 0;

  constructor(files: ScenarioFiles, root: Position) {
    this.#files = files;
    this.#root = root;
  }

  /** What a file and all that it extends hold; null when the file cannot be used, which has then been noted. */
  load(path: string, chain: readonly string[], from?: Place): MappingNode | null {
    try {
      const text = this.#textOf(path, chain, from);
      const { tree, problems, lost } = readText(text, { file: path, column: 1 });
      this.problems.push(...problems);
      for (const key of lost) this.lost.push([canonicalKey(key)]);
      const read = tree && expandShorthands(this.#mapping(tree, path));
      return read && this.#withBases(read, path, [...chain, path]);
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      this.problems.push(...error.problems);
      return null;
    }
  }

  #textOf(path: string, chain: readonly string[], from?: Place): string {
    const asked = from ?? { file: path, line: 1, column: 1 };
    const key = from ? 'extends' : '';
    if (chain.includes(path)) {
      const circle = [...chain.slice(chain.indexOf(path)), path].join(' -> ');
      throw problem(asked, key, `files extend each other in a circle: ${circle}`);
    }
    this.#count += 1;
    if (chain.length >= LONGEST_CHAIN || this.#count > MOST_FILES) {
      throw problem(asked, key, `too many files extend each other, at ${found(path)}`);
    }
    return decodeText(readBytes(this.#files, path, asked, key), path, LARGEST_FILE);
  }

  #mapping(node: TreeNode, path: string): MappingNode {
    if (node.kind === 'mapping') return node;
    if (node.kind === 'scalar' && node.value === null) {
      const start: Place = { file: path, line: 1, column: 1 };
      throw problem(start, '', 'the file is empty: a scenario is a mapping such as "agents: 100"');
    }
    const what = node.kind === 'list' ? 'a list' : found(node.value);
    throw problem(node.place, '', `expected a mapping such as "agents: 100", found ${what}`);
  }

  #withBases(document: MappingNode, path: string, chain: readonly string[]): MappingNode {
    let merged: MappingNode | undefined;
    for (const base of this.#bases(document)) {
      const loaded = this.load(this.#files.resolve(path, String(base.value)), chain, base.place);
      if (loaded === null) {
        this.isPartial = true;
        continue;
      }
      // A variant that went by its base's name would be mistaken for it in every report.
      const nameless = withoutEntry(loaded, 'name');
      merged = merged ? merge(merged, nameless, this.#root) : nameless;
    }
    const own = withoutEntry(document, 'extends');
    return merged ? merge(merged, own, this.#root) : own;
  }

  #bases(document: MappingNode): ScalarNode[] {
    try {
      return extended(document.entries.get('extends')?.node);
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      this.problems.push(...error.problems);
      this.isPartial = true;
      return [];
    }
  }
}

function extended(node: TreeNode | undefined): ScalarNode[] {
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
