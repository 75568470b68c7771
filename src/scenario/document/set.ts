/**
 * `--set path=value`: changes one value of a document before it is validated. Problems with the value name the option.
 */
import type { Place } from '../errors.ts';
import { found, ScenarioErrors } from '../errors.ts';
import { ownerKey, withOwner } from './merge.ts';
import { parseDocument } from './parse.ts';
import type { Position } from './position.ts';
import { liftTask } from './position.ts';
import { canonicalKey, expandShorthands, SHORTHANDS } from './shorthand.ts';
import type { Entry, ListNode, MappingNode, Path, TreeNode } from './tree.ts';
import { isBare, listNode, mappingNode, withEntry } from './tree.ts';

interface Assignment {
  readonly segments: readonly (string | number)[];
  /** The path as written, up to and including each segment. */
  readonly written: readonly string[];
  readonly value: TreeNode;
  /** The option itself. */
  readonly place: Place;
}

const DEEPEST_PATH = 50;

/** Sections whose keys are metrics, which have dots in their names: "expect.task.latency.p99". */
const OF_METRICS: ReadonlySet<string | number> = new Set(['expect', 'claims']);

/** @throws ScenarioErrors when the option cannot be read or its path leads nowhere. */
export function applySet(document: MappingNode, option: string, root: Position): MappingNode {
  const assignment = parseOption(option);
  const [first] = assignment.segments;
  const shorthand =
    typeof first === 'string' && Object.hasOwn(SHORTHANDS, first) ? SHORTHANDS[first] : undefined;
  const bare = assignment.segments.length === 1 && shorthand !== undefined && isBare(assignment.value);
  const full: Assignment = bare
    ? {
        ...assignment,
        segments: [...assignment.segments, shorthand],
        written: [...assignment.written, assignment.written[0]],
      }
    : assignment;
  return expandShorthands(assign(document, full, 0, root) as MappingNode);
}

