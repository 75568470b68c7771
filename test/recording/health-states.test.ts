/** Scores of states of health: what counts as a false alarm, and which predictions have come true. */
import { describe, expect, test } from 'vitest';
import { Subscriptions } from '../../src/modules/facts.ts';
import { HEALTH } from '../../src/modules/health/states/vocabulary.ts';
import { Announced } from '../../src/recording/announced.ts';
import { HEALTH_METRICS } from '../../src/recording/declared/health-states.ts';
import { AGENT_STATE, type WorldObserver } from '../../src/world/core/observer.ts';
import { TaskTable } from '../../src/world/core/task-table.ts';
import { type Heard, listener, worldSpec } from '../world/spec.ts';

const SECOND = 1e6;
const HORIZON = 60 * SECOND;
const { healthy, degraded, critical, failed } = HEALTH;

/** All metrics here of one run of some agents, and a clock of seconds. */
function stage(agents: number, detector = 'health_states') {
  const view = { now: 0, tasks: new TaskTable(), facts: new Subscriptions() };
  const announced = new Announced();
  const base = worldSpec({ health: { detector } });
  const [group] = base.agents.groups;
  const spec = { ...base, agents: { groups: [{ ...group, count: agents }] } };
  const counters = new Map(
    HEALTH_METRICS.map((metric) => [metric.name, metric.measure({ spec, view, announced })]),
  );
  const heard: Heard[] = [];
  const observer: WorldObserver = Object.create(listener(view, heard));
  announced.attach(observer);
  let measuredFrom = 0;
  return {
    observer,
    at(seconds: number) {
      view.now = seconds * SECOND;
      return observer;
    },
    warm() {
      measuredFrom = view.now;
      for (const counter of counters.values()) counter.warm();
    },
    figure: (name: string) =>
      counters.get(`health.${name}`)?.figure({
        now: view.now,
        measuredFrom,
        open: 0,
        mayFail: true,
        goesOn: false,
        unnoticed: { crash: [], pause: [], cut: [], slow: [], more: false },
      }),
  };
}

describe('states of health', () => {
  test('are shares of the time of agents, and counts of changes', () => {
    const { at, figure } = stage(4);
    at(10).healthChanged(0, healthy, degraded, 'slow', SECOND);
    at(20).healthChanged(0, degraded, critical, 'slow', SECOND);
    at(25).healthChanged(1, healthy, failed, 'crash', SECOND);
    at(30).healthChanged(0, critical, healthy, 'none', -1);
    at(40);
    // Of 160 s: 10, 10 and 15.
    expect(figure('time.degraded')).toBe(10 / 160);
    expect(figure('time.critical')).toBe(10 / 160);
    expect(figure('time.failed')).toBe(15 / 160);
    expect(figure('time.healthy')).toBeCloseTo(125 / 160, 12);
    expect(['healthy', 'degraded', 'critical', 'failed'].map((name) => figure(`changes.${name}`))).toEqual([
      1, 1, 1, 1,
    ]);
  });

  test('are of agents that are there', () => {
    const { at, figure } = stage(4);
    at(0).agentsChanged(AGENT_STATE.absent, 4);
    expect(figure('time.healthy')).toBeNull();
    at(0).agentsChanged(AGENT_STATE.absent, 2);
    at(0).healthChanged(0, healthy, degraded, 'none', -1);
    at(10);
    expect(figure('time.degraded')).toBe(0.5);
    expect(figure('time.healthy')).toBe(0.5);
  });

  test('are alarms where nothing is wrong; silence is for the scores of suspicions', () => {
    const { at, figure } = stage(4);
    at(1).healthChanged(0, healthy, degraded, 'none', -1);
    at(2).healthChanged(0, degraded, critical, 'none', -1);
    at(3).healthChanged(1, healthy, critical, 'none', -1);
    at(4).healthChanged(2, healthy, failed, 'none', -1);
    at(5).healthChanged(3, healthy, degraded, 'cut', SECOND);
    expect(figure('false')).toBe(2);
  });

  test('take their time to notice agents that are slow', () => {
    const { at, figure } = stage(4);
    expect(figure('time_to_notice.slow')).toBeNull();
    at(1).healthChanged(0, healthy, degraded, 'slow', 3 * SECOND);
    at(2).healthChanged(0, degraded, critical, 'slow', 4 * SECOND);
    at(3).healthChanged(1, healthy, critical, 'slow', 6 * SECOND);
    at(4).healthChanged(2, healthy, failed, 'crash', 9 * SECOND);
    expect(figure('time_to_notice.slow')).toBe(4.5);
  });

  test('are forgotten at the end of the warm-up, but for those that last', () => {
    const { at, warm, figure } = stage(2);
    at(1).degradationPredicted(0, 60, HORIZON);
    at(2).healthChanged(0, healthy, degraded, 'none', -1);
    at(5);
    warm();
    at(10);
    expect(figure('time.degraded')).toBe(0.5);
    expect([figure('changes.degraded'), figure('false'), figure('predictions')]).toEqual([0, 0, 0]);
    expect(figure('predictions.precision')).toBeNull();
  });

  test('are none with another detector', () => {
    const { at, figure } = stage(2, 'fixed_timeout');
    at(1).healthChanged(0, healthy, failed, 'crash', SECOND);
    for (const { name } of HEALTH_METRICS) expect(figure(name.slice('health.'.length))).toBeNull();
  });
});

describe('predictions', () => {
  test('come true where the agent falls ill within the horizon while a fault acts on it', () => {
    const { at, figure } = stage(9);
    for (const agent of [0, 1, 2, 3]) at(10).degradationPredicted(agent, 60, HORIZON);
    at(14).healthChanged(0, healthy, degraded, 'slow', SECOND);
    // Nothing is wrong with it: true or not, that is still open.
    at(15).healthChanged(1, healthy, degraded, 'none', -1);
    at(70).healthChanged(2, healthy, failed, 'crash', SECOND);
    // Nobody had said so.
    at(70).healthChanged(4, healthy, critical, 'slow', SECOND);
    at(70.000001).healthChanged(3, healthy, critical, 'slow', SECOND);
    expect(figure('predictions')).toBe(4);
    expect(figure('predictions.precision')).toBe(2 / 4);
    expect(figure('predictions.recall')).toBe(2 / 4);
    expect(figure('predictions.lead')).toBe((4 + 60) / 2);
  });

  test('are decided once their time is over, also those that have come true before', () => {
    const { at, figure } = stage(9);
    at(10).degradationPredicted(0, 60, HORIZON);
    at(11).healthChanged(0, healthy, degraded, 'slow', SECOND);
    at(20).degradationPredicted(1, 60, HORIZON);
    at(30).degradationPredicted(2, 60, HORIZON);
    at(70);
    expect(figure('predictions.precision')).toBeNull();
    at(80);
    expect(figure('predictions.precision')).toBe(1);
    at(90).degradationPredicted(3, 60, HORIZON);
    expect(figure('predictions.precision')).toBe(1 / 2);
    at(1000);
    expect(figure('predictions.precision')).toBe(1 / 4);
  });

  test('are used up by the illness that they told of', () => {
    const { at, figure } = stage(9);
    at(10).degradationPredicted(0, 60, HORIZON);
    at(11).healthChanged(0, healthy, degraded, 'slow', SECOND);
    at(12).healthChanged(0, degraded, healthy, 'slow', SECOND);
    at(13).healthChanged(0, healthy, degraded, 'slow', SECOND);
    expect(figure('predictions.recall')).toBe(0.5);
    at(71);
    expect(figure('predictions.precision')).toBe(1);
  });
});
