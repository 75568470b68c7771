import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  HISTORY_FORMATS,
  HISTORY_MODELS,
  HistoryFormatError,
  type HistoryModel,
  HistoryReader,
  parseHistory,
} from '../../../src/oracles/histories/index.ts';
import { checkLinearizability } from '../../../src/oracles/linearizability/index.ts';

function problem(text: string, model: HistoryModel = 'cas-register'): string {
  try {
    parseHistory(text, { model, source: 'h' });
  } catch (error) {
    if (error instanceof HistoryFormatError) return error.message;
    throw error;
  }
  return 'nothing is wrong';
}

const lines = (...all: string[]) => all.join('\n');

describe('what is wrong is said with its line, what was found, and what is allowed', () => {
  test.each<[string, string, string]>([
    [
      'a second invoke',
      lines('0 :invoke :read nil', '', '0 :invoke :write 3'),
      'h:3: found an invoke of write by process 0, whose read of line 1 has not ended: expected ok, fail or info first',
    ],
    [
      'an end without invoke',
      lines('0 :invoke :read nil', '1 :ok :read 3'),
      'h:2: found ok of read by process 1, which has called nothing: expected an invoke first',
    ],
    [
      'an info of a client without invoke',
      lines('{:process 4 :type :info :f :read}'),
      'h:1: found info of read by process 4, which has called nothing: expected an invoke first',
    ],
    [
      'the end of something else',
      lines('0 :invoke :read nil', '0 :ok :write 3'),
      'h:2: found ok of write by process 0, which called read on line 1: expected the end of that',
    ],
    [
      'a process that goes on after an unknown end',
      lines('0 :invoke :write 1', '0 :info :write 1', '0 :invoke :write 2'),
      'h:3: found an invoke of write by process 0, which ended with info on line 2: expected the client to go on as another process',
    ],
    [
      'an unknown function',
      lines('{"process":0,"type":"invoke","f":"append","value":1}'),
      'h:1: found "append" as f: the model cas-register has read, write and cas',
    ],
    [
      'an unknown type',
      lines('0 :invoke :read nil', '0 :done :read nil'),
      'h:2: found "done" as type: expected invoke, ok, fail or info',
    ],
    ['no type', '{:process 0 :f :read}', 'h:1: found no type: expected invoke, ok, fail or info'],
    [
      'a process that is none',
      '{"process":1.5,"type":"invoke","f":"read"}',
      'h:1: found 1.5 as process: expected a whole number, text, or nemesis',
    ],
    [
      'no process',
      '{"type":"invoke","f":"read"}',
      'h:1: found no process: expected a whole number, text, or nemesis',
    ],
    [
      'a value that is no pair',
      lines('0 :invoke :cas 3'),
      'h:1: found 3 in an invoke of cas: expected [old new]',
    ],
    [
      'a read with a value',
      lines('0 :invoke :read 3'),
      'h:1: found 3 in an invoke of read: expected null or no value',
    ],
    ['a write without', lines('0 :invoke :write'), 'h:1: found no value in an invoke of write: expected one'],
    [
      'an answer that says nothing',
      lines('0 :invoke :read nil', '0 :ok :read'),
      'h:2: found no value in the ok of a read: expected the value that was read, or null for the initial one',
    ],
    [
      'another value at the end',
      lines('0 :invoke :write 3', '0 :ok :write 4'),
      'h:2: found 4 in the ok of a write: expected 3, as in its invoke on line 1, or null',
    ],
    [
      'an odd answer of cas',
      lines('0 :invoke :cas [1 2]', '0 :ok :cas [1 3]'),
      'h:2: found [1 3] in the ok of a cas: expected [1 2], as in its invoke on line 1, true, false or null',
    ],
    [
      'an event that is none',
      '{:process 0 :type :invoke :f :read} 5',
      'h:1: found 5: expected an event, such as {"process": 0',
    ],
    [
      'a line that is no JSON',
      lines('{"process":0,"type":"invoke","f":"read"}', '{"process":0,"ty'),
      'h:2: found {"process":0,"ty, which is no JSON: expected',
    ],
    [
      'a list of JSON',
      '[{"process":0,"type":"invoke","f":"read"}]',
      'h:1: found [{"f" "read", "process" 0, "type" "invoke"}]: expected an event',
    ],
    ['null', lines('{"process":0,"type":"invoke","f":"read"}', 'null'), 'h:2: found nil: expected an event'],
    [
      'a form that is cut off',
      lines('{:process 0 :type :invoke :f :read}', '{:process 0 :type', ':ok'),
      'h:2: what begins here has no end: is the file cut off?',
    ],
    [
      'a vector that is cut off',
      lines('', '[{:process 0 :type :invoke :f :read}'),
      'h:2: the vector that begins here has no end: is the file cut off?',
    ],
    [
      'brackets that do not fit',
      lines('{:process 0', ' :type [:invoke }}'),
      'h:2: found }, which closes nothing',
    ],
    [
      'a bracket too many',
      lines('{:process 0 :type :invoke :f :read}', ']'),
      'h:2: found ], which closes nothing',
    ],
    [
      'a mapping that is odd',
      lines('{:process 0', ' :type}'),
      'h:2: found a mapping whose last key "type" has no value',
    ],
    [
      'a log line without a function',
      'INFO  jepsen.util - 0 :invoke',
      'h:1: found - 0 :invoke: expected a process, a type',
    ],
    [
      'a time that is none',
      '{"process":0,"type":"invoke","f":"read","time":"now"}',
      'h:1: found "now" as time: expected a number of nanoseconds',
    ],
    [
      'a time that falls',
      lines(
        '{:process 0 :type :invoke :f :read :time 5}',
        '{:process 0 :type :ok :f :read :value 1 :time 4}',
      ),
      'h:2: found time 4 of process 0 after its time 5 on line 1: expected times of a process that do not fall',
    ],
    [
      'another key at the end',
      lines(
        '{"process":0,"type":"invoke","f":"read","key":"x"}',
        '{"process":0,"type":"ok","f":"read","key":"y","value":1}',
      ),
      'h:2: found ok of read by process 0 with key "y": expected "x", as in its invoke on line 1',
    ],
    [
      'no key among keys',
      lines('{"process":0,"type":"invoke","f":"read","key":"x"}', '{"process":1,"type":"invoke","f":"read"}'),
      'h:2: found no key: expected one, as on line 1 and all others',
    ],
    [
      'no key before a value among pairs',
      lines('0 :invoke :read [5 nil]', '1 :invoke :write 3'),
      'h:2: found 3: expected [key value], as in other operations of this history',
    ],
    [
      'another key before the answer',
      lines('0 :invoke :read [5 nil]', '0 :ok :read [6 nil]'),
      'h:2: found an answer of key 6: expected 5, as in its invoke on line 1',
    ],
    ['nothing', '', 'h:1: found no operation: expected JSON Lines, EDN, or lines such as'],
    ['other text', lines('hello', 'world'), 'h:1: found no operation'],
    ['only a nemesis', ':nemesis :info :start', 'h:1: found no operation'],
  ])('%s', (_, text, expected) => {
    expect(problem(text)).toContain(expected);
  });

  test.each<[HistoryModel, string, string]>([
    ['queue', '0 :invoke :enqueue nil', 'h:1: found null in an invoke of enqueue: expected an item'],
    [
      'queue',
      lines('0 :invoke :dequeue nil', '0 :ok :dequeue'),
      'h:2: found no value in the ok of a dequeue',
    ],
    ['mutex', '0 :invoke :lock nil', 'h:1: found "lock" as f: the model mutex has acquire and release'],
    [
      'kv',
      lines('0 :invoke :append 1', '0 :ok :append', '0 :invoke :get nil', '0 :ok :get "1"'),
      'h:4: found "1": expected a list, as keys hold lists by the append of line 1',
    ],
    [
      'multi-register',
      '0 :invoke :txn {:x 1}',
      'h:1: found {"x" 1} as value of txn: expected a list of steps, [read register null] or [write register value]',
    ],
    ['multi-register', '0 :invoke :txn [[:append :x 1]]', 'h:1: found ["append" "x" 1] as step of txn'],
    ['multi-register', '0 :invoke :read [[:w :x 1]]', 'h:1: found ["w" "x" 1] as step of read'],
    ['multi-register', '0 :invoke :txn [[:w :x]]', 'h:1: found a write of "x" without a value'],
    [
      'multi-register',
      lines('0 :invoke :txn [[:r :x nil]]', '0 :ok :txn [[:r :y 1]]'),
      'h:2: found [["r" "y" 1]] as answer of [["r" "x" nil]]: expected the steps of the invoke on line 1',
    ],
    [
      'multi-register',
      lines('0 :invoke :txn [[:w :x 1]]', '0 :ok :txn [[:w :x 2]]'),
      'h:2: found [["w" "x" 2]] as answer',
    ],
    [
      'multi-register',
      lines('0 :invoke :read {:x nil}', '0 :ok :read {:x 1 :y 2}'),
      'h:2: found {"x" 1, "y" 2} as answer',
    ],
    ['multi-register', lines('0 :invoke :read nil', '0 :ok :read nil'), 'h:2: found nil as value of read'],
  ])('of %s: %s', (model, text, expected) => {
    expect(problem(text, model)).toContain(expected);
  });
});

