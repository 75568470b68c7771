/**
 * Collects problems against a tree, looking up where each of them stands.
 */
import type { Problem } from '../errors.ts';
import { ScenarioErrors } from '../errors.ts';
import type { Path, TreeNode } from './tree.ts';
import { locate } from './tree.ts';

export interface ProblemOptions {
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean;
  /** Characters into a text value. */
  readonly offset?: number;
  readonly suggestion?: string;
}

export class Problems {
  readonly #root: TreeNode;
  readonly #problems: Problem[] = [];

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
    this.#problems.push({
      file,
      line,
      column,
      key,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  /** A problem whose place is already known. */
  addAt(problem: Problem): void {
    this.#problems.push(problem);
  }

  get empty(): boolean {
    return this.#problems.length === 0;
  }

  /** @throws ScenarioErrors when there is any problem. */
  throwIfAny(): void {
    if (this.#problems.length > 0) throw new ScenarioErrors(this.#problems);
  }
}
