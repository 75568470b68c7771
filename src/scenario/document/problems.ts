/**
 * Collects problems against a tree, looking up where each of them stands.
 */
import type { Problem } from '../errors.ts';
import type { Path, TreeNode } from './tree.ts';
import { locate } from './tree.ts';

export interface ProblemOptions {
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean;
  /** Characters into a text value. */
  readonly offset?: number;
  readonly suggestion?: string;
  /** Values elsewhere that it is about as well; absent: all other sections that the check has read. */
  readonly about?: readonly Path[];
}

/** A problem and what it is about. */
export interface PlacedProblem {
  readonly problem: Problem;
  /** In the tree. */
  readonly path: Path;
  readonly about: readonly Path[];
}

export class Problems {
  readonly #root: TreeNode;
  readonly #problems: PlacedProblem[] = [];
  /** Sections that the present check has looked at. */
  readonly #read = new Set<string>();

  constructor(root: TreeNode) {
    this.#root = root;
  }

  get root(): TreeNode {
    return this.#root;
  }

  add(path: Path, message: string, options: ProblemOptions = {}): void {
    const located = locate(this.#root, path);
    const { node, key } = located;
    let place = options.atKey === true ? located.keyPlace : located.place;
    if (options.offset !== undefined && node?.kind === 'scalar' && node.inset !== null) {
      place = { ...place, column: place.column + node.inset + options.offset };
    }
    const { file, line, column } = place;
    const { suggestion } = options;
    const more = suggestion === undefined ? {} : { suggestion };
    this.addAt({ file, line, column, key, message, ...more }, path, options.about);
  }

  /** A problem whose place is already known, such as a line of a table that the value at `path` names. */
  addAt(problem: Problem, path: Path, about?: readonly Path[]): void {
    const others = [...this.#read].filter((section) => section !== path[0]).map((section) => [section]);
    this.#problems.push({ problem, path, about: about ?? others });
  }

  /** Begins a check: what it says is about the sections that it reads of the given scenario, unless it says more exactly. */
  watched<T extends object>(scenario: T): T {
    this.#read.clear();
    return new Proxy(scenario, {
      get: (target, key) => {
        if (typeof key === 'string') this.#read.add(key);
        return Reflect.get(target, key);
      },
    });
  }

  get found(): readonly PlacedProblem[] {
    return this.#problems;
  }

  get empty(): boolean {
    return this.#problems.length === 0;
  }
}
