/** Keys with values that are put and got as they are, with texts, or with lists: what is appended and got tells. */
import {
  keyListModel,
  keyTextModel,
  keyValueModel,
  type ListInput,
  type TextInput,
  type ValueInput,
} from '../../linearizability/models/key-value.ts';
import type { Value } from '../../linearizability/models/values.ts';
import type { Call } from '../calls.ts';
import { type Datum, isList, shown } from '../datum.ts';
import { Malformed } from '../errors.ts';
import { isPair } from '../keys.ts';
import {
  answerOf,
  argumentOf,
  expectNoArgument,
  expectSame,
  type Interpretation,
  type Kind,
  keyOf,
  type Reading,
} from './kind.ts';

const ANSWER = 'the value that was got, or null where there is none';

export const keyValueKind: Kind<unknown, unknown, unknown> = {
  functions: ['get', 'put', 'append'],
  reads: ['get'],
  tells: (f, value) => {
    if (!isPair(value)) return false;
    return f === 'get' ? value[1] === null : null;
  },
  interpret: (calls, reading) => {
    const firstList = calls.find((call) => isList(contentOf(call)));
    const firstAppend = calls.find(({ f }) => f === 'append');
    const isText = calls.every((call) => isTextOrNone(call.f === 'append' ? call.value : contentOf(call)));
    let found: unknown = ofTexts(reading);
    if (firstList) found = ofLists(reading, firstList);
    else if (!isText) found = firstAppend ? ofLists(reading, firstAppend) : ofValues(reading);
    return found as Interpretation<unknown, unknown, unknown>;
  },
};

/** What a call says that a key holds, if it does. */
function contentOf({ f, end, value, answer }: Call): Datum | undefined {
  if (f === 'put') return value;
  return f === 'get' && end === 'ok' ? answer : undefined;
}

function isTextOrNone(datum: Datum | undefined): boolean {
  return datum === undefined || datum === null || typeof datum === 'string';
}

/** The input and the output of a call. @param content reads what a key holds @param item reads what is appended */
function translated<Content, Item>(
  call: Call,
  reading: Reading,
  content: (datum: Datum, line: number) => Content,
  item: (datum: Datum, line: number) => Item,
) {
  const key = keyOf(call, reading);
  if (call.f === 'get') {
    expectNoArgument(call);
    const output = call.end === 'ok' ? content(answerOf(call, ANSWER), call.endLine) : undefined;
    return { input: { f: 'get' as const, ...key }, output };
  }
  const argument = argumentOf(call);
  if (call.f === 'put') {
    expectSame(call);
    return { input: { f: 'put' as const, ...key, value: content(argument, call.line) }, output: undefined };
  }
  return { input: { f: 'append' as const, ...key, value: item(argument, call.line) }, output: undefined };
}

function ofTexts(reading: Reading): Interpretation<TextInput, string | undefined, string> {
  const text = (datum: Datum, line: number): string => {
    if (typeof datum === 'string') return datum;
    throw new Malformed(line, `found ${shown(datum)}: expected text`);
  };
  return {
    model: keyTextModel(),
    translate: (call) => translated(call, reading, (datum, line) => text(datum ?? '', line), text),
  };
}

function ofLists(
  reading: Reading,
  because: Call,
): Interpretation<ListInput, readonly Value[] | undefined, ListState> {
  const list = (datum: Datum, line: number): readonly Value[] => {
    if (datum === null) return [];
    if (isList(datum)) return datum.map((one) => reading.values.of(one));
    throw new Malformed(
      line,
      `found ${shown(datum)}: expected a list, as keys hold lists by the ${because.f} of line ${because.line}`,
    );
  };
  return {
    model: keyListModel(),
    translate: (call) => translated(call, reading, list, (datum) => reading.values.of(datum)),
  };
}

type ListState = ReturnType<ReturnType<ReturnType<typeof keyListModel>['object']>['step']> & {};

function ofValues(reading: Reading): Interpretation<ValueInput, Value | undefined, Value> {
  const value = (datum: Datum): Value => reading.values.of(datum);
  return {
    model: keyValueModel(),
    translate: (call) => translated(call, reading, value, value) as never,
  };
}
