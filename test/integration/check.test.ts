/** `sim check` as a user meets it. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { HISTORY_MODELS, type HistoryModel } from '../../src/oracles/histories/index.ts';
import { execute, folderWith, MAIN, type Outcome, sim } from './sim.ts';

/** A good and a bad history of each model, as log lines. */
const HISTORIES: Readonly<Record<HistoryModel, readonly [good: string, bad: string]>> = {
  register: [
    '0 :invoke :write 1\n1 :invoke :read nil\n1 :ok :read nil\n0 :ok :write 1',
    '0 :invoke :write 1\n0 :ok :write 1\n1 :invoke :read nil\n1 :ok :read nil',
  ],
  'cas-register': [
    '0 :invoke :cas [nil 1]\n0 :ok :cas [nil 1]\n1 :invoke :cas [nil 1]\n1 :fail :cas [nil 1]',
    '0 :invoke :cas [nil 1]\n0 :ok :cas [nil 1]\n1 :invoke :cas [nil 1]\n1 :ok :cas [nil 1]',
  ],
  'multi-register': [
    '0 :invoke :txn [[:w :x 1] [:w :y 1]]\n1 :invoke :read {:x nil :y nil}\n1 :ok :read {:x 1 :y 1}',
    '0 :invoke :txn [[:w :x 1] [:w :y 1]]\n1 :invoke :read {:x nil :y nil}\n1 :ok :read {:x 1 :y nil}',
  ],
  kv: [
    '0 :invoke :append [k a]\n0 :ok :append [k a]\n0 :invoke :get [k nil]\n0 :ok :get [k [a]]',
    '0 :invoke :append [k a]\n0 :ok :append [k a]\n0 :invoke :get [k nil]\n0 :ok :get [k [a a]]',
  ],
  mutex: [
    '0 :invoke :acquire nil\n0 :ok :acquire nil\n1 :invoke :release nil\n1 :fail :release nil',
    '0 :invoke :acquire nil\n0 :ok :acquire nil\n1 :invoke :acquire nil\n1 :ok :acquire nil',
  ],
  queue: [
    '0 :invoke :enqueue 1\n1 :invoke :dequeue nil\n1 :ok :dequeue 1\n0 :info :enqueue :timeout',
    '0 :invoke :enqueue 1\n1 :invoke :dequeue nil\n1 :ok :dequeue 2\n0 :info :enqueue :timeout',
  ],
};

const check = (text: string, ...words: string[]) =>
  sim(['check', 'h.txt', ...words], { cwd: folderWith({ 'h.txt': text }) });

/** Many writes at once and a read of what none of them wrote: so many orders that no search gets through soon. */
const ENDLESS = [
  ...Array.from({ length: 28 }, (_, n) => `${n} :invoke :cas [${n % 7} ${(n * 3 + 1) % 7}]`),
  ...Array.from({ length: 28 }, (_, n) => `${n + 50} :invoke :write ${n % 7}`),
  ...Array.from({ length: 28 }, (_, n) => `${n} :ok :cas [${n % 7} ${(n * 3 + 1) % 7}]`),
  ...Array.from({ length: 28 }, (_, n) => `${n + 50} :ok :write ${n % 7}`),
  '99 :invoke :read nil',
  '99 :ok :read 8',
].join('\n');

test('names that would act on a terminal are written as escapes', async () => {
  const name = 'a\u202eb\u001bc';
  const event = (type: string, f: string, value: unknown) =>
    JSON.stringify({ process: name, type, f, key: name, value });
  const history = [
    event('invoke', 'write', name),
    event('ok', 'write', name),
    event('invoke', 'read', null),
    event('ok', 'read', 'other\u202e'),
  ].join('\n');
  const folder = folderWith({ 'h.jsonl': history });
  const { out } = await sim(['check', 'h.jsonl', '--model', 'register', '--out', 'out', '--no-charts'], {
    cwd: folder,
  });
  const files = ['check.txt', 'check.json', 'report.html'].map((file) =>
    readFileSync(join(folder, 'out', file), 'utf8'),
  );
  for (const text of [out, ...files]) {
    expect(text).toContain('\\u202e');
    for (const character of ['\u202e', '\u001b']) expect(text).not.toContain(character);
  }
});

describe.each(HISTORY_MODELS)('%s', (model) => {
  const [good, bad] = HISTORIES[model];

  test('a history that is linearizable: exit 0', async () => {
    const { code, out, err } = await check(good, '--model', model);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`h.txt: linearizable (${model}`);
    expect(out).toMatch(/2 operations of [12] process/);
  });

  test('a history that is not: exit 1, with what cannot be placed', async () => {
    const { code, out, err } = await check(bad, '--model', model);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain(`h.txt: not linearizable (${model}`);
    expect(out).toContain('next to answer is:');
    expect(out).toMatch(/lines \d to \d/);
  });
});

