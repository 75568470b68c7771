import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { findCircle } from '../../src/scenario/checks/workloads.ts';
import type { DagWorkloadSpec } from '../../src/world/spec/spec.ts';
import { load, MINIMAL, problemsOf } from './support.ts';

const CLUSTER = 'cluster: { regions: [{ name: us, zones: 2 }, eu] }\n';
const AGENTS =
  'agents: { count: 20, capabilities: [shell], groups: [{ name: gpu, count: 5, capabilities: [gpu, shell] }] }\n';

function refused(text: string): string[] {
  return problemsOf(text).map((problem) => problem.replace(/^scenarios\/test.yaml:/, ''));
}

/** The problem with its place, which a circumflex marks in the text; a problem with no mark names its place itself. */
function placed(before: string, marked: string, problem: string): string {
  const at = marked.indexOf('^');
  return at < 0 ? problem : `1:${before.length + at + 1}: ${problem}`;
}

describe('workloads', () => {
  test.each<[string, string]>([
    [
      'service: 1s',
      '1:11: workload: a workload needs one of arrivals, population, backlog, waves, dag, phases, sprints, recurrence or flow',
    ],
    [
      'arivals: poisson(rate=1/s), service: 1s',
      '1:11: workload: a workload needs one of arrivals, population, backlog, waves, dag, phases, sprints, recurrence or flow, found arivals, did you mean "arrivals"?',
    ],
    [
      'backlog: 1, population: 2, service: 1s',
      '1:11: workload: population and backlog exclude each other: make them separate workloads',
    ],
    [
      'backlog: 1',
      '1:1: workload.service: missing: expected a duration such as 500ms, 30s, 5m or 1h30m, or a distribution',
    ],
    [
      'backlog: 1, service: 1s, task: { ^service: 2s }',
      'workload.task.service: service also stands beside task: give it once',
    ],
    [
      'backlog: 1, service: 1s, ^stop: 1h',
      'workload.stop: unknown key "stop": known here are name, region, start, tenant, weight, service, priority, payload, capabilities, affinity_keys, warm, cold_start, failure, relative_speed, price, patience, task, backlog',
    ],
    [
      'arrivals: poisson(rate=1/s), service: 1s',
      '1:11: workload: this workload never ends: give it tasks or stop, or give the scenario a duration',
    ],
    [
      'population: 1, service: 1s',
      '1:11: workload: this workload never ends: give it tasks, or give the scenario a duration',
    ],
    [
      'arrivals: poisson(rate=1/s), service: 1s, start: 2h, stop: ^1h',
      'workload.stop: it stops at 1h, before it starts at 2h',
    ],
    ['backlog: 1, service: 1s, region: ^us', 'workload.region: there is no region "us": there are local'],
    ['backlog: 1, service: 1s, priority: ^11', 'workload.priority: expected a number from 1 to 10, found 11'],
    [
      'backlog: 1, service: 1s, failure: { regions: { ^us: 5% } }',
      'workload.failure.regions.us: there is no region "us": there are local',
    ],
    [
      'waves: ^[], service: 1s',
      'workload.waves: expected a list of waves with at least 1, found an empty list',
    ],
    [
      'waves: [{ name: a, tasks: 1 }, { name: ^a, tasks: 1 }], service: 1s',
      'workload.waves[1].name: two waves are named "a"',
    ],
    [
      'dag: [{ name: a, service: 1s, after: [^b] }]',
      'workload.dag[0].after[0]: there is no step "b", did you mean "a"?',
    ],
    [
      'dag: [{ name: a, after: ^[b] }, { name: b, after: [a] }], service: 1s',
      'workload.dag[0].after: steps wait for each other in a circle: a -> b -> a',
    ],
    [
      'dag: [{ name: a, after: ^[a] }], service: 1s',
      'workload.dag[0].after: steps wait for each other in a circle: a -> a',
    ],
  ])('{ %s }', (marked, problem) => {
    expect(refused(`workload: { ${marked.replace('^', '')} }`)[0]).toBe(
      placed('workload: { ', marked, problem),
    );
  });

  test('capabilities must be offered, all by one group', () => {
    const work = (capabilities: string) =>
      `${AGENTS}workload: { backlog: 1, service: 1s, capabilities: [${capabilities}] }\n`;
    expect(load(work('gpu, shell')).workloads).toHaveLength(1);
    expect(refused(work('gpo'))).toEqual([
      '2:53: workload.capabilities[0]: there is no group of agents that offers "gpo", did you mean "gpu"?',
    ]);
    const apart = AGENTS.replace('[gpu, shell]', '[gpu]');
    expect(
      refused(
        `${apart}workload: { waves: [{ tasks: 1 }], task: { service: 1s, capabilities: [gpu, shell] } }\n`,
      ),
    ).toEqual(['2:71: workload.task.capabilities: no group of agents offers all of gpu, shell together']);
  });

  test('at most 31 capabilities, over all groups', () => {
    const names = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `c${from + index}`).join(', ');
    const groups = (to: number) =>
      `agents: { groups: [{ name: a, count: 1, capabilities: [${names(0, 20)}] }, { name: b, count: 1, capabilities: [${names(10, to)}] }] }\n${MINIMAL}`;
    expect(load(groups(31)).agents.groups).toHaveLength(2);
    expect(refused(groups(32))).toEqual([
      '1:9: agents: there are 32 different capabilities, more than the 31 allowed',
    ]);
  });

  test('names of workloads are unique; unnamed ones are numbered', () => {
    const text = 'workload: [{ backlog: 1, service: 1s }, { backlog: 1, service: 1s }]\n';
    expect(load(text).workloads.map(({ name }) => name)).toEqual(['workload-1', 'workload-2']);
    expect(refused(text.replace('{ backlog', '{ name: workload-2, backlog'))[0]).toMatch(
      /two workloads are named/,
    );
  });

  test('no work at all needs a duration', () => {
    expect(refused('agents: 5\n')).toEqual([
      '1:1: a scenario needs a workload, or a duration when it only watches faults',
    ]);
    expect(load('duration: 1m\n').workloads).toEqual([]);
    expect(load('duration: 1m\nworkload: []\n').workloads).toEqual([]);
  });

  test('what begins after the end is refused', () => {
    const text = 'duration: 1h\nworkload: { backlog: 1, service: 1s, start: 1h }\n';
    expect(refused(text)).toEqual(['2:45: workload.start: it starts at 1h, when the run has ended (1h)']);
  });
});

