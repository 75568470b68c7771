/**
 * The short forms of a scenario: each is declared beside the schema of the value, as the way from it to the long form.
 */
import type { z } from 'zod';
import type { DrawnQuantity } from '../distribution/draft.ts';
import type { Position, ShortForm } from '../document/position.ts';
import { NOWHERE } from '../document/position.ts';
import type { Entry, TreeNode } from '../document/tree.ts';
import { isBare, listNode, mappingNode, scalarNode, wrap } from '../document/tree.ts';
import { termPosition } from './short-terms.ts';

/** By definition rather than by schema, since a schema with another description is a copy. */
const forms = new WeakMap<object, ShortForm | Position>();

/** Declares what the values of a schema may stand for. */
export function withShort<T extends z.core.$ZodType>(schema: T, form: ShortForm): T {
  forms.set(schema._zod.def, form);
  return schema;
}

const terms = new WeakMap<object, DrawnQuantity | null>();

/** Declares that the values of a schema are distributions of a quantity, or for null arrival processes. */
export function withTerms<T extends z.core.$ZodType>(schema: T, quantity: DrawnQuantity | null): T {
  forms.set(schema._zod.def, termPosition(quantity === null ? 'arrivals' : 'distribution'));
  terms.set(schema._zod.def, quantity);
  return schema;
}

const explained = new WeakSet<object>();

/** Declares that the reference takes the values of a schema apart: there are others like it, of which this one is shown. */
export function withKeysShown<T extends z.core.$ZodType>(schema: T): T {
  explained.add(schema._zod.def);
  return schema;
}

export function areKeysShown(schema: z.core.$ZodType): boolean {
  return explained.has(schema._zod.def);
}

/** What a schema has been declared to draw, null for arrival processes; undefined for all other schemas. */
export function termsOf(schema: z.core.$ZodType): DrawnQuantity | null | undefined {
  return terms.get(schema._zod.def);
}

/** A bare value stands for one key below it. */
export function bareKey(key: string): ShortForm {
  return { expand: (node) => (isBare(node) ? wrap(key, node) : null) };
}

/** `true` stands for a mapping in which everything has its default; below `false` something may be set, too. */
export const SWITCH: ShortForm = {
  expand: (node) => (node.kind === 'scalar' && typeof node.value === 'boolean' ? pairs(node, []) : null),
};

/** One item stands for a list of it. @param item the short form of the item itself */
export function singleItem(item?: ShortForm): ShortForm {
  return {
    expand: (node, key) => {
      if (node.kind === 'list' || (node.kind === 'scalar' && node.value === null)) return null;
      return typeof key === 'number' ? listNode([node], node.place) : (item?.expand(node, key) ?? null);
    },
  };
}

/** A mapping of metrics to the rest of a condition, or of several, stands for the list of these conditions: they have their numbers. */
export const CONDITIONS: ShortForm = {
  expand(node, key) {
    if (node.kind !== 'mapping' || typeof key !== 'number') return null;
    const items: TreeNode[] = [];
    for (const [metric, { node: given }] of node.entries)
      for (const one of given.kind === 'list' ? given.items : [given]) {
        if (one.kind !== 'scalar' || typeof one.value !== 'string') return null;
        items.push(scalarNode(`${metric} ${one.value}`, one.place));
      }
    return listNode(items, node.place);
  },
};

/** A number stands for a list of so many; each item is made from its number, counted from 1. */
export function numbered(
  most: number,
  item: (number: number) => Readonly<Record<string, string>>,
): ShortForm {
  return {
    expand(node) {
      const count = node.kind === 'scalar' ? node.value : null;
      if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > most) return null;
      const items = Array.from({ length: count }, (_, index) => plainMapping(node, item(index + 1)));
      return listNode(items, node.place);
    },
  };
}

/** A name stands for a list of mappings. */
export function named(
  lists: Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>,
): ShortForm {
  return {
    expand(node) {
      const name = node.kind === 'scalar' ? String(node.value) : '';
      if (!Object.hasOwn(lists, name)) return null;
      return listNode(
        lists[name].map((item) => plainMapping(node, item)),
        node.place,
      );
    },
  };
}

function plainMapping(at: TreeNode, item: Readonly<Record<string, string | number>>): TreeNode {
  return pairs(
    at,
    Object.entries(item).map(([key, value]) => [key, scalarNode(value, at.place)]),
  );
}

function pairs(at: TreeNode, entries: readonly (readonly [string, TreeNode])[]): TreeNode {
  const made = entries.map(([key, node]): [string, Entry] => [key, { label: key, place: at.place, node }]);
  return mappingNode(new Map(made), at.place);
}

/** The position of a schema's values. @param besideTask the schema of `task` where its values may stand beside it */
export function positionOf(schema: z.core.$ZodType, besideTask: z.core.$ZodType): Position {
  const layers = layersOf(schema);
  const form = layers.map((layer) => forms.get(layer._zod.def)).find((known) => known !== undefined) ?? null;
  if (form !== null && 'step' in form) return form;
  const shapes = layers.flatMap((layer) => (layer._zod.def.type === 'object' ? [layer as z.ZodObject] : []));
  return {
    short: form,
    choice: false,
    besideTask: shapes.some(({ shape }) => shape.task === besideTask),
    step(key) {
      const below = layers.map((layer) => childOf(layer, key)).find((known) => known !== null);
      return below ? positionOf(below, besideTask) : NOWHERE;
    },
  };
}

/** A schema with everything inside its wrappers and unions. */
function layersOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = schema._zod.def as unknown as {
    readonly type: string;
    readonly innerType?: z.core.$ZodType;
    readonly in?: z.core.$ZodType;
    readonly options?: readonly z.core.$ZodType[];
  };
  const inner = def.innerType ?? (def.type === 'pipe' ? def.in : undefined);
  return [schema, ...(inner ? layersOf(inner) : []), ...(def.options ?? []).flatMap(layersOf)];
}

function childOf(schema: z.core.$ZodType, key: string | number): z.core.$ZodType | null {
  const def = schema._zod.def as unknown as {
    readonly type: string;
    readonly element?: z.core.$ZodType;
    readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
    readonly valueType?: z.core.$ZodType;
  };
  if (def.type === 'array') return typeof key === 'number' ? (def.element ?? null) : null;
  if (typeof key === 'number') return null;
  if (def.type === 'object') return def.shape && Object.hasOwn(def.shape, key) ? def.shape[key] : null;
  return def.type === 'record' ? (def.valueType ?? null) : null;
}
