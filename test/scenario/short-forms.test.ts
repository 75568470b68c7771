import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { load, MINIMAL, problemsOf } from './support.ts';

type Data = null | string | number | boolean | readonly Data[] | { readonly [key: string]: Data };

/** A document with a short form, and the same in the long form. */
const FORMS: readonly (readonly [what: string, short: Data, long: Data])[] = [
  ['agents', { agents: 30 }, { agents: { count: 30 } }],
  ['a scheduler', { scheduler: 'random' }, { scheduler: { algorithm: 'random' } }],
  ['a policy of scaling', { scaling: 'target_tracking' }, { scaling: { policy: 'target_tracking' } }],
  ['a mode of spawning', { spawning: 'wave' }, { spawning: { mode: 'wave' } }],
  ['a speed', { agents: { speed: 2 } }, { agents: { speed: { constant: { value: 2 } } } }],
  [
    'a call',
    { agents: { speed: 'lognormal(mean=2, cv=0.5)' } },
    { agents: { speed: { lognormal: { mean: 2, cv: 0.5 } } } },
  ],
  [
    'a switch',
    { scheduler: { rebalance: true } },
    { scheduler: { rebalance: { interval: '5s', ratio: 2 } } },
  ],
  ['a standby', { coordination: { standby: true } }, { coordination: { standby: { witnesses: 5 } } }],
  [
    'a number of regions',
    { cluster: { regions: 2 } },
    { cluster: { regions: [{ name: 'region-1' }, { name: 'region-2', zones: 1 }] } },
  ],
  [
    'names of regions, and machines',
    { cluster: { regions: ['a', { name: 'b', nodes: 3 }] } },
    { cluster: { regions: [{ name: 'a' }, { name: 'b', nodes: [{ role: 'worker', count: 3 }] }] } },
  ],
  [
    'arrivals in the only workload',
    { workload: { arrivals: 'poisson(rate=30/s)', service: '1s', tasks: 9 } },
    {
      workload: [
        { arrivals: { poisson: { rate: '30/s' } }, service: { constant: { value: '1s' } }, tasks: 9 },
      ],
    },
  ],
  [
    'calls inside calls',
    {
      workload: [
        {
          backlog: 1,
          service:
            'mixture(components=[{weight=1, distribution=3s}, {weight=2, distribution=gamma(mean=1s, cv=2)}])',
        },
        { arrivals: 'renewal(interval=constant(1s))', service: { constant: '2s' }, tasks: 1 },
      ],
    },
    {
      workload: [
        {
          backlog: 1,
          service: {
            mixture: {
              components: [
                { weight: 1, distribution: { constant: { value: '3s' } } },
                { weight: 2, distribution: { gamma: { mean: '1s', cv: 2 } } },
              ],
            },
          },
        },
        {
          arrivals: { renewal: { interval: { constant: { value: '1s' } } } },
          service: { constant: { value: '2s' } },
          tasks: 1,
        },
      ],
    },
  ],
  [
    'a share of failures, and values of the task',
    { workload: { backlog: 1, service: '1s', failure: '5%', priority: 3 } },
    { workload: { backlog: 1, task: { service: '1s', failure: { probability: '5%' } }, priority: 3 } },
  ],
  [
    'values below task',
    { workload: { backlog: 1, task: { service: '1s', payload: '1KB' } } },
    { workload: { backlog: 1, service: '1s', payload: { constant: { value: '1KB' } } } },
  ],
  [
    'dependencies',
    { workload: { service: '1s', dag: [{ name: 'a' }, { name: 'b', after: ['a'] }] } },
    {
      workload: { service: '1s', dag: [{ name: 'a' }, { name: 'b', after: [{ name: 'a', on: 'success' }] }] },
    },
  ],
  [
    'phases',
    { workload: { service: '1s', phases: [['a', 'b'], 'c'] } },
    { workload: { service: '1s', phases: [[{ name: 'a' }, { name: 'b' }], [{ name: 'c', count: 1 }]] } },
  ],
  [
    'phases of sprints',
    { workload: { service: '1s', sprints: { items: 5, phases: 'micro' } } },
    {
      workload: {
        service: '1s',
        sprints: {
          items: 5,
          phases: [
            { name: 'Plan', purpose: 'plan', duration: '1min' },
            { name: 'Execute', purpose: 'execute', duration: '12min', share: '100%' },
            { name: 'Test', purpose: 'test', duration: '1min' },
            { name: 'Ship', purpose: 'ship', duration: '1min' },
          ],
        },
      },
    },
  ],
  [
    'times and durations of faults',
    { faults: [{ kind: 'crash', target: 'all', at: '1m', duration: '5s' }] },
    { faults: [{ kind: 'crash', target: 'all', at: ['1m'], duration: { constant: { value: '5s' } } }] },
  ],
];