describe('faults', () => {
  const text = (fault: string) => `faults: [{ ${fault} }]\n${CLUSTER}${AGENTS}duration: 1h\n`;

  test.each<[string, string]>([
    [
      'kind: ^crahs, target: all, at: 1m',
      'faults[0].kind: expected crash, pause, slow, zone_outage, region_outage, partition or link, found "crahs", did you mean "crash"?',
    ],
    [
      'target: all, at: 1m',
      '1:10: faults[0].kind: missing: expected crash, pause, slow, zone_outage, region_outage, partition or link',
    ],
    [
      'kind: crash, at: 1m',
      '1:10: faults[0].target: missing: expected all, or a mapping such as { agents: 1% }',
    ],
    [
      'kind: crash, target: all',
      '1:10: faults[0]: expected one of at, every, poisson, trace or mtbf, to say when it happens',
    ],
    [
      'kind: crash, target: all, at: 1m, every: 2m',
      '1:10: faults[0]: expected one of at, every, poisson, trace or mtbf, found at and every, to say when it happens',
    ],
    ['kind: crash, target: all, at: ^2h', 'faults[0].at: it happens at 2h, when the run has ended (1h)'],
    [
      'kind: crash, target: all, every: ^2h',
      'faults[0].every: it happens at 2h, when the run has ended (1h)',
    ],
    ['kind: crash, target: all, at: 1m, ^start: 5s', 'faults[0].start: start is for every'],
    [
      'kind: crash, target: all, mtbf: 1h',
      '1:10: faults[0].mttr: missing: expected a mean time to repair with mtbf',
    ],
    ['kind: crash, target: all, at: 1m, ^mttr: 5s', 'faults[0].mttr: mttr is for mtbf'],
    [
      'kind: crash, target: all, mtbf: 1h, mttr: 5s, ^duration: 1m',
      'faults[0].duration: with mtbf, mttr says how long it lasts',
    ],
    [
      'kind: region_outage, region: us, ^mtbf: 1h',
      'faults[0].mtbf: unknown key "mtbf": known here are kind, name, at, every, start, poisson, trace, duration, region',
    ],
    [
      'kind: crash, target: { agents: ^0 }, at: 1m',
      'faults[0].target.agents: expected a whole number of at least 1, a share above 0% up to 100%, or all, found 0',
    ],
    [
      'kind: crash, target: { agents: ^21 }, at: 1m',
      'faults[0].target.agents: expected at most the 20 agents that there can be, found 21',
    ],
    [
      'kind: crash, target: { agents: ^6, group: gpu }, at: 1m',
      'faults[0].target.agents: expected at most the 5 agents that there can be, found 6',
    ],
    [
      'kind: crash, target: { group: ^gpx }, at: 1m',
      'faults[0].target.group: there is no group "gpx", did you mean "gpu"?',
    ],
    [
      'kind: crash, target: { region: ^asia }, at: 1m',
      'faults[0].target.region: there is no region "asia": there are us, eu',
    ],
    [
      'kind: crash, target: { region: eu, zone: ^2 }, at: 1m',
      'faults[0].target.zone: there is no zone 2: region eu has 1',
    ],
    [
      'kind: crash, target: { zone: ^3 }, at: 1m',
      'faults[0].target.zone: there is no zone 3: no region has so many zones',
    ],
    [
      'kind: crash, target: { coordinators: ^2 }, at: 1m',
      'faults[0].target.coordinators: a star has one coordinator, found 2',
    ],
    [
      'kind: crash, target: { ^coordinators: 1, agents: 1 }, at: 1m',
      'faults[0].target.coordinators: agents and coordinators exclude each other',
    ],
    [
      'kind: crash, target: { coordinators: 1, ^group: gpu }, at: 1m',
      'faults[0].target.group: coordinators are in no group',
    ],
    [
      'kind: slow, target: all, at: 1m',
      '1:10: faults[0].factor: missing: expected a ratio such as 1.5% or 0.015',
    ],
    [
      'kind: slow, target: all, factor: ^0, at: 1m',
      'faults[0].factor: expected a ratio from 0.0001% to 100%, found 0',
    ],
    [
      'kind: zone_outage, zone: 1, at: 1m',
      '1:10: faults[0].region: missing: there are several regions, so name the one of the zone',
    ],
    [
      'kind: zone_outage, region: us, zone: ^3, at: 1m',
      'faults[0].zone: there is no zone 3: region us has 2',
    ],
    [
      'kind: region_outage, region: ^ue, at: 1m',
      'faults[0].region: there is no region "ue", did you mean "us"?',
    ],
    [
      'kind: partition, at: 1m',
      '1:10: faults[0]: expected one of between, groups, isolate or halves, to say what is cut',
    ],
    ['kind: partition, between: [us, ^us], at: 1m', 'faults[0].between[1]: region us stands on two sides'],
    [
      'kind: partition, groups: [[us], [^asia]], at: 1m',
      'faults[0].groups[1][0]: there is no region "asia": there are us, eu',
    ],
    [
      'kind: partition, isolate: { agents: ^99 }, at: 1m',
      'faults[0].isolate.agents: expected at most the 20 agents that there can be, found 99',
    ],
    [
      'kind: link, from: us, to: ^asia, loss: 1%, at: 1m',
      'faults[0].to: there is no region "asia": there are us, eu',
    ],
    [
      'kind: link, at: 1m',
      '1:10: faults[0]: this fault changes nothing: give loss, duplicate, reorder or latency',
    ],
  ])('{ %s }', (marked, problem) => {
    expect(refused(text(marked.replace('^', '')))).toEqual([placed('faults: [{ ', marked, problem)]);
  });

  test('selectors and schedules in base units', () => {
    const one = (fault: string) => load(text(fault)).faults[0];
    expect(one('kind: crash, target: { agents: 0.5 }, at: [9m, 5m]')).toMatchObject({
      target: { count: null, fraction: 0.5 },
      schedule: { kind: 'at', times: [300, 540] },
      duration: null,
    });
    expect(one('kind: crash, target: { coordinators: all }, every: 10m, start: 1m')).toMatchObject({
      target: { processes: 'coordinators', count: null, fraction: 1 },
      schedule: { kind: 'every', interval: 600, start: 60 },
    });
    expect(one('kind: partition, isolate: { agents: 3, group: gpu }, at: 1m')).toMatchObject({
      cut: { style: 'isolate', target: { count: 3, group: 'gpu' } },
      direction: 'both',
      flapping: null,
    });
  });
});