describe('formats', () => {
  const EDN =
    '[{:process 0, :type :invoke, :f :write, :value [:x 3]}\n {:process 0, :type :ok, :f :write, :value [:x 3]}\n {:process 1, :type :invoke, :f :read, :value [:x nil]}\n {:process 1, :type :ok, :f :read, :value [:x 4]}]\n';
  const JSONL =
    '{"process":0,"type":"invoke","f":"write","key":"x","value":3,"time":5}\n{"process":0,"type":"ok","f":"write","time":10}\n{"process":1,"type":"invoke","f":"read","key":"x","time":20}\n{"process":1,"type":"ok","f":"read","value":4,"time":30}\n';
  const LOG =
    'INFO  jepsen.core - Up\nINFO  jepsen.util - 0\t:invoke\t:write\t[:x 3]\nINFO  jepsen.util - 0\t:ok\t:write\t[:x 3]\nINFO  jepsen.util - :nemesis :info :start nil\nINFO  jepsen.util - 1 :invoke :read [:x nil]\nINFO  jepsen.util - 1 :ok :read [:x 4]\n';

  test.each([
    ['edn', EDN, 'file', { nemesis: 0, other_lines: 0 }],
    ['jsonl', JSONL, 'time', { nemesis: 0, other_lines: 0 }],
    ['log', LOG, 'file', { nemesis: 1, other_lines: 1 }],
  ])('%s is recognised, and can be named', async (format, text, ordered_by, left_out) => {
    const found = await check(text, '--model', 'register', '--json');
    const named = await check(text, '--model', 'register', '--json', '--format', format);
    expect([found.code, found.err, named.code, named.err]).toEqual([1, '', 1, '']);
    const { run, ...rest } = JSON.parse(found.out);
    const { run: other, ...same } = JSON.parse(named.out);
    expect(run.seconds).toBeGreaterThan(0);
    expect(other.seconds).toBeGreaterThan(0);
    expect(rest).toEqual(same);
    expect(rest).toMatchObject({
      ...{ history: 'h.txt', format, model: 'register', verdict: 'not linearizable', ordered_by, left_out },
      ...{ operations: 2, completed: 2, failed: 0, unknown: 0, processes: 2, keys: 1 },
      parts: [
        {
          ...{ key: '"x"', operations: 2, verdict: 'not linearizable' },
          prefix: {
            order: [1],
            state: 'the register holds 3',
            is_proven: true,
            blocked: { number: 2, process: 1, what: 'read "x" -> 4' },
            last_states: ['the register holds 3'],
          },
        },
      ],
    });
  });

  test('of the wrong name it is bad input', async () => {
    const { code, err } = await check(EDN, '--model', 'register', '--format', 'jsonl');
    expect(code).toBe(2);
    expect(err).toMatch(/^error: h.txt:1: found \[\{:process 0/);
  });

  test('standard input', async () => {
    const cwd = folderWith({ 'h.txt': EDN });
    const command = `"${process.execPath}" "${MAIN}" check - --model register < h.txt`;
    const { code, out, err } = await execute('sh', ['-c', command], { cwd });
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('standard input: not linearizable (register)');
  });

  test('the initial value of registers can be said', async () => {
    const text = '0 :invoke :read nil\n0 :ok :read 0\n';
    expect((await check(text, '--model', 'register')).code).toBe(1);
    expect((await check(text, '--model', 'register', '--initial', '0')).code).toBe(0);
  });
});

describe('what cannot be read: exit 2', () => {
  test.each([
    ['0 :invoke :read nil\n0 :invoke :read nil', 'error: h.txt:2: found an invoke of read by process 0'],
    ['0 :invoke :read nil\n1 :ok :read nil', 'error: h.txt:2: found ok of read by process 1'],
    ['0 :invoke :push 1', 'error: h.txt:1: found "push" as f: the model register has read and write'],
    ['0 :begin :read nil', 'error: h.txt:1: found "begin" as type: expected invoke, ok, fail or info'],
    ['', 'error: h.txt:1: found no operation'],
  ])('%j', async (text, message) => {
    const { code, out, err } = await check(text, '--model', 'register', '--out', 'out');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toContain('internal');
  });

  test('files that are not there, folders, models that are none', async () => {
    const cwd = folderWith({ 'h.txt': HISTORIES.register[0] });
    mkdirSync(join(cwd, 'folder'));
    const missing = await sim(['check', 'none.txt', '--model', 'register'], { cwd });
    expect([missing.code, missing.err]).toEqual([
      2,
      expect.stringContaining('error: cannot read none.txt: '),
    ]);
    const folder = await sim(['check', 'folder', '--model', 'register'], { cwd });
    expect([folder.code, folder.err]).toEqual([2, expect.stringContaining('error: cannot read folder: ')]);
    const unknown = await sim(['check', 'h.txt', '--model', 'registers'], { cwd });
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('register, cas-register')]);
    const none = await sim(['check', 'h.txt'], { cwd });
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('--model')]);
    const occupied = await sim(['check', 'h.txt', '--model', 'register', '--out', '.'], { cwd });
    expect(occupied.code).toBe(2);
  });
});

