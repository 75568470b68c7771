import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { traceNotes } from '../../src/lab/trace-notes.ts';
import type { ArrivalSpec } from '../../src/world/spec/spec.ts';
import { load, problemsOf } from './support.ts';

const REQUESTS = `TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:17:03.9799600,4808,10
2023-11-16 18:17:04.0319600,3180,8
2023-11-16 18:17:03.9899600,110,27
`;
const SERVICE = '{ base: 50ms, per: { ContextTokens: 0.1ms, GeneratedTokens: 20ms } }';

type Trace = Extract<ArrivalSpec, { process: 'trace' }>;

function trace(keys: string, csv: string, beside = ''): Trace {
  const text = `workload: { arrivals: { trace: { file: data/x.csv, ${keys} } }${beside} }\n`;
  const [workload] = load(text, { files: { 'scenarios/data/x.csv': csv } }).workloads;
  if (workload.kind !== 'open' || workload.arrivals.process !== 'trace') throw new Error('not a trace');
  return workload.arrivals;
}

function refused(keys: string, csv: string, beside = ', service: 1s'): string {
  const text = `workload: { arrivals: { trace: { file: data/x.csv, ${keys} } }${beside} }\n`;
  return problemsOf(text, { files: { 'scenarios/data/x.csv': csv } })[0];
}

