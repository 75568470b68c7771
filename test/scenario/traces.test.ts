import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ArrivalSpec } from '../../src/world/spec.ts';
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
    expect(read.source).toBe('data/x.csv, column TIMESTAMP');
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
    ['time: t', 't\n0\n1e11\n', /the trace is longer than 100 years/],
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

describe('other files', () => {
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