describe('circles among steps', () => {
  const dag = (after: readonly (readonly number[])[]): DagWorkloadSpec =>
    ({
      tasks: after.map((list, index) => ({ name: `s${index}`, after: list.map((one) => `s${one}`) })),
    }) as never;

  /** Repeatedly removes steps that wait for nothing; what is left waits in a circle. */
  function hasCircle(after: readonly (readonly number[])[]): boolean {
    const left = new Set(after.keys());
    for (let changed = true; changed; ) {
      changed = false;
      for (const step of left) {
        if (after[step].some((one) => left.has(one))) continue;
        left.delete(step);
        changed = true;
      }
    }
    return left.size > 0;
  }

  test.prop([
    fc
      .integer({ min: 1, max: 8 })
      .chain((size) =>
        fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
      ),
  ])('are found exactly where there are any, and are circles', (after) => {
    const circle = findCircle(dag(after));
    expect(circle !== null).toBe(hasCircle(after));
    if (!circle) return;
    expect(circle[0]).toBe(circle[circle.length - 1]);
    for (const [index, name] of circle.slice(0, -1).entries()) {
      expect(after[Number(name.slice(1))]).toContain(Number(circle[index + 1].slice(1)));
    }
  });

  test('long chains need no deep stack', () => {
    const size = 50_000;
    expect(
      findCircle(dag(Array.from({ length: size }, (_, index) => (index === 0 ? [] : [index - 1])))),
    ).toBeNull();
  });
});
