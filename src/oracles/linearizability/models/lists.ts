/** A list of values: all of another one and one more. Equal lists of one `Lists` are the same object. */
export interface List {
  readonly length: number;
  /** The list without its last value; the empty list: itself. */
  readonly init: List;
  readonly last: unknown;
  /** A list further back, by which any is found in logarithmic time (Myers, "An applicative random-access stack", 1983). */
  readonly jump: List;
}

interface Node extends List {
  readonly init: Node;
  readonly jump: Node;
  readonly longer: Map<unknown, Node>;
}

/** Lists that share what they begin with. */
export class Lists {
  readonly empty: List = emptyNode();

  /** A list with one value more. */
  append(list: List, value: unknown): List {
    const init = list as Node;
    const known = init.longer.get(value);
    if (known) return known;
    const { jump } = init;
    const made: Node = {
      length: init.length + 1,
      init,
      last: value,
      jump: init.length - jump.length === jump.length - jump.jump.length ? jump.jump : init,
      longer: new Map(),
    };
    init.longer.set(value, made);
    return made;
  }

  of(values: readonly unknown[]): List {
    return values.reduce((list: List, value) => this.append(list, value), this.empty);
  }
}

/** The first values of a list, `length` of them at most. */
export function firstOf(list: List, length: number): List {
  let at = list;
  while (at.length > length) at = at.jump.length >= length ? at.jump : at.init;
  return at;
}

/** All but the first `from` values. */
export function valuesOf(list: List, from = 0): unknown[] {
  const values: unknown[] = [];
  for (let at = list; at.length > from; at = at.init) values.push(at.last);
  return values.reverse();
}

function emptyNode(): Node {
  const node = { length: 0, last: null, longer: new Map() } as unknown as { init: Node; jump: Node } & Node;
  Object.assign(node, { init: node, jump: node });
  return node;
}
