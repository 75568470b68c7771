import { describe, expect, test } from 'vitest';
import { Values } from '../../../src/oracles/histories/datum.ts';
import { EdnReader } from '../../../src/oracles/histories/formats/edn.ts';
import { readJson } from '../../../src/oracles/histories/formats/json.ts';
import { recognise } from '../../../src/oracles/histories/formats/recognise.ts';
import { type HistoryOptions, parseHistory } from '../../../src/oracles/histories/index.ts';
import { Opaque } from '../../../src/oracles/linearizability/index.ts';

/** Operations in words, "process: what [invoke, end]". */
function read(text: string, options: HistoryOptions = { model: 'register' }): string[] {
  const { operations, model } = parseHistory(text, options);
  return operations.map(({ process, input, output, invoked, returned }) => {
    const known = returned === Infinity ? undefined : output;
    return `${process}: ${model.words(input, known)} [${invoked}, ${returned}]`;
  });
}

const TWO = ['0: write 3 [1, 2]', '1: read -> 3 [3, 4]'];

describe('one history in all formats', () => {
  test('JSON Lines', () => {
    expect(
      read(`{"process":0,"type":"invoke","f":"write","value":3}
{"process": 0, "type": "ok", "f": "write"}\r

{"process":1,"type":"invoke","f":"read","value":null, "node": {"name": ["n1"]}}
{"process":1,"type":"ok","f":"read","value":3}`),
    ).toEqual(TWO);
  });

  test('EDN, one mapping after the other, with keywords or text', () => {
    expect(
      read(`; a history
{:process 0, :type :invoke, :f :write, :value 3} {:process 0 :type :ok :f :write :value 3}
{:index 2 :process 1, :type "invoke", :f "read", :value nil, :error nil}
#jepsen.history.Op{:process 1,
  :type :ok, ; it ends
  :f :read :value 3N :time nil}`),
    ).toEqual(TWO);
  });

  test('EDN, one vector or list of them, with forms left out', () => {
    const forms = `{:process 0, :type :invoke, :f :write, :value 3}, {:process 0 :type :ok :f :write :value 3}
#_{:process 9 :type :odd} {:process 1, :type :invoke, :f :read} {:process 1 :type :ok :f :read :value #n 3}`;
    expect(read(`[${forms}]`)).toEqual(TWO);
    expect(read(` ( ${forms} ) `)).toEqual(TWO);
    expect(read(`\uFEFF\n,[\n${forms}\n;end\n]`)).toEqual(TWO);
  });

  test('log lines, with tabs or blanks, of any age, among others', () => {
    const lines = ['0 :invoke :write 3', '0 :ok :write 3', '1\t:invoke\t:read\tnil', '1\t:ok\t:read\t3'];
    expect(read(lines.join('\n'))).toEqual(TWO);
    expect(
      read(lines.map((line) => `INFO  jepsen.util - ${line}\n`).join('INFO  jepsen.core - 5 nodes\n')),
    ).toEqual(TWO);
    const dated = lines.map(
      (line) => `2026-01-01 00:00:00,000{GMT}\tINFO\t[jepsen worker 0] jepsen.util: ${line} \r`,
    );
    expect(read(dated.join('\n'))).toEqual(TWO);
    expect(parseHistory(['WARN x', ...dated, 'bye'].join('\n'), { model: 'register' }).summary).toMatchObject(
      {
        format: 'log',
        otherLines: 2,
      },
    );
  });

  test('what stands behind the value of a log line is a remark', () => {
    expect(
      read('0 :invoke :cas [1 2]\n0 :ok :cas [1 2] sql: OK 1 row (\n', { model: 'cas-register' }),
    ).toEqual(['0: cas 1 to 2 -> true [1, 2]']);
  });
});