describe('request traces', () => {
  test('times from the earliest record, demands from columns, in order of time', () => {
    const read = trace(`time: TIMESTAMP, service: ${SERVICE}`, REQUESTS);
    expect(read.source).toBe('x.csv, column TIMESTAMP');
    expect(read.times).toEqual([0, 0.01, 0.052]);
    const services = [0.05 + 0.4808 + 0.2, 0.05 + 0.011 + 0.54, 0.05 + 0.318 + 0.16];
    for (const [index, service] of (read.services ?? []).entries())
      expect(service).toBeCloseTo(services[index], 12);
  });

  test('the workload then needs no service time, and may not have one', () => {
    const text = 'workload: { arrivals: { trace: { file: x.csv, time: t, service: s } }, service: 1s }\n';
    const files = { 'scenarios/x.csv': 't,s\n0,2\n1,4\n' };
    expect(problemsOf(text, { files })).toEqual([
      'scenarios/test.yaml:1:72: workload.service: the trace already gives the service times: leave one of them out',
    ]);
    const [workload] = load(text.replace(', service: 1s', ''), { files }).workloads;
    expect(workload).toMatchObject({
      task: { service: { kind: 'constant', value: 3 } },
      arrivals: { services: [2, 4] },
    });
  });

  test.each<[string, string, number[]]>([
    ['time: t', 't\n5\n7.5\n', [0, 2.5]],
    ['time: t, speedup: 2', 't\n5\n7.5\n', [0, 1.25]],
    ['time: t, time_unit: ms', 't\n1000\n3000\n', [0, 2]],
    ['time: t, time_unit: us', 't\n0\n1500000\n', [0, 1.5]],
    ['time: t', 't\n2024-02-29T23:59:59Z\n2024-03-01T00:00:01Z\n', [0, 2]],
    ['time: t', 't\n2024-01-01 01:00:00+01:00\n2024-01-01 00:00:30Z\n', [0, 30]],
    ['time: t, time_unit: iso', 't\n2024-01-01 00:00\n2024-01-01 00:01\n', [0, 60]],
  ])('%s of %j', (keys, csv, times) => {
    expect(trace(keys, csv, ', service: 1s').times).toEqual(times);
  });

  test('one column, scaled', () => {
    const csv = 't,n\n0,10\n1,20\n';
    expect(trace('time: t, service: { column: n, per_unit: 20ms, plus: 1s }', csv).services).toEqual([
      1.2, 1.4,
    ]);
    expect(trace('time: t, service: s', 't,s\n0,1.5\n1,200ms\n').services).toEqual([1.5, 0.2]);
  });

  test.each<[string, string, RegExp]>([
    [
      'time: x',
      't\n1\n',
      /^scenarios\/test.yaml:1:58: workload.arrivals.trace.time: .* has no column "x": its columns are t/,
    ],
    ['time: TIMESTMP', REQUESTS, /did you mean "TIMESTAMP"\?$/],
    [
      'time: t',
      't\n1\nsoon\n',
      /^scenarios\/data\/x.csv:3:1: workload.arrivals.trace.time: column "t": expected seconds or a date/,
    ],
    ['time: t, time_unit: ms', 't\n1\n2024-01-01 00:00\n', /x.csv:3:1: .*expected a number of ms/],
    ['time: t', 't\n2023-02-29 00:00:00\n', /x.csv:2:1: .*there is no such time/],
    ['time: t', 't\n', /x.csv:1:1: .*no records/],
    ['time: t', '', /x.csv:1:1: workload.arrivals.trace.file: the file has no header line/],
    ['time: t', 't,u\n1\n', /x.csv:2:1: .*expected 2 fields, found 1/],
    ['time: t', 't\n"1\n', /x.csv:2:1: .*not closed/],
    ['time: t', 't\n0\n1e11\n', /expected a time within 1000 years of 0/],
    ['time: t', 't\n0\n1e10\n', /the trace is longer than 100 years/],
    ['time: t', '\u0000', /x.csv:1:1: .*control character/],
    ['time: t, service: { base: 1s, per: { n: 1d } }', 't,n\n0,1000000\n', /is longer than 100 years/],
    ['time: t, service: { per: { n: 1s } }', 't,n\n0,-5\n', /x.csv:2:3: .*column "n": expected a number/],
  ])('%s of %j is refused', (keys, csv, message) => {
    expect(refused(keys, csv, keys.includes('service') ? '' : ', service: 1s')).toMatch(message);
  });

  test('a file left open is asked for by name', () => {
    const text = 'workload: { arrivals: { trace: { file: null, time: t } }, service: 1s }\n';
    expect(problemsOf(text)).toEqual([
      'scenarios/test.yaml:1:40: workload.arrivals.trace.file: missing: name the file here, or with --set workload.arrivals.trace.file=PATH',
    ]);
    expect(problemsOf(text.replace('file: null, ', ''))[0]).toMatch(/trace.file: missing/);
    const set = ['workload.arrivals.trace.file=/tmp/x.csv'];
    const [workload] = load(text, { set, files: { '/tmp/x.csv': 't\n0\n3\n' } }).workloads;
    expect(workload).toMatchObject({ arrivals: { times: [0, 3] } });
    expect(problemsOf(text, { set })).toEqual([
      `--set ${set[0]}: workload.arrivals.trace.file: "/tmp/x.csv": there is no such file`,
    ]);
  });

  test('paths are relative to the file that names them', () => {
    const files = {
      'scenarios/base/a.yaml': 'workload: { arrivals: { trace: { file: x.csv, time: t } }, service: 1s }\n',
      'scenarios/base/x.csv': 't\n0\n1\n',
    };
    expect(load('extends: base/a.yaml\n', { files }).workloads).toHaveLength(1);
  });

  const row = fc.record({ time: fc.integer({ min: 0, max: 10_000 }), tokens: fc.nat(1000) });
  test.prop([fc.array(row, { minLength: 1, maxLength: 20 })])(
    'sorting moves demands along, and keeps ties in order',
    (rows) => {
      const csv = `t,n\n${rows.map(({ time, tokens }) => `${time / 1000},${tokens}`).join('\n')}\n`;
      const read = trace('time: t, service: { per: { n: 1ms } }', csv);
      const first = Math.min(...rows.map(({ time }) => time));
      const sorted = rows
        .map((one, index) => ({ ...one, index }))
        .sort((a, b) => a.time - b.time || a.index - b.index);
      for (const [index, { time, tokens }] of sorted.entries()) {
        expect(read.times[index]).toBeCloseTo((time - first) / 1000, 9);
        expect(read.services?.[index]).toBeCloseTo(tokens / 1000, 9);
      }
    },
  );
});

const JOBS = 'submit,runtime\n600,10\n660,10\n';