const text = (data: Data) =>
  `${stringify(data)}${typeof data === 'object' && data !== null && 'workload' in data ? '' : MINIMAL}`;

/** Every path to a single value, with the value. */
function leaves(data: Data, path = ''): (readonly [string, Data])[] {
  if (Array.isArray(data)) return data.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  if (typeof data !== 'object' || data === null) return [[path, data]];
  return Object.entries(data).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

/** Mappings only: what a file may say that extends another. */
function nested(path: string, value: Data): Data | null {
  if (path.includes('[')) return null;
  return path.split('.').reduceRight<Data>((inner, key) => ({ [key]: inner }), value);
}

function outcome(data: Data, set: string[]): unknown {
  try {
    return load(text(data), { set });
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    // Where it stands in the file differs between the forms.
    return error.problems.map(({ message }) => message.replace(/ at \S+:\d+:\d+,/, ','));
  }
}

const OTHERS = ['3', '7s', 'all'];

describe('short forms are addressed by the paths of the long form', () => {
  test.each(FORMS)('%s', (_, short, long) => {
    const expected = load(text(long));
    expect(load(text(short))).toEqual(expected);
    const paths = leaves(long);
    expect(paths.length).toBeGreaterThan(0);
    for (const [path, value] of paths) {
      expect({ path, is: load(text(short), { set: [`${path}=${value}`] }) }).toEqual({ path, is: expected });
      for (const other of OTHERS)
        expect({ path, is: outcome(short, [`${path}=${other}`]) }).toEqual({
          path,
          is: outcome(long, [`${path}=${other}`]),
        });
      const over = nested(path, value);
      if (over === null) continue;
      const files = { 'scenarios/base.yaml': text(short) };
      expect(load(`extends: base.yaml\n${stringify(over)}`, { files })).toEqual(expected);
    }
  });

  test('another choice replaces the one made, a list of one workload is the workload', () => {
    const files = {
      'scenarios/base.yaml': 'workload:\n  - backlog: 5\n    service: lognormal(mean=2s, cv=1)\n',
    };
    const service = (over: string, set: string[] = []) => {
      const [workload] = load(`extends: base.yaml\nworkload: { ${over} }\n`, { files, set }).workloads;
      return workload.kind === 'backlog' ? workload.task.service : null;
    };
    expect(service('service: { lognormal: { mean: 3s } }')).toEqual({ kind: 'lognormal', mean: 3, cv: 1 });
    expect(service('service: { exponential: { mean: 3s } }')).toEqual({ kind: 'exponential', mean: 3 });
    expect(service('service: 4s')).toEqual({ kind: 'constant', value: 4 });
    expect(service('backlog: 6', ['workload.service.exponential.mean=9s'])).toEqual({
      kind: 'exponential',
      mean: 9,
    });
  });

  test('problems inside a call keep their places', () => {
    const call = 'workload:\n  backlog: 1\n  service: lognormal(mean=2s, cv=x)\n';
    expect(problemsOf(call, { set: ['workload.service.lognormal.mean=3s'] })).toEqual([
      'scenarios/test.yaml:3:34: workload.service.lognormal.cv: expected a number, found "x"',
    ]);
    expect(problemsOf(call.replace('=x', '=1'), { set: ['workload.service.lognormal.mean=fast'] })).toEqual([
      '--set workload.service.lognormal.mean=fast: workload.service.lognormal.mean: expected a duration such as 500ms, 30s, 5m or 1h30m, found "fast"',
    ]);
    expect(problemsOf(call.replace('=x', '=1'), { set: ['workload.service.lognorml.mean=3s'] })[0]).toMatch(
      /unknown distribution "lognorml", did you mean "lognormal"\?/,
    );
  });
});
