/** Metrics that measure themselves: what they are counted from, and how the end of a run bounds them. */
import { describe, expect, test } from 'vitest';
import { ringFacts } from '../../src/modules/coordination/routing/vocabulary.ts';
import { Subscriptions } from '../../src/modules/facts.ts';
import { schedulingFacts } from '../../src/modules/scheduling/vocabulary.ts';
import { Announced } from '../../src/recording/announced.ts';
import { countOf, countTold, type DeclaredMetric, type EndOfRun } from '../../src/recording/declare.ts';
import { falseSuspicions, unreachable } from '../../src/recording/declared/detection.ts';
import { pooledShare, spawned } from '../../src/recording/declared/spawned.ts';
import { regenerated, rotation } from '../../src/recording/declared/tokens.ts';
import { warmShare } from '../../src/recording/declared/warm-starts.ts';
import { wavesCompleted } from '../../src/recording/declared/waves.ts';
import { DECLARED_METRICS, METRICS } from '../../src/recording/metrics.ts';
import type { WorldObserver } from '../../src/world/core/observer.ts';
import { TaskTable } from '../../src/world/core/task-table.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import { type Heard, listener, task, worldSpec } from '../world/spec.ts';

const END: EndOfRun = {
  now: 0,
  measuredFrom: 0,
  open: 0,
  mayFail: true,
  goesOn: false,
  unnoticed: { crash: [], pause: [], cut: [], slow: [], more: false },
};

/** One metric, and a world of facts and announcements for it. */
function stage(metric: DeclaredMetric['measure'], spec: WorldSpec = worldSpec()) {
  const facts = new Subscriptions();
  const announced = new Announced();
  const heard: Heard[] = [];
  const view = { now: 0, tasks: new TaskTable(), facts };
  const observer: WorldObserver = Object.create(listener(view, heard));
  const counter = metric({ spec, view, announced });
  announced.attach(observer);
  return {
    facts,
    observer,
    heard,
    counter,
    figure: (end: Partial<EndOfRun> = {}) => counter.figure({ ...END, ...end }),
  };
}

describe('a count', () => {
  test('of a fact takes every report since the warm-up, whoever reports', () => {
    const { facts, counter, figure } = stage(countOf(schedulingFacts.rebalanced));
    facts.report(schedulingFacts.rebalanced, 1);
    counter.warm();
    facts.report(schedulingFacts.rebalanced, 1);
    facts.report(schedulingFacts.rebalanced, 2);
    facts.report(schedulingFacts.moved, 2, 0, 1);
    expect(figure()).toBe(2);
  });

  test('of an announcement takes those that count, and the observer hears of all as before', () => {
    const { observer, heard, figure } = stage(countTold('falselySuspected', (process) => process > 1));
    observer.falselySuspected(1, true, -1);
    observer.falselySuspected(2, false, 4_000_000);
    observer.falselySuspected(3, true, -1);
    expect(figure()).toBe(2);
    expect(heard.map(([name, , process]) => [name, process])).toEqual([
      ['falselySuspected', 1],
      ['falselySuspected', 2],
      ['falselySuspected', 3],
    ]);
  });
});

test('suspicions of the living are false where a message would have come through', () => {
  for (const [metric, expected] of [
    [falseSuspicions, 2],
    [unreachable, 1],
  ] as const) {
    const { observer, figure } = stage(metric.measure);
    observer.falselySuspected(0, true, -1);
    observer.falselySuspected(1, false, 4_000_000);
    observer.falselySuspected(2, true, -1);
    expect([metric.name, figure()]).toEqual([metric.name, expected]);
  }
});

test('a share of nothing is not measured', () => {
  const warmth = stage(warmShare.measure);
  expect(warmth.figure()).toBeNull();
  warmth.observer.cacheAsked(0, 0, true);
  warmth.observer.cacheAsked(1, 0, false);
  warmth.observer.cacheAsked(2, 0, false);
  warmth.observer.cacheAsked(3, 0, false);
  expect(warmth.figure()).toBe(0.25);
  warmth.counter.warm();
  expect(warmth.figure()).toBeNull();
});

test('agents are counted where any can be spawned', () => {
  const spawning = { spawning: { mode: 'pool' } } as unknown as Partial<WorldSpec>;
  expect(stage(spawned.measure).figure()).toBeNull();
  const { observer, figure } = stage(spawned.measure, { ...worldSpec(), ...spawning });
  expect(figure()).toBe(0);
  observer.agentSpawned(0, 1, 1, true);
  expect(figure()).toBe(1);
  const share = stage(pooledShare.measure);
  for (const pooled of [true, false, true, true]) share.observer.agentSpawned(0, 1, 1, pooled);
  expect(share.figure()).toBe(0.75);
});

test('a round of the token begins with the second time that a member has it', () => {
  const { facts, counter, figure } = stage(rotation.measure);
  facts.report(ringFacts.tokenCame, 1, 1, -1);
  expect(figure()).toBeNull();
  facts.report(ringFacts.tokenCame, 1, 2, 2_000_000);
  facts.report(ringFacts.tokenCame, 2, 2, 3_000_000);
  expect(figure()).toBe(2.5);
  counter.warm();
  expect(figure()).toBeNull();
  expect(stage(regenerated.measure).figure()).toBeNull();
});

test('waves that have not ended may still complete while tasks are open or to come', () => {
  const wave = (name: string) => ({ ...task(), name, tasks: 1, required_success: 1, agents: null });
  const workload = { kind: 'waves', name: 'flow', start: 0, region: null, waves: ['a', 'b', 'c'].map(wave) };
  const spec = worldSpec({ workloads: [workload] as unknown as WorldSpec['workloads'] });
  const { observer, counter, figure } = stage(wavesCompleted.measure, spec);
  observer.waveEnded(0, 0, true);
  expect(figure()).toBe(1);
  expect(figure({ open: 1 })).toEqual({ lower: 1, upper: 3 });
  counter.warm();
  observer.waveEnded(0, 1, false);
  expect(figure({ goesOn: true })).toEqual({ lower: 0, upper: 1 });
  expect(stage(wavesCompleted.measure).figure()).toBeNull();
});

test('the catalogue describes each metric that measures itself, once', () => {
  expect(DECLARED_METRICS.length).toBeGreaterThan(10);
  for (const { name, unit, description, better } of DECLARED_METRICS) {
    const found = METRICS.filter((metric) => metric.name === name);
    expect(found).toEqual([{ name, unit, description, ...(better ? { better } : {}) }]);
  }
});
