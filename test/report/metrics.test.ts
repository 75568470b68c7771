import { describe, expect, it } from 'vitest';
import { METRICS as CATALOGUE } from '../../src/recording/metrics.ts';
import { cards } from '../../src/report/cards.ts';
import { withDeclared } from '../../src/report/headings.ts';
import { figureGroups } from '../../src/report/key-figures.ts';
import {
  distributions,
  formatMetric,
  introduceModules,
  metricDescription,
  metricUnit,
  usedStatistics,
} from '../../src/report/metrics.ts';
import { METRICS } from './fixture.ts';

it.each([
  ['flow.orders.pay.latency.p99', 1.5, '1.5 s'],
  ['flow.orders.pay.done', 3, '3'],
  ['flow.latency.mean', 90, '1 min 30 s'],
  ['flow.events.bytes', 2_000, '2 kB'],
  ['cache.results.hit_rate', 0.25, '25 %'],
  ['tenant.shop.latency.mean', 0.5, '500 ms'],
  // No metric: a plain number.
  ['flow.orders.pay.latency.p98', 1.5, '1.5'],
])('%s is known by its pattern: %d is %s', (name, value, text) => {
  expect(formatMetric(name, value)).toBe(text);
  expect(metricDescription(name) === '').toBe(name.endsWith('p98'));
});

describe('metrics by name', () => {
  it('take unit and meaning from the catalogue', () => {
    expect(metricUnit('task.latency.p99')).toBe('duration');
    expect(metricUnit('messages.bytes')).toBe('size');
    expect(metricUnit('throughput')).toBe('rate');
    expect(metricDescription('makespan')).toMatch(/first submission/);
    expect(formatMetric('tasks.success_rate', 0.5)).toBe('50 %');
  });

  it('that are factors or indices are not given in per cent', () => {
    expect(formatMetric('speedup', 42.31)).toBe('42.3');
    expect(formatMetric('balance.jain', 0.98)).toBe('0.98');
  });

  it('that nobody knows are plain numbers', () => {
    expect(formatMetric('my.own', 1_234)).toBe('1,234');
    expect(metricDescription('my.own')).toBe('');
  });
});

describe('distributions', () => {
  it('gather the statistics of one name, in order, without those not measured', () => {
    const rows = distributions(METRICS);
    expect(rows.map((row) => row.base)).not.toContain('failover.time');
    expect(rows[0]).toEqual({
      base: 'task.latency',
      label: 'task latency',
      unit: 'duration',
      values: { mean: 58.3, p50: 42.3, p90: 104.6, p95: 148.2, p99: 284.1, p999: 744.7, max: 1_128.6 },
    });
    expect(usedStatistics([{ ...rows[0], values: { max: 1, p50: 2 } }])).toEqual(['p50', 'max']);
  });

  it('leave out one of which nothing is known, not even whether it has a value', () => {
    const open = { lower: 0, upper: null };
    const bounds = {
      'recovery.time.mean': { ...open, or_none: true as const },
      'recovery.time.p50': { ...open, or_none: true as const },
      'task.wait.p50': open,
      'task.latency.p50': { lower: 2, upper: null, or_none: true as const },
    };
    const metrics = Object.fromEntries(Object.keys(bounds).map((name) => [name, null]));
    expect(distributions(metrics, bounds).map(({ base }) => base)).toEqual(['task.wait', 'task.latency']);
  });
});

