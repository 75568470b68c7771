/** Scores of failure detectors: what they take for a mistake, and how they count it. */
import { describe, expect, test } from 'vitest';
import { Subscriptions } from '../../src/modules/facts.ts';
import { REASON } from '../../src/modules/scheduling/vocabulary.ts';
import { Announced } from '../../src/recording/announced.ts';
import type { DeclaredMetric } from '../../src/recording/declare.ts';
import * as detection from '../../src/recording/declared/detection.ts';
import * as mistakes from '../../src/recording/declared/mistakes.ts';
import { AGENT_STATE, type WorldObserver } from '../../src/world/core/observer.ts';
import { TaskTable } from '../../src/world/core/task-table.ts';
import { summaryOf } from '../lab/from-text.ts';
import { type Heard, listener, worldSpec } from '../world/spec.ts';

const HOUR = 3600e6;

/** All metrics here of one run of some agents, and a clock of hours. */
function stage(agents: number) {
  const view = { now: 0, tasks: new TaskTable(), facts: new Subscriptions() };
  const announced = new Announced();
  const spec = worldSpec();
  const [group] = spec.agents.groups;
  const source = { spec: { ...spec, agents: { groups: [{ ...group, count: agents }] } }, view, announced };
  const all: readonly DeclaredMetric[] = [...Object.values(mistakes), ...Object.values(detection)];
  const counters = new Map(all.map((metric) => [metric.name, metric.measure(source)]));
  const heard: Heard[] = [];
  const observer: WorldObserver = Object.create(listener(view, heard));
  announced.attach(observer);
  let measuredFrom = 0;
  return {
    observer,
    tasks: view.tasks,
    at(hours: number) {
      view.now = hours * HOUR;
    },
    warm() {
      measuredFrom = view.now;
      for (const counter of counters.values()) counter.warm();
    },
    figure: (name: string) =>
      counters.get(name)?.figure({
        now: view.now,
        measuredFrom,
        open: 0,
        mayFail: true,
        goesOn: false,
        unnoticed: { crash: [], pause: [], cut: [], slow: [], more: false },
      }),
  };
}

describe('mistakes about agents', () => {
  test('are counted per hour of agents that are up, and last until they are trusted or really down', () => {
    const { observer, at, figure } = stage(4);
    at(1);
    observer.falselySuspected(0, true, -1);
    // Cut off: no mistake of the detector. A second one that suspects the same agent makes none either.
    observer.falselySuspected(1, false, 5e6);
    observer.falselySuspected(0, true, -1);
    at(2);
    observer.mistakeEnded(0);
    observer.mistakeEnded(0);
    observer.agentsChanged(AGENT_STATE.failed, 1);
    at(6);
    observer.agentsChanged(AGENT_STATE.failed, 0);
    observer.falselySuspected(2, true, -1);
    // Neither processes that are no agents.
    observer.falselySuspected(4, true, -1);
    at(9);
    observer.mistakeEnded(2);
    at(10);
    // 4 agents for 10 h, one of them down for 4 h: 36 agent-hours with two mistakes of 1 h and 3 h.
    expect(figure('detection.false.rate')).toBeCloseTo(2 / 36, 12);
    expect(figure('detection.false.duration')).toBeCloseTo(2 * 3600, 6);
    expect(figure('detection.accuracy')).toBeCloseTo(1 - 4 / 36, 12);
  });

  test('that go on when the run ends last at least as long as until then', () => {
    const { observer, at, figure } = stage(2);
    expect(figure('detection.false.duration')).toBeNull();
    expect(figure('detection.false.rate')).toBeNull();
    at(1);
    observer.falselySuspected(0, true, -1);
    at(3);
    expect(figure('detection.false.duration')).toEqual({ lower: 2 * 3600, upper: null });
    expect(figure('detection.accuracy')).toBeCloseTo(1 - 2 / 6, 12);
  });

  test('of the warm-up are forgotten, but for the time that they last beyond it', () => {
    const { observer, at, warm, figure } = stage(1);
    at(1);
    observer.falselySuspected(0, true, -1);
    at(4);
    warm();
    at(5);
    observer.mistakeEnded(0);
    at(6);
    expect(figure('detection.false.rate')).toBe(0);
    expect(figure('detection.false.duration')).toBeCloseTo(3600, 6);
    expect(figure('detection.accuracy')).toBeCloseTo(0.5, 12);
  });

  test('cost the attempts that are taken from the agent because of them', () => {
    const { observer, tasks, figure } = stage(2);
    for (const index of [0, 1]) tasks.add(0, index, 0, 0);
    tasks.agent[0] = 0;
    tasks.agent[1] = 1;
    observer.falselySuspected(0, true, -1);
    observer.taskRetried(0, REASON.workerLost);
    observer.taskRetried(1, REASON.workerLost);
    observer.taskRetried(0, REASON.timeout);
    // With the last attempt of a task, the task.
    observer.taskFailed(0, REASON.workerLost);
    observer.mistakeEnded(0);
    observer.taskRetried(0, REASON.workerLost);
    expect(figure('detection.false.attempts')).toBe(2);
  });
});

test('times of detection by what made a process silent', () => {
  const { observer, warm, figure } = stage(3);
  observer.failureDetected(0, 4e6, false);
  observer.failureDetected(1, 6e6, false);
  observer.failureDetected(2, 1e6, true);
  observer.falselySuspected(0, false, 3e6);
  observer.falselySuspected(1, true, -1);
  const figures = () => ['crash', 'pause', 'cut'].map((kind) => figure(`detection.time.${kind}`));
  expect(figures()).toEqual([5, 1, 3]);
  warm();
  expect(figures()).toEqual([null, null, null]);
});

test('in a run: by kind of fault', async () => {
  const { metrics } = await summaryOf(`
agents: 6
duration: 100s
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 5s } }
faults:
  - { kind: crash, target: { agents: 1 }, at: 10s, duration: 20s }
  - { kind: pause, target: { agents: 1 }, at: 40s, duration: 20s }
  - { kind: partition, isolate: { agents: 1 }, at: 70s, duration: 20s }
`);
  for (const kind of ['crash', 'pause', 'cut']) {
    expect(metrics[`detection.time.${kind}`]).toBeGreaterThan(4);
    expect(metrics[`detection.time.${kind}`]).toBeLessThanOrEqual(5);
  }
  expect(metrics['detection.false.rate']).toBe(0);
  expect(metrics['detection.accuracy']).toBe(1);
});

test('in a run: a mistake about an agent is over when it is trusted, and when it really goes down', async () => {
  // Heartbeats come every 10 s, and 1 s of silence is suspected: nine tenths of the time agents are suspected for nothing.
  const { metrics } = await summaryOf(`
agents: 200
duration: 1000s
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 10s, detector: fixed_timeout, parameters: { timeout: 1s } }
faults:
  - { kind: crash, target: all, at: 500s }
`);
  expect(metrics['detection.accuracy']).toBeCloseTo(0.1, 2);
  expect(metrics['detection.false.rate']).toBeGreaterThan(355); // In 500 s, 50 after heartbeats and one in nine cases of ten before the first; one in ten has no time left before the crash.
  expect(metrics['detection.false.rate']).toBeCloseTo(((50 + 0.9 - 0.1) * 3600) / 500, 0);
  // The last ones are cut short.
  expect(metrics['detection.false.duration']).toBeGreaterThan(8.8);
  expect(metrics['detection.false.duration']).toBeLessThan(9);
});