describe('limits: exit 3', () => {
  test('of states', async () => {
    const { code, out } = await check(ENDLESS, '--model', 'cas-register', '--states', '500');
    expect(code).toBe(3);
    expect(out).toContain('it is undecided whether it is linearizable (cas-register)');
    expect(out).toContain('not decided after 500 configurations');
  });

  test('of time', async () => {
    const { code, out } = await check(ENDLESS, '--model', 'cas-register', '--time-limit', '0.3s', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'undecided',
      limits: { seconds: 0.3, states: 2_000_000 },
      parts: [{ verdict: 'undecided', undecided_because: 'stopped', prefix: { is_proven: false } }],
    });
  });

  test('an interrupt prints what is known, with exit 130', async () => {
    // A key that is wrong is known by then.
    const text = `0 :invoke :write [:a 1]\n0 :ok :write [:a 1]\n0 :invoke :read [:a nil]\n0 :ok :read [:a 2]\n${ENDLESS.replaceAll(
      /(cas|write|read) (.*)$/gm,
      '$1 [:b $2]',
    )}`;
    // Nobody sees when the check has begun; before there is nothing to print.
    const interrupted = async (then: number): Promise<Outcome> => {
      const outcome = await sim(
        ['check', 'h.txt', '--model', 'cas-register', '--states', '20000000', '--json'],
        {
          cwd: folderWith({ 'h.txt': text }),
          meanwhile: async (child) => {
            await sleep(then);
            child.kill('SIGINT');
          },
        },
      );
      return outcome.out === '' && then < 10_000 ? interrupted(then * 3) : outcome;
    };
    const { code, out, err } = await interrupted(1_500);
    expect(code, err).toBe(130);
    expect(err).toContain('interrupted');
    expect(JSON.parse(out)).toMatchObject({
      partial: true,
      verdict: 'not linearizable',
      parts: [
        { key: '"a"', verdict: 'not linearizable' },
        { key: '"b"', verdict: 'undecided', undecided_because: 'stopped' },
      ],
    });
  });
});

describe('--out', () => {
  test('writes the answer, a page, and a picture of each key that is not linearizable', async () => {
    const cwd = folderWith({
      'h.txt': [...'abcdef']
        .map(
          (key, n) =>
            `${n} :invoke :write [${key} 1]\n${n} :ok :write [${key} 1]\n${n} :invoke :read [${key} nil]\n${n} :ok :read [${key} 2${n}]`,
        )
        .join('\n'),
    });
    const { code, out, err } = await sim(['check', 'h.txt', '--model', 'register', '--out', 'out/checked'], {
      cwd,
    });
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('15 files in out/checked');
    expect(out).toContain('2 more are not linearizable.');
    const folder = join(cwd, 'out/checked');
    expect(readdirSync(join(folder, 'charts')).sort()).toEqual(
      [1, 2, 3, 4].flatMap((n) => ['png', 'svg', 'vl.json'].map((end) => `history-${n}.${end}`)),
    );
    const svg = readFileSync(join(folder, 'charts/history-2.svg'), 'utf8');
    for (const text of [
      'process 1',
      '1. write 1',
      '✗ read -&gt; 21',
      'cannot take effect',
      'Line of the history',
    ])
      expect(svg).toContain(text);
    expect(readFileSync(join(folder, 'charts/history-2.png')).subarray(1, 4).toString()).toBe('PNG');
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).toContain('not linearizable');
    expect(page).toContain('read a -&gt; 20');
    expect(page).not.toContain('virtual time');
    expect(JSON.parse(readFileSync(join(folder, 'check.json'), 'utf8')).parts).toHaveLength(6);
    expect(out).toContain(readFileSync(join(folder, 'check.txt'), 'utf8'));
  });

  test('--no-charts writes no pictures, and a history that is linearizable has none', async () => {
    const [good, bad] = HISTORIES.queue;
    for (const [text, ...words] of [[bad, '--no-charts'], [good]]) {
      const cwd = folderWith({ 'h.txt': text });
      const { out } = await sim(['check', 'h.txt', '--model', 'queue', '--out', 'out', ...words], { cwd });
      expect(out).toContain('3 files in out');
      expect(existsSync(join(cwd, 'out/charts'))).toBe(false);
      expect(readFileSync(join(cwd, 'out/report.html'), 'utf8')).toContain('Checked as queue.');
    }
  });

  test('names of keys act neither in the terminal nor in the page', async () => {
    const key = JSON.stringify('\u001b[31m<script>"');
    const text = ['write', 'read']
      .map(
        (f) =>
          `{"process":0,"type":"invoke","f":"${f}","key":${key},"value":${f === 'write' ? 1 : null}}\n{"process":0,"type":"ok","f":"${f}","value":${f === 'write' ? 1 : 2}}`,
      )
      .join('\n');
    const cwd = folderWith({ 'h.txt': text });
    const { code, out } = await sim(['check', 'h.txt', '--model', 'register', '--out', 'out'], { cwd });
    expect(code).toBe(1);
    expect(out).not.toContain('\u001b');
    const page = readFileSync(join(cwd, 'out/report.html'), 'utf8');
    expect(page).not.toContain('<script>\\"');
    expect(page).not.toContain('\u001b');
  });
});
