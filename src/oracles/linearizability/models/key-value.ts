import type { Model, Operation, SequentialObject } from '../types.ts';
import { type List, Lists, valuesOf } from './lists.ts';
import { type RegisterInput, registerModel } from './register.ts';
import { answerWords, partOf, type Value, valueWords, withKey } from './values.ts';

/** `get` answers the list; what the others answer is not looked at. */
export type ListInput = { readonly key?: Value } & (
  | { readonly f: 'get' }
  | { readonly f: 'put'; readonly value: readonly Value[] }
  | { readonly f: 'append'; readonly value: Value }
);

type ListOutput = readonly Value[] | undefined;

/** `get` answers the text; what the others answer is not looked at. */
export type TextInput = { readonly key?: Value } & (
  | { readonly f: 'get' }
  | { readonly f: 'put' | 'append'; readonly value: string }
);

/** `get` answers the value, or null where nothing was put; what `put` answers is not looked at. */
export type ValueInput = { readonly key?: Value } & (
  | { readonly f: 'get' }
  | { readonly f: 'put'; readonly value: Value }
);

/** For each key a value, at first null: a register whose functions have other names. */
export function keyValueModel(): Model<ValueInput, Value | undefined, Value> {
  const { object, stateWords } = registerModel();
  return {
    name: 'key-value',
    part: partOf,
    object: (operations) => {
      const held = object(operations.map((one) => ({ ...one, input: asRegister(one.input) })));
      return {
        initial: held.initial,
        step: (state, input, output) => held.step(state, asRegister(input), output),
        stepUnknown: (state, input) => held.stepUnknown(state, asRegister(input)),
      };
    },
    isRead: ({ f }) => f === 'get',
    operationIdentity: (input, output) => JSON.stringify([input, output]),
    words: (input, output) => {
      const called = withKey(input.f, input.key);
      return input.f === 'get' ? called + answerWords(output) : `${called} ${valueWords(input.value)}`;
    },
    stateWords,
    stateClause: keyClause,
  };
}

function keyClause(value: Value): string {
  return `the key holds ${valueWords(value)}`;
}

function asRegister(input: ValueInput): RegisterInput {
  return input.f === 'get' ? { f: 'read' } : { f: 'write', value: input.value };
}

/** For each key a list of values, at first an empty one. */
export function keyListModel(): Model<ListInput, ListOutput, List> {
  return {
    name: 'key-value of lists',
    part: partOf,
    object: listObject,
    isRead: ({ f }) => f === 'get',
    operationIdentity: (input, output) => JSON.stringify([input, output]),
    words: inputWords,
    stateWords: (list) => listWords(valuesOf(list)),
    stateClause: (list) => `the key holds ${listWords(valuesOf(list))}`,
  };
}

/** For each key a text, at first an empty one. The states of a key take as much memory as all its texts together. */
export function keyTextModel(): Model<TextInput, string | undefined, string> {
  return {
    name: 'key-value of texts',
    part: partOf,
    object: textObject,
    isRead: ({ f }) => f === 'get',
    operationIdentity: (input, output) => JSON.stringify([input, output]),
    words: inputWords,
    stateWords: valueWords,
    stateClause: keyClause,
  };
}

/**
 * Contents that no later read can begin with are all alike, until the next put: nobody reads them. An operation without a response that
 * leads to such a content need not have happened.
 */
const UNREAD = Symbol('unread');

function listObject(
  operations: readonly Operation<ListInput, ListOutput>[],
): SequentialObject<ListInput, ListOutput, List> {
  const lists = new Lists();
  const answers = new Map<ListOutput, List>();
  for (const output of answersOf(operations)) answers.set(output, lists.of(output));
  const begins = beginnings(answers.values());
  const isUnread = (list: List) => list.length > 0 && !begins.has(list);
  const after = (list: List, input: ListInput) => {
    if (input.f === 'put') return lists.of(input.value);
    return input.f === 'append' ? lists.append(list, input.value) : list;
  };
  return {
    initial: lists.empty,
    step(list, input, output) {
      if (input.f !== 'get') return after(list, input);
      return answers.get(output) === list ? list : undefined;
    },
    stepUnknown(list, input) {
      const next = after(list, input);
      return isUnread(next) ? undefined : next;
    },
    identity: (list) => (isUnread(list) ? UNREAD : list),
    isHopeless: listForesight(operations, begins),
  };
}

