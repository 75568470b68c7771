/** What is known of gates and rollbacks while waves are under way. */
import { describe, expect, test } from 'vitest';
import { Announced } from '../../src/recording/announced.ts';
import type { Figure } from '../../src/recording/bounds.ts';
import type { DeclaredMetric, EndOfRun, MetricSource } from '../../src/recording/declare.ts';
import { ROLLOUT_METRICS } from '../../src/recording/declared/rollouts.ts';
import type { RolloutEvent, WorldObserver } from '../../src/world/core/observer.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import { constant, task, worldSpec } from '../world/spec.ts';

const gate = { kind: 'fixed', limit: 0.05, when: 'above' } as const;
const undone = { agents: null, task: task({ service: constant(1) }) };
const wave = (name: string, tasks: number, more: object) => ({
  ...{ name, tasks, agents: null, required_success: 0, task: task() },
  ...more,
});
const workload = (name: string, ...waves: object[]) =>
  ({ kind: 'waves', name, region: null, start: 0, waves }) as unknown as WorldSpec['workloads'][number];

const ROLLOUT = workload(
  'rollout',
  wave('a', 10, { rollback: undone }),
  wave('b', 20, { gate, rollback: undone }),
  wave('c', 40, { gate }),
  wave('d', 80, {}),
);

function stage(...workloads: WorldSpec['workloads'][number][]) {
  const announced = new Announced();
  const view = { now: 0 };
  const source = { spec: worldSpec({ workloads }), view, announced } as unknown as MetricSource;
  const counters = ROLLOUT_METRICS.map((metric: DeclaredMetric) => metric.measure(source));
  const told = { waveStarted() {}, waveEnded() {}, rollout() {} } as unknown as WorldObserver;
  announced.attach(told);
  return {
    counters,
    begin: (place: number, number = 0) => told.waveStarted(number, place),
    end: (place: number, passed: boolean, number = 0) => told.waveEnded(number, place, passed),
    tell(event: RolloutEvent, seconds = 0, number = 0) {
      view.now = seconds * 1e6;
      told.rollout(number, event);
    },
    figures(more: Partial<EndOfRun> = {}): Figure[] {
      const end = { now: view.now, measuredFrom: 0, open: 1, goesOn: true, ...more } as EndOfRun;
      return counters.map((counter) => counter.figure(end));
    },
  };
}

const decided = (wave: number, decision: 0 | 1 | 2 | 3): RolloutEvent => ({
  kind: 'gate.decided',
  ...{ wave, decision, looked: 9, failures: 1 },
});
const OVER = { open: 0, goesOn: false };

describe('gates and rollbacks', () => {
  test('are none without gates', () => {
    const plain = stage(workload('plain', wave('a', 1, {})));
    expect(plain.figures()).toEqual([null, null, null, null, null]);
  });

  test('may all be still to come at first, and nothing is when all is over', () => {
    const { figures } = stage(ROLLOUT);
    expect(figures()).toEqual([
      { lower: 0, upper: 2 },
      { lower: 0, upper: 1 },
      { lower: 0, upper: 30 },
      { lower: 0, upper: 30 },
      { lower: 0, upper: null, or_none: true },
    ]);
    expect(figures(OVER)).toEqual([0, 0, 0, 0, null]);
  });

  test('are known once the last gate has promoted', () => {
    const { tell, figures } = stage(ROLLOUT);
    tell(decided(1, 0));
    expect(figures().slice(0, 2)).toEqual([
      { lower: 1, upper: 2 },
      { lower: 0, upper: 1 },
    ]);
    tell(decided(2, 2));
    expect(figures()).toEqual([2, 0, 0, 0, null]);
  });

  test('come no more when too few tasks of a wave succeeded', () => {
    const { end, figures } = stage(ROLLOUT);
    end(0, false);
    expect(figures()).toEqual([0, 0, 0, 0, null]);
  });

  test('are followed to the end of what is undone', () => {
    const { begin, tell, figures } = stage(ROLLOUT);
    for (const place of [0, 1, 2]) begin(place);
    tell(decided(1, 0), 5);
    tell(decided(2, 3), 10);
    tell({ kind: 'rollback.started', wave: 2, reason: 0 }, 10);
    expect(figures({ now: 12e6 })).toEqual([
      1,
      1,
      { lower: 0, upper: 30 },
      { lower: 0, upper: 30 },
      { lower: 2, upper: null },
    ]);
    tell({ kind: 'undo.started', wave: 1, tasks: 15 }, 20);
    expect(figures().slice(2)).toEqual([
      { lower: 15, upper: 25 },
      { lower: 0, upper: 25 },
      { lower: 10, upper: null },
    ]);
    tell({ kind: 'undo.ended', wave: 1, left: 1 }, 25);
    tell({ kind: 'undo.started', wave: 0, tasks: 9 }, 25);
    expect(figures()[2]).toBe(24);
    tell({ kind: 'undo.ended', wave: 0, left: 2 }, 30);
    tell({ kind: 'rollback.ended', left: 3 }, 30);
    expect(figures({ now: 99e6 })).toEqual([1, 1, 24, 3, 20]);
  });

  test('of a rollback that somebody ordered before any gate had decided', () => {
    const { begin, tell, figures } = stage(ROLLOUT);
    begin(0);
    tell({ kind: 'rollback.started', wave: 0, reason: 1 }, 1);
    expect(figures().slice(0, 3)).toEqual([0, 0, { lower: 0, upper: 10 }]);
  });

  test('are those of all workloads together, and of the measured time', () => {
    const { begin, tell, figures, counters } = stage(ROLLOUT, ROLLOUT);
    expect(figures()[0]).toEqual({ lower: 0, upper: 4 });
    for (const number of [0, 1]) {
      begin(1, number);
      tell(decided(1, 1), 1 + number, number);
      tell({ kind: 'rollback.started', wave: 1, reason: 0 }, 1 + number, number);
    }
    tell({ kind: 'undo.started', wave: 1, tasks: 3 }, 4, 0);
    tell({ kind: 'rollback.ended', left: 0 }, 9, 0);
    tell({ kind: 'rollback.ended', left: 1 }, 5, 1);
    expect(figures()).toEqual([0, 2, 3, 1, 8]);
    for (const counter of counters) counter.warm();
    expect(figures()).toEqual([0, 0, 0, 0, 8]);
  });
});