/** Whatever a text says: it is read, and can be checked, or its fault is told with a line that it has. */
function isHandled(text: string, model: HistoryModel, format?: (typeof HISTORY_FORMATS)[number]): void {
  try {
    const history = parseHistory(text, { model, source: 'h', ...(format ? { format } : {}) });
    checkLinearizability(history.operations, history.model, { configurations: 1000 });
  } catch (error) {
    if (!(error instanceof HistoryFormatError)) throw error;
    expect(error.message).toMatch(/^h:\d+: (found|what begins here|the text ends here|the vector)/);
    expect(error.line).toBeLessThanOrEqual(text.split('\n').length);
  }
}

const SEEDS = [
  '{"process":0,"type":"invoke","f":"write","key":"x","value":3,"time":1}\n{"process":0,"type":"ok","f":"write","time":2}\n{"process":1,"type":"invoke","f":"read","key":"x","time":12345678901234567890}\n',
  '[{:process 0, :type :invoke, :f :txn, :value [[:w :x 1] [:r "y" nil]]} ; c\n {:process 0 :type :ok :f :txn :value [[:w :x 1] [:r "y" 2N]]}\n#a {:process :nemesis}]',
  'INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2]\nINFO  jepsen.util - 0 :fail :cas [1 2]\n1 :invoke :read [5 nil]\n1 :ok :read [5 3]\n',
  '{:process 0 :type :invoke :f :append :key "k" :value {:a #{1/2}}}\n{:process 0 :type :info :f :append :error #error {:via [java.lang.X]}}\n{:process 1 :type :invoke :f :get :key "k"}',
  '0 :invoke :enqueue 1\n0 :ok :enqueue 1\n1 :invoke :dequeue nil\n1 :ok :dequeue \\a\n2 :invoke :acquire\n',
];
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  '\\',
  ';',
  '#',
  '#_',
  '^',
  ':',
  ',',
  '\n',
  ' ',
  '\t',
  'nil',
  '1',
  '-',
  'e9',
  '/',
  '\u0000',
  '\uFEFF',
  ':invoke',
  ':ok',
  ':info',
  '"process"',
  'jepsen.util - ',
];