describe('ends', () => {
  const summary = (...lines: string[]) => parseHistory(lines.join('\n'), { model: 'cas-register' }).summary;

  test('what failed did not take place, and what is unknown may have', () => {
    const lines = [
      '0 :invoke :write 1',
      '0 :fail :write 1',
      '0 :invoke :write 2',
      '0 :info :write :timed-out',
      '1 :invoke :cas [2 3]',
    ];
    expect(read(lines.join('\n'), { model: 'cas-register' })).toEqual([
      '0: write 2 [3, Infinity]',
      '1: cas 2 to 3 -> ? [5, Infinity]',
    ]);
    expect(summary(...lines)).toMatchObject({
      invoked: 3,
      completed: 0,
      failed: 1,
      unknown: 2,
      processes: 2,
    });
  });

  test('a read that nobody waited for is unknown, and its process goes on', () => {
    const unknown = { completed: 1, failed: 0, unknown: 1 };
    expect(
      summary('0 :invoke :read nil', '0 :fail :read :timed-out', '0 :invoke :read nil', '0 :ok :read nil'),
    ).toMatchObject(unknown);
    const edn = (end: string) =>
      summary(
        '{:process 0 :type :invoke :f :read :value nil}',
        `{:process 0 :type :fail :f :read ${end}}`,
        '{:process 0 :type :invoke :f :read :value nil} {:process 0 :type :ok :f :read :value nil}',
      );
    expect(edn(':value :timed-out')).toMatchObject(unknown);
    expect(edn(':value nil :error [:timeout "n1"]')).toMatchObject(unknown);
    expect(edn(':value nil :error :closed')).toMatchObject({ failed: 1, unknown: 0 });
    expect(summary('0 :invoke :write 1', '0 :fail :write :timed-out')).toMatchObject({
      failed: 1,
      unknown: 0,
    });
  });

  test('the nemesis is counted and left out, wherever it calls', () => {
    expect(
      summary(
        'INFO  jepsen.util - :nemesis :info :start nil',
        '0 :invoke :read nil',
        ':nemesis\t:info\t:start\t"Cut off {:n1 #{:n2}}"',
        '0 :ok :read nil',
      ),
    ).toMatchObject({ nemesis: 2, invoked: 1, processes: 1, events: 2 });
    expect(
      parseHistory(
        '{:process :nemesis :type :info :f :start}\n{:process "a" :type :invoke :f :read}\n{:process "nemesis" :type :invoke :f :kill}',
        { model: 'register' },
      ).summary,
    ).toMatchObject({ nemesis: 2, unknown: 1 });
  });
});

describe('times', () => {
  const event = (process: number, type: string, time: unknown, rest = '"f":"write","value":1') =>
    `{"process":${process},"type":"${type}",${rest},"time":${time}}`;

  test('order operations where every event has one', () => {
    const lines = [
      event(0, 'invoke', 100),
      event(0, 'ok', 200),
      event(1, 'invoke', 150),
      event(1, 'ok', 250.5),
    ];
    expect(read(lines.join('\n'))).toEqual(['0: write 1 [100, 200]', '1: write 1 [150, 250.5]']);
    const some = [...lines.slice(0, 3), event(1, 'ok', 'null')];
    expect(read(some.join('\n'))).toEqual(['0: write 1 [1, 2]', '1: write 1 [3, 4]']);
  });

  test('nanoseconds since 1970 are told apart to the last', () => {
    const at = (last: number) => `179000000000000000${last}`;
    const lines = [
      event(0, 'invoke', at(1)),
      event(0, 'ok', at(2)),
      event(1, 'invoke', at(3)),
      event(1, 'ok', at(5)),
    ];
    expect(read(lines.join('\n'))).toEqual(['0: write 1 [0, 1]', '1: write 1 [2, 4]']);
  });
});

