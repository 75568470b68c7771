/**
 * Goes on after problems: what is wrong is taken out of a document, so that everything else can still be checked, and what only
 * follows from its absence is told apart.
 */
import type { PlacedProblem } from './problems.ts';
import { canonicalKey } from './shorthand.ts';
import type { MappingNode, Path, TreeNode } from './tree.ts';
import { childOf, locate, without } from './tree.ts';

/** Where more values than these are wrong, whole sections are taken out: each takes a copy of all beside it. */
const MOST_TAKEN_OUT = 100;

/** A value that is not known, because there is a problem with it. */
interface Unknown {
  readonly path: Path;
  /** Whether it was text: the name of a kind may decide what may stand beside it. */
  readonly decides: boolean;
}

export class Unknowns {
  readonly #unknown: Unknown[] = [];
  #isPartial = false;

  /** @param decides whether what may stand beside it can depend on it */
  add(path: Path, decides: boolean): void {
    this.#unknown.push({ path, decides });
  }

  /** Keys that were probably meant by others: what they have is not known either. */
  addMeant(problems: readonly PlacedProblem[], document: MappingNode): void {
    for (const { path, problem } of problems) {
      const { suggestion, message } = problem;
      if (suggestion === undefined || !message.startsWith('unknown key')) continue;
      const meant = canonicalKey(suggestion);
      if (locate(document, [...path.slice(0, -1), meant]).node === undefined)
        this.add([...asWritten(document, path).slice(0, -1), meant], true);
    }
  }

  /** A file that the document extends is not known: whatever is missing may stand there. */
  addBase(): void {
    this.#isPartial = true;
  }

  /** Whether a problem of a mended document may be there only because of what is not known. */
  explain({ path: place, about, problem }: PlacedProblem, document: MappingNode): boolean {
    const path = asWritten(document, place);
    if (this.#isPartial && problem.message.includes('missing')) return true;
    const [section] = path;
    return this.#unknown.some(
      (unknown) =>
        areRelated(path, unknown.path) ||
        (unknown.decides && isBelow(path, besides(unknown.path))) ||
        // Something is missing that may have been there.
        (unknown.path[0] === section && problem.message.includes('missing')) ||
        about.some((other) => areRelated(other, unknown.path)),
    );
  }
}

/** What a value can decide about: the mapping that it stands in, or itself as an item of a list, whose items stand for themselves. */
function besides(path: Path): Path {
  return path.length > 1 && typeof path.at(-1) === 'string' ? path.slice(0, -1) : path;
}

/** Whether one is the other, or stands in it. */
function areRelated(a: Path, b: Path): boolean {
  return isBelow(a, b) || isBelow(b, a);
}

function isBelow(path: Path, above: Path): boolean {
  return above.every((step, depth) => String(step) === String(path[depth]));
}

/** Where values stand that could not be read. */
export function unreadable(node: TreeNode, path: Path = []): Path[] {
  if (node.kind === 'list') return node.items.flatMap((item, at) => unreadable(item, [...path, at]));
  if (node.kind === 'mapping')
    return [...node.entries].flatMap(([key, entry]) => unreadable(entry.node, [...path, key]));
  return node.isUnknown ? [path] : [];
}

/**
 * The document without what stands at these paths, or else above, which is not known from here on.
 * @returns null when nothing could be taken out
 */
export function mended(
  document: MappingNode,
  wrong: readonly Path[],
  unknowns: Unknowns,
): MappingNode | null {
  // From the last to the first, so that places in lists stay what they are.
  const coarse = wrong.length > MOST_TAKEN_OUT ? wrong.map((path) => path.slice(0, 1)) : wrong;
  const paths = coarse.map((path) => standing(document, path)).sort(fromTheLast);
  let left = document;
  let done: Path | null = null;
  for (const path of paths) {
    if (path.length === 0 || (done !== null && areRelated(path, done))) continue;
    const { node } = locate(document, path);
    unknowns.add(asWritten(document, path), node !== undefined && decides(node));
    left = without(left, path) as MappingNode;
    done = path;
  }
  return left === document ? null : left;
}

/** Whether what may stand beside a value can depend on it: names do, and what is made of several values. */
function decides(node: TreeNode): boolean {
  return node.kind !== 'scalar' || (typeof node.value === 'string' && !/\d/.test(node.value));
}

/** A path with the numbers that items had before others were taken out. */
function asWritten(document: MappingNode, path: Path): Path {
  let node: TreeNode | undefined = document;
  return path.map((step) => {
    const at: TreeNode | undefined = node;
    node = at && childOf(at, step);
    return at?.kind === 'list' ? (at.numbers?.[Number(step)] ?? step) : step;
  });
}

/** As much of a path as stands in the document. */
function standing(document: MappingNode, path: Path): Path {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    if (locate(document, part).node !== undefined) return part;
  }
  return [];
}

/** Shorter ones first where one stands in the other, so that nothing is taken out of what is gone. */
function fromTheLast(a: Path, b: Path): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth += 1) {
    const [left, right] = [a[depth], b[depth]];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return right - left;
    return String(left) < String(right) ? -1 : 1;
  }
  return a.length - b.length;
}