describe('garbage', () => {
  test.each([
    '#a ',
    '#_ ',
    '^',
    '[',
    '{',
    '#{',
    '"',
    '\\',
    ' ',
    '\n',
    ',',
    ';',
    '; \n',
    ':',
    '(',
    '0 ',
    '{"',
  ])('of very many %j', (piece) => {
    for (const format of [undefined, ...HISTORY_FORMATS]) {
      isHandled(piece.repeat(300_000), 'register', format);
      isHandled(`{:process ${piece.repeat(100_000)}`, 'register', format);
    }
  });

  test('that is one long line is refused before it is all there', () => {
    const reader = new HistoryReader({ model: 'register', source: 'h' });
    const push = () => {
      for (let n = 0; n < 100; n++) reader.push('x'.repeat(1_000_000));
    };
    expect(push).toThrow('h:1: found a line of more than 16777216 characters');
    const forms = new HistoryReader({ model: 'register', source: 'h', format: 'edn' });
    forms.push('\n{:process 0 "');
    expect(() => {
      for (let n = 0; n < 100; n++) forms.push('x\n'.repeat(500_000));
    }).toThrow('h:2: found a form of more than 16777216 characters');
  });

  const model = fc.constantFrom(...HISTORY_MODELS);
  const format = fc.option(fc.constantFrom(...HISTORY_FORMATS), { nil: undefined });

  property.prop([fc.string({ maxLength: 200, unit: 'binary' }), model, format], { numRuns: 1000 })(
    'of any characters',
    isHandled,
  );
  property.prop([fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), model, format], { numRuns: 2000 })(
    'of pieces of histories',
    (pieces, ...rest) => isHandled(pieces.join(''), ...rest),
  );
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', ...PIECES));
  property.prop([fc.constantFrom(...SEEDS), fc.array(edit, { minLength: 1, maxLength: 4 }), model, format], {
    numRuns: 4000,
  })('of histories with changes', (seed, edits, ...rest) => {
    let text = seed;
    for (const [at, length, piece] of edits) {
      const from = at % (text.length + 1);
      text = text.slice(0, from) + piece + text.slice(from + length);
    }
    isHandled(text, ...rest);
  });
});