/** The section that an option is for, which is all that is known of one that cannot be read. */
export function pathOfOption(option: string): Path {
  return [canonicalKey(option.split(/[.[=]/, 1)[0].trim())];
}

function parseOption(option: string): Assignment {
  const file = `--set ${option}`;
  const place: Place = { file, line: 1, column: 1 };
  const equals = option.indexOf('=');
  if (equals < 1) fail(place, '', 'expected --set key=value, such as --set agents.count=100');
  const path = option.slice(0, equals).trim();
  const segments: (string | number)[] = [];
  const written: string[] = [];
  const token = /\.?([^.[\]=\s]+)|\[(\d{1,9})\]/y;
  let end = 0;
  while (end < path.length) {
    token.lastIndex = end;
    const match = token.exec(path);
    const dotted = path[end] === '.';
    if (
      !match ||
      (end === 0 && (dotted || match[1] === undefined)) ||
      (end > 0 && match[1] !== undefined && !dotted)
    ) {
      fail(
        { ...place, column: end + 1 },
        '',
        `expected a path such as faults[0].duration, found ${found(path)}`,
      );
    }
    const segment = match[1] === undefined ? Number(match[2]) : match[1];
    segments.push(segments.length === 0 ? canonicalKey(String(segment)) : segment);
    end = token.lastIndex;
    written.push(path.slice(0, end));
  }
  if (segments.length === 0 || segments.length > DEEPEST_PATH) fail(place, '', 'expected --set key=value');
  if (segments.includes('__proto__')) fail(place, path, 'unknown key "__proto__"');
  if (segments[0] === 'extends')
    fail(place, path, 'extends cannot be set: name the file that extends instead');
  const given = option.slice(equals + 1);
  // At the beginning of a value YAML has another meaning for this sign.
  const isAbove = OF_METRICS.has(segments[0]) && given.trimStart().startsWith('>');
  const value = parseDocument(isAbove ? JSON.stringify(given.trim()) : given, { file, column: equals + 2 });
  return { ...withMetric(segments, written), value, place };
}

/** With the name of a metric as one key. */
function withMetric(
  segments: readonly (string | number)[],
  written: readonly string[],
): Pick<Assignment, 'segments' | 'written'> {
  if (!OF_METRICS.has(segments[0])) return { segments, written };
  const index = segments.findIndex((segment) => typeof segment === 'number');
  const end = index < 0 ? segments.length : index;
  if (end < 3) return { segments, written };
  return {
    segments: [segments[0], segments.slice(1, end).join('.'), ...segments.slice(end)],
    written: [written[0], ...written.slice(end - 1)],
  };
}

function fail(place: Place, key: string, message: string): never {
  throw new ScenarioErrors([{ ...place, key, message }]);
}

function assign(node: TreeNode | undefined, assignment: Assignment, depth: number, at: Position): TreeNode {
  const { segments, written, value, place } = assignment;
  if (depth === segments.length) return value;
  const segment = segments[depth];
  const here = depth === 0 ? '' : written[depth - 1];
  const empty = node === undefined || (node.kind === 'scalar' && node.value === null);
  if (empty) {
    if (typeof segment === 'number') fail(place, here, 'there is no list here to take an item of');
    return assignKey(mappingNode(new Map(), place), segment, assignment, depth, at);
  }
  if (node.kind === 'mapping') {
    if (typeof segment !== 'number') return assignKey(node, segment, assignment, depth, at);
    const list = at.short?.expand(node, segment);
    // A mapping that is short for a list of several.
    if (list?.kind === 'list' && list.items[0] !== node)
      return assignItem(list, segment, assignment, depth, at);
    // One item may stand without a list around it, and goes on to.
    if (list && segment === 0) return assign(node, assignment, depth + 1, at.step(0));
    return fail(place, here, `expected a list to take item [${segment}] of, found a mapping`);
  }
  if (node.kind === 'list') return assignItem(node, segment, assignment, depth, at);
  const long = at.short?.expand(node, segment);
  if (long) return assign(long, assignment, depth, at);
  return fail(place, here, `expected a mapping to set "${segment}" in, found ${found(node.value)}`);
}

function assignKey(
  given: MappingNode,
  key: string,
  assignment: Assignment,
  depth: number,
  at: Position,
): TreeNode {
  const { segments, place, value } = assignment;
  // Another choice replaces the one that was made.
  const node = at.choice && !given.entries.has(key) ? mappingNode(new Map(), given.place) : given;
  if (at.besideTask && !node.entries.has(key)) {
    const lifted = liftTask(node);
    if (lifted.entries.has(key)) return assignKey(lifted, key, assignment, depth, at);
  }
  const below = segments[depth + 1];
  if (at.besideTask && key === 'task' && typeof below === 'string' && node.entries.has(below))
    return assignKey(node, below, assignment, depth + 1, at);
  const section = depth === 1 ? String(segments[0]) : '';
  const changesOwner = depth === segments.length - 1 && ownerKey(section) === key;
  const target = changesOwner ? withOwner(node, section, value) : node;
  const old = target.entries.get(key);
  const label = depth === 0 ? assignment.written[0] : key;
  const entry: Entry = {
    label: old?.label ?? label,
    place,
    node: assign(old?.node, assignment, depth + 1, at.step(key)),
  };
  return withEntry(target, key, entry);
}

/** How the condition on a metric is written where conditions are a list. */
function conditionForm({ items }: ListNode, section: string, metric: string): string {
  const found = items.findIndex((item) => item.kind === 'scalar' && String(item.value).includes(metric));
  const which = found < 0 ? 'say which of them to replace, such as' : 'write';
  return `${which} --set "${section}[${Math.max(0, found)}]=${metric} < ...", or all of them, as in --set "${section}=[${metric} < ...]"`;
}

function assignItem(
  node: ListNode,
  segment: string | number,
  assignment: Assignment,
  depth: number,
  at: Position,
): TreeNode {
  const { place, written } = assignment;
  const here = written[depth - 1];
  const items = [...node.items];
  if (typeof segment === 'number') {
    if (segment >= items.length) {
      fail(
        place,
        written[depth],
        `there is no item [${segment}]: ${here} has ${items.length}, counted from 0`,
      );
    }
    items[segment] = assign(items[segment], assignment, depth + 1, at.step(segment));
  } else if (depth === 1 && OF_METRICS.has(assignment.segments[0])) {
    fail(place, here, `${here} is a list of conditions: ${conditionForm(node, here, segment)}`);
  } else {
    if (items.length !== 1) {
      const such = /^\d+$/.test(segment) ? `[${segment}]` : `[0].${segment}`;
      fail(place, here, `${here} is a list of ${items.length}: say which item, such as ${here}${such}`);
    }
    items[0] = assign(items[0], assignment, depth, at.step(0));
  }
  return listNode(items, node.place);
}