describe('the clock that traces share', () => {
  const arrivals = (file: string, more = '') =>
    `{ name: ${file.replace('.', '-')}, arrivals: { trace: { file: ${file}, time: submit, service: runtime${more} } } }`;
  const crash = (more = '') =>
    `{ kind: crash, target: all, trace: { file: out.csv, time: at, duration: dur${more} } }`;
  const files = {
    'scenarios/jobs.csv': JOBS,
    'scenarios/late.csv': 'submit,runtime\n700,1\n',
    'scenarios/dates.csv': 'submit,runtime\n2024-01-01 00:10,1\n2024-01-01 00:11,1\n',
    'scenarios/out.csv': 'at,dur\n590,5\n655,30\n',
  };
  const read = (text: string) => {
    const { workloads, faults, ...scenario } = load(text, { files });
    const times = [
      ...workloads.map((workload) => 'arrivals' in workload && workload.arrivals),
      ...faults.map(({ schedule }) => schedule),
    ];
    return {
      times: times.map((one) => one && 'times' in one && one.times),
      notes: traceNotes({ workloads, faults, ...scenario }),
    };
  };

  test('counts from the earliest record of all, those of faults among them', () => {
    const { times, notes } = read(
      `workload: [${arrivals('jobs.csv')}, ${arrivals('late.csv')}]\nfaults: [${crash()}]\n`,
    );
    expect(times).toEqual([[10, 70], [110], [0, 65]]);
    expect(notes).toEqual([
      'Times of jobs.csv, column submit; late.csv, column submit; and out.csv, column at count from 590 s, the earliest record of them all: everything in them is 590 s earlier in the run.',
    ]);
  });

  test('of a workload that starts later counts from its start, as the note says', () => {
    const later = arrivals('jobs.csv').replace(/^\{/, '{ start: 2min,');
    const { notes } = read(`workload: ${later}\nfaults: [${crash()}]\n`);
    expect(notes).toEqual([
      'Times of jobs.csv, column submit count from 590 s, the earliest record of them all, where the workload starts, 2 min into the run: everything in them is 470 s earlier in the run.',
      'Times of out.csv, column at count from 590 s, the earliest record of them all: everything in them is 590 s earlier in the run.',
    ]);
    const alone = read(`workload: ${later.replace('trace: {', 'trace: { origin: 10min,')}\n`).notes;
    expect(alone[0]).toContain(
      'as origin says, where the workload starts, 2 min into the run: everything in them is 480 s earlier',
    );
  });

  test('is that of the run where traces give faults alone', () => {
    const { times, notes } = read(`duration: 1h\nfaults: [${crash()}]\n`);
    expect(times).toEqual([[590, 655]]);
    expect(notes).toEqual([]);
  });

  test('counts from an origin of the scenario, and leaves out what lies before it', () => {
    const text = `origin: 10min\nworkload: ${arrivals('jobs.csv')}\nfaults: [${crash()}]\n`;
    const { times, notes } = read(text);
    expect(times).toEqual([[0, 60], [55]]);
    expect(notes[1]).toBe('1 record of out.csv, column at (of 2) was left out: before the origin.');
    expect(read(text.replace('10min', '0')).times).toEqual([
      [600, 660],
      [590, 655],
    ]);
    expect(read(text.replace('10min', '0')).notes).toEqual([]);
    expect(problemsOf(text.replace('10min', '1h'), { files })[0]).toMatch(
      /every record of jobs.csv, column submit lies before/,
    );
  });

  test('may be one of its own', () => {
    const { times } = read(
      `workload: [${arrivals('jobs.csv', ', origin: 600')}, ${arrivals('late.csv')}]\nfaults: [${crash()}]\n`,
    );
    expect(times).toEqual([[0, 60], [110], [0, 65]]);
  });

  test('is one of dates, or one of numbers', () => {
    const text = `workload: [${arrivals('jobs.csv')}, ${arrivals('dates.csv')}]\n`;
    expect(problemsOf(text, { files })).toEqual([
      'scenarios/test.yaml:1:168: workload[1].arrivals.trace.time: dates.csv has dates and jobs.csv has numbers, so they share no clock: give this trace an origin of its own',
    ]);
    const own = text.replace('dates.csv, time: submit', 'dates.csv, origin: 2024-01-01, time: submit');
    expect(read(own).times).toEqual([
      [0, 60],
      [600, 660],
    ]);
    expect(read(`origin: 5\n${own}`).times[1]).toEqual([600, 660]);
    expect(
      problemsOf(text.replace('jobs.csv, time', 'jobs.csv, origin: 2024-01-01, time'), { files })[0],
    ).toMatch(/jobs.csv has numbers: expected a number here$/);
    expect(problemsOf(`origin: soon\n${text}`, { files })[0]).toMatch(/:1:9: origin: expected/);
  });

  test('goes at one speed', () => {
    const text = `workload: ${arrivals('jobs.csv', ', speedup: 10')}\nfaults: [${crash()}]\n`;
    expect(problemsOf(text, { files })[0]).toMatch(
      /out.csv and jobs.csv share a clock, but their speedups differ \(1 and 10\)/,
    );
    expect(read(text.replace('dur }', 'dur, speedup: 10 }')).times).toEqual([
      [1, 7],
      [0, 6.5],
    ]);
  });

  test.each([['t\n1e309\n'], ['t\n-1e309\n']])('%j is refused where it stands', (csv) => {
    expect(refused('time: t', csv)).toMatch(/x.csv:2:1: .*column "t": expected a finite number/);
  });
});

describe('what records say of their tasks', () => {
  const csv = `t,who,kind,urgent,size,key,needs,work
0,ann,chat,9,2KB,k1,gpu;ocr,1
1,bob,chat,,,k2,,2
2,ann,chat,1,100,k1,ocr gpu,3
`;
  const columns =
    'time: t, service: work, tenant: who, type: kind, priority: urgent, payload: size, affinity: key, capabilities: needs';
  const text = `agents: { count: 2, capabilities: [gpu, ocr] }
workload: { name: all, payload: 7B, arrivals: { trace: { file: x.csv, ${columns} } }, types: { chat: { failure: 10% } } }
`;
  const files = { 'scenarios/x.csv': csv };

  test('a workload for each combination of tenant, type and capabilities, with the values of each record', () => {
    const scenario = load(text, { files });
    const [ann, bob] = scenario.workloads;
    expect(scenario.workloads).toHaveLength(2);
    expect(ann).toMatchObject({
      name: 'all/ann/chat/gpu+ocr',
      tenant: 'ann',
      arrivals: {
        times: [0, 2],
        services: [1, 3],
        values: { priorities: [9, 1], payloads: [2000, 100], affinities: [1, 1] },
      },
      task: { capabilities: ['gpu', 'ocr'], affinity_keys: 2, failure: { probability: 0.1 } },
    });
    expect(bob).toMatchObject({
      name: 'all/bob/chat',
      tenant: 'bob',
      arrivals: { times: [1], values: { priorities: [-1], payloads: [-1], affinities: [2] } },
      task: { capabilities: [], payload: { value: 7 } },
    });
    expect(traceNotes(scenario)).toEqual([
      '1 record of x.csv, column t (of 3) does not say capabilities, and has what the workload says.',
      '1 record of x.csv, column t (of 3) does not say priority, and has what the workload says.',
      '1 record of x.csv, column t (of 3) does not say payload, and has what the workload says.',
    ]);
  });

  test('JSON Lines are read like a table', () => {
    const lines = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [t, who, kind, urgent, size, key, needs, work] = line.split(',');
        const row = {
          t: Number(t),
          who,
          kind,
          urgent: urgent === '' ? null : Number(urgent),
          key,
          needs,
          work: Number(work),
        };
        return JSON.stringify(size === '' ? row : { ...row, size });
      });
    const jsonl = load(text.replace('x.csv', 'x.jsonl'), {
      files: { 'scenarios/x.jsonl': `${lines.join('\n')}\n\n` },
    });
    const without = ({ workloads }: typeof jsonl) =>
      JSON.parse(JSON.stringify(workloads).replaceAll('x.jsonl', 'x.csv'));
    expect(without(jsonl)).toEqual(without(load(text, { files })));
  });

  test.each([
    ['{"t": 1}\n{"t": \n', /x.jsonl:2:\d+: .*no JSON/],
    ['[1]\n', /x.jsonl:1:1: .*expected an object/],
    ['{"a": 1, "t": [2]}\n', /x.jsonl:1:10: .*"t" is a list/],
    ['{"t": 1}\n{"u": 1}\n', /x.jsonl:2:1: .*column "t": expected seconds/],
    ['{"t": 1e309}\n', /x.jsonl:1:2: .*column "t": expected/],
    // A name that is a value before, one that is a whole number, one that is written with an escape, one that is repeated.
    ['{"a": "t", "t": [1]}\n', /x.jsonl:1:12: .*"t" is a list/],
    ['{"t": 1, "2": [1]}\n', /x.jsonl:1:10: .*"2" is a list/],
    ['{"\\"a": 1, "\\u0074": {}}\n', /x.jsonl:1:12: .*"t" is a mapping/],
    ['{"t": 1, "t": "x"}\n', /x.jsonl:1:10: .*column "t": expected seconds/],
  ])('%j is refused', (jsonl, message) => {
    const scenario = 'workload: { arrivals: { trace: { file: x.jsonl, time: t } }, service: 1s }\n';
    expect(problemsOf(scenario, { files: { 'scenarios/x.jsonl': jsonl } })[0]).toMatch(message);
  });

  test.each(['-1', '', 'NaN'])('a service time of %j is refused, or left out and counted', (cell) => {
    const some = { 'scenarios/x.csv': `t,work\n0,1\n1,${cell}\n2,3\n` };
    const plain = 'workload: { arrivals: { trace: { file: x.csv, time: t, service: work } } }\n';
    expect(problemsOf(plain, { files: some })[0]).toMatch(
      /x.csv:3:3: .*the service time is unknown; `unknown: skip` leaves/,
    );
    const scenario = load(plain.replace('service: work', 'service: work, unknown: skip'), { files: some });
    expect(scenario.workloads[0]).toMatchObject({ arrivals: { times: [0, 2], services: [1, 3] } });
    expect(traceNotes(scenario)).toEqual([
      '1 record of x.csv, column t (of 3) was left out: the service time is unknown.',
    ]);
  });

  test.each<[string, string, RegExp]>([
    ['priority: urgent', 'priority: kind', /x.csv:2:7: .*column "kind": expected a whole number/],
    [
      'types: { chat:',
      'types: { chta:',
      /types.chta: no record of the trace has the type "chta", did you mean "chat"\?/,
    ],
    ['payload: 7B', 'tenant: eve', /arrivals.trace.tenant: the workload already has a tenant/],
    ['payload: 7B', 'affinity_keys: 3', /affinity_keys: the trace already gives the affinity keys/],
    ['payload: 7B', 'batch: { size: 2, wait: 1s }', /with a batch one task stands for several records/],
    ['failure: 10%', 'service: 1s', /types.chat.service: the trace already gives the service times/],
    ['gpu, ocr]', 'gpu]', /ocr/],
  ])('%s as %s is refused', (from, to, message) => {
    const changed = text.replace(from, to);
    expect(problemsOf(changed, { files }).join('\n')).toMatch(message);
  });
});