test.each([
  ['{"process": 0', 'jsonl'],
  ['\n\n { "process": 0', 'jsonl'],
  ['{:process 0', 'edn'],
  ['; remark\n\n{:process 0', 'edn'],
  ['[{:process 0', 'edn'],
  ['[ {"process": 0', 'jsonl'],
  ['[]', 'edn'],
  ['({:process 0', 'edn'],
  ['#jepsen.history.Op{:process', 'edn'],
  ['# remark', 'log'],
  ['[2026-01-01 jepsen', 'log'],
  ['INFO  jepsen.util - 0', 'log'],
  ['0 :invoke', 'log'],
] as const)('a text that begins with %s is recognised', (text, format) => {
  expect(recognise(text, true)).toBe(format);
  for (let length = 0; length < text.length; length++) {
    expect([null, format]).toContain(recognise(text.slice(0, length), false));
  }
});

describe('EDN', () => {
  const values = new Values();
  const form = (text: string) => new EdnReader(text, 1, values).next();

  test.each([
    ['nil', null],
    ['true', true],
    ['-12', -12],
    ['+7', 7],
    ['0', 0],
    ['-0', 0],
    ['12N', 12],
    ['1.5', 1.5],
    ['1.5e3M', 1500],
    ['2.', 2],
    ['"a\\n\\"b\\u00e9\\\\"', 'a\n"bé\\'],
    [':key', 'key'],
    [':name.space/key', 'name.space/key'],
    ['\\a', 'a'],
    ['\\newline', '\n'],
    ['\\{', '{'],
    ['[1 [2, ()] "x"]', [1, [2, []], 'x']],
    ['#inst "2026-01-01"', '2026-01-01'],
    ['#_ 1 #_[2 3] 4', 4],
    ['#"re\\d"', 'red'],
    ['[^{:a 1} [2] ^:b 3]', [[2], 3]],
  ])('%s', (text, expected) => expect(form(text)).toEqual(expected));

  test('mappings, also as keys', () => {
    expect(form('{:a {1 2}, [1] "x"}')).toEqual(
      new Map<unknown, unknown>([
        ['a', new Map([[1, 2]])],
        [[1], 'x'],
      ]),
    );
  });

  test.each([
    '9007199254740993',
    '1/3',
    '##NaN',
    '#{1 2}',
    '0x1f',
    'symbol',
    '1.23456789012345678M',
    '1e999',
  ])('%s is itself, and equal to nothing else', (text) => {
    const value = form(text);
    expect(value).toBeInstanceOf(Opaque);
    expect((value as Opaque).text).toBe(text);
    expect(form(text)).toBe(value);
    expect(form(`[${text}]`)).toEqual([value]);
  });

  test('sets are equal in any order, and large numbers however they are written', () => {
    expect(form('#{2 :a 1}')).toBe(form('#{:a 1 2}'));
    expect(form('9007199254740993N')).toBe(form('+9007199254740993'));
    expect(form('9007199254740993')).not.toBe(form('9007199254740992'));
  });

  test.each(['{:a}', '(1', '"a', ']', '1x', '[1 }', '#tag', '#_', '^{:a 1}'])('%s is none', (text) =>
    expect(() => form(text)).toThrow(),
  );

  test('what is too deep is refused', () => {
    expect(() => form('['.repeat(100_000))).toThrow('levels deep');
    expect(readJson('['.repeat(101) + ']'.repeat(101), 1, values)).toHaveLength(1);
    expect(() => readJson('['.repeat(102) + ']'.repeat(102), 1, values)).toThrow('levels deep');
  });
});

test('JSON: numbers that no double holds are told apart, and text that looks like one is left alone', () => {
  const values = new Values();
  const [large, larger, text, decimal, small] = readJson(
    '[9007199254740993, 9007199254740992, "9007199254740993 \\" 9007199254740995", 0.12345678901234567890, 1234567890123456]',
    1,
    values,
  ) as unknown[];
  expect(large).toBe(values.opaque('9007199254740993'));
  expect(larger).toBe(values.opaque('9007199254740992'));
  expect(text).toBe('9007199254740993 " 9007199254740995');
  expect(decimal).toBe(0.12345678901234568);
  expect(small).toBe(1234567890123456);
  expect(readJson('[1e999, -1e999]', 1, values)).toEqual([
    values.opaque('Infinity'),
    values.opaque('-Infinity'),
  ]);
});