/** All that lists begin with, themselves included. */
function beginnings(lists: Iterable<List>): Set<List> {
  const found = new Set<List>();
  for (const list of lists) {
    for (let at = list; at.length > 0 && !found.has(at); at = at.init) found.add(at);
  }
  return found;
}

/** Which lists show that values were written in the wrong order, as soon as the order arises and not at the next read. */
function listForesight(
  operations: readonly Operation<ListInput, ListOutput>[],
  begins: ReadonlySet<List>,
): ((list: List) => boolean) | undefined {
  // Where each value is written once, what is before it never changes: it is what all reads of the value say.
  if (areDistinct(operations)) {
    const read = new Set(Array.from(begins, ({ last }) => last));
    return (list) => list.length > 0 && read.has(list.last) && !begins.has(list);
  }
  if (operations.some(({ input }) => input.f === 'put')) return undefined;
  // A list that only grows begins with everything that was ever read.
  let longest = 0;
  for (const { length } of begins) longest = Math.max(longest, length);
  return (list) => list.length > 0 && list.length <= longest && !begins.has(list);
}

/** Whether no value is written twice, and each operation that writes writes at least one. */
function areDistinct(operations: readonly Operation<ListInput, ListOutput>[]): boolean {
  const seen = new Set<Value>();
  for (const { input } of operations) {
    if (input.f === 'get') continue;
    const values = input.f === 'put' ? input.value : [input.value];
    if (values.length === 0) return false;
    for (const value of values) {
      if (seen.has(value)) return false;
      seen.add(value);
    }
  }
  return true;
}

function textObject(
  operations: readonly Operation<TextInput, string | undefined>[],
): SequentialObject<TextInput, string | undefined, string> {
  const answers = answersOf(operations).sort(byCodeUnits);
  const isUnread = (text: string) => text !== '' && !(firstFrom(answers, text)?.startsWith(text) ?? false);
  const after = (text: string, input: TextInput) => {
    if (input.f === 'put') return input.value;
    return input.f === 'append' ? text + input.value : text;
  };
  return {
    initial: '',
    step(text, input, output) {
      if (input.f !== 'get') return after(text, input);
      return output === text ? text : undefined;
    },
    stepUnknown(text, input) {
      const next = after(text, input);
      return isUnread(next) ? undefined : next;
    },
    identity: (text) => (isUnread(text) ? UNREAD : text),
    isHopeless: textForesight(operations, answers),
  };
}

function textForesight(
  operations: readonly Operation<TextInput, string | undefined>[],
  answers: readonly string[],
): ((text: string) => boolean) | undefined {
  if (operations.some(({ input }) => input.f === 'put')) return undefined;
  // A text that only grows begins with everything that was ever read.
  const longest = answers.reduce((a, b) => (b.length > a.length ? b : a), '');
  return (text) => (text.length <= longest.length ? !longest.startsWith(text) : !text.startsWith(longest));
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The first of sorted texts that is not before a text: the first that begins with it, if any does. */
function firstFrom(sorted: readonly string[], text: string): string | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < text) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}

/** What was answered to gets. */
function answersOf<O>(operations: readonly Operation<{ readonly f: string }, O | undefined>[]): O[] {
  return operations
    .filter(({ input, returned }) => input.f === 'get' && returned !== Infinity)
    .map(({ output }) => output)
    .filter((output): output is O & {} => output !== undefined && output !== null);
}

function inputWords(input: ListInput | TextInput, output: ListOutput | string): string {
  const called = withKey(input.f, input.key);
  const words = (value: unknown) => (Array.isArray(value) ? listWords(value) : valueWords(value));
  if (input.f !== 'get') return `${called} ${words(input.value)}`;
  return Array.isArray(output) ? `${called} -> ${listWords(output)}` : called + answerWords(output);
}

function listWords(values: readonly unknown[]): string {
  return `[${values.map(valueWords).join(', ')}]`;
}