describe('other files', () => {
  test('numbers of a column may have exponents, as JSON writes small ones', () => {
    const text =
      'workload: { backlog: 1, service: "mixture(components=[{weight=1, distribution=empirical(file=x.csv, column=ms, unit=ms)}, {weight=1, distribution=empirical(file=x.jsonl, column=s)}])" }\n';
    const scenario = load(text, {
      files: {
        'scenarios/x.csv': 'ms\n1.5e3\n2E-1\n',
        'scenarios/x.jsonl': '{"s": 0.0000005}\n{"s": "2min"}\n',
      },
    });
    expect(scenario.workloads[0]).toMatchObject({
      task: {
        service: {
          components: [
            { distribution: { kind: 'empirical', values: [1.5, 0.0002] } },
            { distribution: { kind: 'empirical', values: [5e-7, 120] } },
          ],
        },
      },
    });
  });

  test('empirical distributions are read into the scenario, each file once', () => {
    const text =
      'workload: { backlog: 1, service: "mixture(components=[{weight=1, distribution=empirical(file=x.csv, column=ms, unit=ms)}, {weight=1, distribution=empirical(file=x.csv, column=s)}])" }\n';
    const files = { 'scenarios/x.csv': 'ms,s\n1500,2\n250,1m\n' };
    const [workload] = load(text, { files }).workloads;
    expect(workload).toMatchObject({
      task: {
        service: {
          components: [
            { distribution: { kind: 'empirical', values: [1.5, 0.25], source: 'x.csv, column ms' } },
            { distribution: { kind: 'empirical', values: [2, 60] } },
          ],
        },
      },
    });
    expect(problemsOf(text, { files: { 'scenarios/x.csv': 'ms,s\n1500,2\n-3,1m\n' } })[0]).toMatch(
      /^scenarios\/x.csv:3:1: workload.service: column "ms": expected a duration/,
    );
    expect(problemsOf(text)[0]).toMatch(
      /^scenarios\/test.yaml:1:34: workload.service: "scenarios\/x.csv": there is no/,
    );
  });

  test('fault traces keep their times; empty durations last until the end', () => {
    const fault = '{ kind: crash, target: all, trace: { file: f.csv, time: at, duration: length } }';
    const text = `faults: [${fault}]\nduration: 1h\n`;
    const files = { 'scenarios/f.csv': 'at,length\n60,5s\n30,\n90,10\n' };
    expect(load(text, { files }).faults[0].schedule).toEqual({
      kind: 'trace',
      times: [30, 60, 90],
      durations: [null, 5, 10],
      source: 'f.csv, column at',
    });
    expect(problemsOf(text.replace('file: f.csv, ', ''))[0]).toMatch(
      /faults\[0\].trace.file: missing: name the file here, or with --set faults\[0\].trace.file=PATH/,
    );
    expect(problemsOf(text, { files: { 'scenarios/f.csv': 'at,length\nx,1\n' } })[0]).toMatch(
      /f.csv:2:1: faults\[0\].trace.time: /,
    );
  });
});