describe('key figures', () => {
  const names = (metrics: Record<string, number | null>) =>
    figureGroups(metrics).flatMap((group) => group.rows.map((row) => row.name));

  it('name only metrics that exist', () => {
    const known = new Set(CATALOGUE.map((metric) => metric.name));
    const ones = Object.fromEntries([...known].map((name) => [name, 1]));
    const shown = [...names(ones), ...cards({ metrics: ones }).map((card) => card.metric)];
    expect(shown.filter((name) => !known.has(name))).toEqual([]);
    expect(shown.length).toBeGreaterThan(30);
  });

  it('leave out troubles that did not happen, and what was not measured', () => {
    expect(
      names({ 'tasks.failed': 0, 'tasks.shed': 0, 'tasks.lost': 2, makespan: null, throughput: NaN }),
    ).toEqual(['tasks.failed', 'tasks.lost']);
  });

  it('show what happens only in some runs, where it happened', () => {
    const some = {
      'tasks.preempted': 3,
      'tasks.timeouts': 2,
      'work.steals': 1,
      'recurrence.count': 4,
      'recurrence.skipped': 8,
      'batch.count': 9,
      'batch.size.mean': 10,
      'batch.wait.mean': 4.5,
      'cache.hit_rate': 0.25,
    };
    expect(names(some).sort()).toEqual(Object.keys(some).sort());
    const none = Object.fromEntries(Object.keys(some).map((name) => [name, null]));
    expect(names(none)).toEqual([]);
    expect(
      names({ 'tasks.preempted': 0, 'tasks.timeouts': 0, 'work.steals': 0, 'recurrence.skipped': 0 }),
    ).toEqual([]);
  });

  it('have a line for each tenant', () => {
    const of = (tenant: string, completed: number, throughput: number, latency: number | null) => ({
      [`tenant.${tenant}.completed`]: completed,
      [`tenant.${tenant}.throughput`]: throughput,
      [`tenant.${tenant}.latency.mean`]: latency,
    });
    const groups = figureGroups({ ...of('shop', 1_234, 9.5, 0.5), ...of('desk', 0, 0.5, null) });
    expect(
      groups.map(({ title, rows }) => [title, ...rows.map(({ label, value }) => `${label}: ${value}`)]),
    ).toEqual([['Tenants', 'shop: 1,234 done, 9.5/s, mean latency 500 ms', 'desk: 0 done, 0.5/s']]);
  });

  it('have all metrics of modules of the own, measured or not', () => {
    const own = { source: 'mine.ts', name: 'mine', metrics: [] };
    const metric = (name: string) => ({ name, unit: 'seconds' as const, description: 'mine' });
    const modules = [
      { ...own, metrics: [metric('urgent.wait'), metric('never.seen'), metric('urgent.none')] },
    ];
    introduceModules({ modules } as never);
    const groups = figureGroups({ 'urgent.wait': 1.5, 'urgent.none': null, 'urgent.open': 3 });
    expect(
      groups.map(({ title, rows }) => [title, ...rows.map(({ label, value }) => `${label}: ${value}`)]),
    ).toEqual([['Of your modules', 'urgent.wait: 1.5 s', 'urgent.none: not measured']]);
    const bounded = figureGroups({ 'urgent.wait': null }, { 'urgent.wait': { lower: 2, upper: null } });
    expect(bounded[0].rows[0].value).toBe('at least 2 s');
  });

  it('have no heading without figures', () => {
    expect(figureGroups({})).toEqual([]);
  });

  it('are those of what the scenario is about, not always the same', () => {
    const metrics = { 'tasks.completed': 9, 'task.latency.p99': 2, makespan: 5, 'waves.completed': null };
    const shown = (more: object) => cards({ metrics: { ...metrics, ...more } }).map(({ metric }) => metric);
    expect(shown({})).toEqual(['tasks.completed', 'task.latency.p99', 'makespan']);
    expect(shown({ 'sprint.count': 3, 'sprint.shipped': 70 }).slice(0, 2)).toEqual([
      'tasks.completed',
      'sprint.shipped',
    ]);
    expect(shown({ 'agents.failed': 0, 'tasks.retried': 0 })).not.toContain('tasks.retried');
    expect(shown({ 'takeover.count': 1, 'takeover.time.max': 11 })).toContain('takeover.time.max');
    expect(shown({ 'takeover.count': 0, 'takeover.time.max': null })).not.toContain('takeover.time.max');
    const cutOff = { 'detection.unreachable': 41, 'tasks.effects.repeated': 0 };
    expect(shown(cutOff)).toEqual(expect.arrayContaining(Object.keys(cutOff)));
  });

  it('show bounds where the end of the run left a figure open', () => {
    const [card] = cards({ metrics: { makespan: null }, bounds: { makespan: { lower: 300, upper: null } } });
    expect(card).toMatchObject({ metric: 'makespan', value: 'at least 5 min' });
    const open = {
      'task.latency.p50': { lower: 0, upper: null },
      'tasks.success_rate': { lower: 0, upper: 1 },
      'tasks.completed': { lower: 0, upper: 9 },
    };
    expect(cards({ metrics: {}, bounds: open }).map(({ metric }) => metric)).toEqual(['tasks.completed']);
  });

  it('have at most eight cards', () => {
    expect(cards({ metrics: METRICS }).map((card) => card.metric)).toEqual([
      'tasks.completed',
      'tasks.success_rate',
      'makespan',
      'waves.completed',
      'speedup',
      'tasks.retried',
      'detection.time.p50',
      'recovery.time.p99',
    ]);
  });
});

describe('metrics that say where they are shown', () => {
  const shown = (name: string, heading: string, more = {}) => ({ name, shown: { heading, ...more } });

  it('stand at the end, at the head or below another, whatever the order in which they are declared', () => {
    const headings = withDeclared({ Tasks: ['a', 'b?'], Agents: [] }, [
      shown('e', 'Tasks', { after: 'd' }),
      shown('d', 'Tasks', { after: 'b', unlessZero: true }),
      shown('f', 'Tasks'),
      shown('c', 'Tasks', { after: null }),
      shown('g', 'Weather'),
      { name: 'h' },
    ]);
    expect(headings).toEqual({ Tasks: ['c', 'a', 'b?', 'd?', 'e', 'f'], Agents: [], Weather: ['g'] });
  });

  it('cannot stand below one that is not there', () => {
    expect(() => withDeclared({ Tasks: ['a'] }, [shown('d', 'Tasks', { after: 'b' })])).toThrow(
      'd is to stand below b, which Tasks does not show',
    );
  });
});
