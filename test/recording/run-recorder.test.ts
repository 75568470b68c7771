/** What a recorder makes of what a world tells it, call by call. */

import { describe, expect, test } from 'vitest';
import { Subscriptions } from '../../src/modules/facts.ts';
import { REASON, scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import type { Figure } from '../../src/recording/bounds.ts';
import { RunRecorder } from '../../src/recording/run-recorder.ts';
import { AGENT_STATE, OUTCOME, type WorldView } from '../../src/world/core/observer.ts';
import { TaskTable } from '../../src/world/core/task-table.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import { backlog, constant, s, task, worldSpec } from '../world/spec.ts';

/** A recorder whose world is a clock and a table of tasks, all of one workload. */
class Stage {
  now = 0;
  readonly tasks = new TaskTable();
  readonly recorder: RunRecorder;

  constructor(spec: WorldSpec = worldSpec(), logLimit = 0) {
    const stage = this;
    const view: WorldView = {
      tasks: this.tasks,
      facts: new Subscriptions(),
      get now() {
        return stage.now;
      },
    };
    this.recorder = new RunRecorder(view, { spec, logLimit, intervals: 100 });
  }

  at(seconds: number): this {
    this.now = s(seconds);
    return this;
  }

  submit(demand = 1, step = 0): number {
    const number = this.tasks.add(0, this.tasks.count, 0, step);
    this.tasks.demand[number] = s(demand);
    this.tasks.submittedAt[number] = this.now;
    this.recorder.taskSubmitted(number);
    return number;
  }

  start(number: number, agent = 0): void {
    this.tasks.executions[number]++;
    this.recorder.taskStarted(number, agent);
  }

  end(number: number, outcome: (typeof OUTCOME)[keyof typeof OUTCOME] = OUTCOME.success, began = 0): void {
    if (outcome === OUTCOME.success) {
      this.tasks.startedAt[number] = s(began);
      this.tasks.executedAt[number] = this.now;
    }
    this.recorder.executionEnded(number, 0, outcome);
  }

  /** Metrics that measure themselves, where nothing can end any more. */
  get declared(): Record<string, Figure> {
    return this.recorder.declared.figures({
      now: this.now,
      measuredFrom: 0,
      open: 0,
      mayFail: true,
      goesOn: false,
      unnoticed: { crash: [], pause: [], cut: [], slow: [], more: false },
    });
  }

  complete(number: number): void {
    this.recorder.taskCompleted(number);
  }
}

describe('queue depth', () => {
  test('is the tasks submitted and not being executed, over time', () => {
    const stage = new Stage();
    const [first, second] = [stage.submit(), stage.submit()];
    stage.at(1).start(first);
    stage.at(3).start(second);
    stage.at(4).end(first);
    stage.complete(first);
    stage.at(5).end(second);
    // Executed, but its result is not recorded yet.
    stage.at(8).complete(second);
    const { queueDepth, inSystem, running } = stage.recorder;
    expect(queueDepth.maxAt(s(8))).toBe(2);
    expect(queueDepth.meanAt(s(8))).toBe((1 * 2 + 2 * 1 + 2 * 0 + 3 * 1) / 8);
    expect(inSystem.meanAt(s(8))).toBe((4 * 2 + 4 * 1) / 8);
    expect(running.meanAt(s(8))).toBe((2 * 1 + 1 * 2 + 1 * 1) / 8);
  });

  test('counts a task that runs twice at a time once, and not one that has ended', () => {
    const stage = new Stage();
    const [first] = [stage.submit(), stage.submit()];
    stage.start(first, 0);
    stage.start(first, 1);
    expect(stage.recorder.queueDepth.value).toBe(1);
    stage.at(1).end(first);
    expect(stage.recorder.queueDepth.value).toBe(1);
    stage.complete(first);
    // The other execution goes on for nobody; the second task still waits.
    expect(stage.recorder.queueDepth.value).toBe(1);
    stage.at(2).end(first);
    expect(stage.recorder.queueDepth.value).toBe(1);
    // And one that begins when all is over changes nothing.
    stage.at(3).start(first, 2);
    expect(stage.recorder.queueDepth.value).toBe(1);
    expect(stage.recorder.running.value).toBe(1);
  });
});

describe('wasted executions', () => {
  test('are those beyond the one that a completed task needs', () => {
    const stage = new Stage();
    const number = stage.submit();
    for (const outcome of [OUTCOME.failure, OUTCOME.aborted, OUTCOME.success]) {
      stage.start(number);
      stage.end(number, outcome);
    }
    stage.complete(number);
    expect(stage.recorder.counts).toMatchObject({ executions: 3, wasted: 2, completed: 1 });
  });

  test('are all those of a task that fails, and none of one that is shed', () => {
    const stage = new Stage();
    const [failed, shed] = [stage.submit(), stage.submit()];
    for (let i = 0; i < 2; i++) {
      stage.start(failed);
      stage.end(failed, OUTCOME.failure);
    }
    stage.recorder.taskFailed(failed, REASON.failure);
    stage.recorder.taskFailed(shed, REASON.shed);
    expect(stage.recorder.counts).toMatchObject({ executions: 2, wasted: 2, failed: 2, shed: 1 });
  });

  test('are those that begin when the task has ended', () => {
    const stage = new Stage();
    const number = stage.submit();
    stage.start(number);
    stage.end(number);
    stage.complete(number);
    stage.start(number);
    stage.end(number);
    expect(stage.recorder.counts).toMatchObject({ executions: 2, wasted: 1 });
  });
});

describe('durations', () => {
  test('of a task run from submission to the result, to the start, and over the execution that succeeded', () => {
    const stage = new Stage();
    const number = stage.at(1).submit(2);
    stage.at(2).recorder.taskAssigned(number, 0);
    stage.at(3).start(number);
    stage.at(5).end(number, OUTCOME.success, 3);
    stage.at(6).complete(number);
    const { durations, counts } = stage.recorder;
    const mean = (name: keyof typeof durations) => durations[name].histogram.mean / 1e6;
    expect([
      mean('task.latency'),
      mean('task.wait'),
      mean('task.service'),
      mean('assignment.latency'),
    ]).toEqual([5, 2, 2, 1]);
    expect(counts.work).toBe(s(2));
    expect([stage.recorder.firstSubmission, stage.recorder.lastEnd]).toEqual([s(1), s(6)]);
  });

  test('of recovery are since the loss was noticed, and since it happened where it did', () => {
    const { recorder } = new Stage();
    recorder.taskRecovered(0, s(3), s(7));
    recorder.taskRecovered(1, s(5), -1);
    expect(recorder.durations['recovery.time'].count).toBe(2);
    expect(recorder.durations['recovery.time'].histogram.mean).toBe(s(4));
    expect(recorder.durations['failover.time'].count).toBe(1);
  });

  test('of messages and heartbeats are kept apart', () => {
    const { recorder } = new Stage();
    recorder.heartbeatHandled(s(1));
    recorder.messageHandled(scheduling.result, s(2));
    recorder.messageHandled(scheduling.assigned, s(4));
    expect(recorder.durations['heartbeat.latency'].histogram.mean).toBe(s(1));
    expect(recorder.durations['coordination.latency'].histogram.mean).toBe(s(3));
  });
});

describe('suspicions', () => {
  test('are detections, false alarms, or of somebody who cannot be reached', () => {
    const stage = new Stage();
    const { recorder } = stage;
    recorder.failureDetected(0, s(5), false);
    recorder.falselySuspected(1, true);
    recorder.falselySuspected(2, true);
    recorder.falselySuspected(3, false);
    expect(stage.declared).toMatchObject({
      'detection.count': 1,
      'detection.false': 2,
      'detection.unreachable': 1,
    });
    expect(recorder.durations['detection.time'].max).toBe(s(5));
  });
});

describe('retries', () => {
  test('are counted by reason where it matters; refusals are none', () => {
    const { recorder } = new Stage();
    for (const reason of [REASON.failure, REASON.timeout, REASON.workerLost, REASON.refused, REASON.timeout])
      recorder.taskRetried(0, reason);
    expect(recorder.counts).toMatchObject({ retried: 4, timeouts: 2 });
  });
});

describe('the end of the warm-up', () => {
  test('forgets what was measured, and counts only tasks submitted after it', () => {
    const stage = new Stage();
    const early = stage.submit();
    stage.at(2).start(early);
    stage.at(4).recorder.warm();
    expect(stage.recorder.counts.submitted).toBe(0);
    const late = stage.at(5).submit();
    stage.at(6).end(early, OUTCOME.success, 2);
    stage.complete(early);
    stage.start(late);
    stage.at(8).end(late, OUTCOME.success, 6);
    stage.complete(late);
    const { counts, durations, inSystem, running, queueDepth } = stage.recorder;
    expect(counts).toMatchObject({ submitted: 1, completed: 1, completions: 2, executions: 1 });
    expect(durations['task.latency'].count).toBe(1);
    expect(durations['task.latency'].histogram.mean).toBe(s(3));
    // Gauges go on from where they stood: from 4 to 8.
    expect(inSystem.meanAt(s(8))).toBe((1 + 2 + 2 * 1) / 4);
    expect(running.meanAt(s(8))).toBe(1);
    expect(queueDepth.meanAt(s(8))).toBe(1 / 4);
    expect(stage.recorder.firstSubmission).toBe(s(5));
  });
});

describe('the event log', () => {
  test('has a line for what happened, up to its limit', () => {
    const stage = new Stage(worldSpec(), 7);
    const number = stage.at(1).submit();
    stage.recorder.taskAssigned(number, 3);
    stage.start(number, 3);
    stage.at(2).end(number, OUTCOME.failure);
    stage.recorder.taskRetried(number, REASON.failure);
    stage.recorder.taskFenced(number, 4);
    stage.recorder.trusted(3);
    stage.recorder.taskFailed(number, REASON.timeout);
    expect(stage.recorder.log.lines).toEqual([
      { time: 1, event: 'task.submitted', task: 0 },
      { time: 1, event: 'task.assigned', task: 0, process: 3 },
      { time: 1, event: 'task.started', task: 0, process: 3 },
      { time: 2, event: 'execution.failure', task: 0, process: 0 },
      { time: 2, event: 'task.retried.failure', task: 0 },
      { time: 2, event: 'task.fenced', task: 0, process: 4 },
      { time: 2, event: 'process.trusted', process: 3 },
    ]);
    expect(stage.recorder.log.omitted).toBe(1);
  });
});

describe('the timeline', () => {
  test('has the gauges over time and counts what happened', () => {
    const stage = new Stage();
    stage.recorder.agentsChanged(AGENT_STATE.idle, 5);
    const [first, second] = [stage.submit(), stage.submit()];
    stage.recorder.queuedAtAgents(1);
    stage.recorder.agentsChanged(AGENT_STATE.idle, 4);
    stage.recorder.agentsChanged(AGENT_STATE.busy, 1);
    stage.start(first);
    stage.at(50).end(first);
    stage.complete(first);
    stage.recorder.suspectedCount(2);
    stage.at(100).recorder.taskFailed(second, REASON.shed);
    const { columns, interval } = stage.recorder.timeline.finish(s(100));
    const at = (name: string, seconds: number) => columns[name][Math.floor(seconds / interval)];
    expect([at('agents.idle', 10), at('agents.busy', 10)]).toEqual([4, 1]);
    expect([at('tasks.queued', 10), at('tasks.waiting', 10), at('tasks.running', 10)]).toEqual([1, 0, 1]);
    expect([at('tasks.running', 70), at('agents.suspected', 70)]).toEqual([0, 2]);
    const total = (name: string) => columns[name].reduce((sum, count) => sum + count, 0);
    expect([total('tasks.submitted'), total('tasks.completed'), total('tasks.failed')]).toEqual([2, 1, 1]);
  });
});

describe('waves and faults', () => {
  const wave = (name: string, tasks: number) => ({
    name,
    tasks,
    agents: null,
    required_success: 1,
    task: task(),
  });
  const spec = worldSpec({
    workloads: [
      { kind: 'waves', name: 'flow', region: null, start: 0, waves: [wave('a', 2), wave('b', 1)] },
      backlog(1, { name: 'other' }),
    ],
    faults: [
      {
        kind: 'crash',
        name: 'storm',
        schedule: { kind: 'at', times: [1] },
        duration: constant(1),
        target: { processes: 'agents', count: 1, fraction: 1, region: null, zone: null, group: null },
        factor: 1,
      },
    ],
  });

  test('are kept as stretches', () => {
    const stage = new Stage(spec);
    stage.at(1).recorder.waveStarted(0, 0);
    const [first, second] = [stage.submit(1, 0), stage.submit(1, 0)];
    stage.recorder.faultBegan(0, 0, 3);
    stage.at(2).recorder.taskRetried(first, REASON.workerLost);
    stage.start(first);
    stage.at(3).end(first, OUTCOME.success, 2);
    stage.complete(first);
    stage.recorder.taskFailed(second, REASON.failure);
    stage.recorder.waveEnded(0, 0, false);
    stage.at(4).recorder.faultEnded(0, 0);
    stage.recorder.faultBegan(0, 1, 2);
    expect(stage.recorder.waves.records).toEqual([
      {
        workload: 'flow',
        name: 'a',
        index: 0,
        tasks: 2,
        start: 1,
        end: 3,
        completed: 1,
        failed: 1,
        retried: 1,
      },
      {
        workload: 'flow',
        name: 'b',
        index: 1,
        tasks: 1,
        start: null,
        end: null,
        completed: 0,
        failed: 0,
        retried: 0,
      },
    ]);
    expect(stage.declared['waves.completed']).toBe(0);
    expect(stage.recorder.faults.bands).toEqual([
      { name: 'storm', kind: 'crash', start: 1, end: 4, processes: 3 },
      { name: 'storm', kind: 'crash', start: 4, end: null, processes: 2 },
    ]);
  });

  test('of faults are kept up to a bound, and counted beyond', () => {
    const stage = new Stage(spec);
    for (let i = 0; i < 2010; i++) {
      stage.recorder.faultBegan(0, i, 1);
      stage.recorder.faultEnded(0, i);
    }
    expect(stage.recorder.faults.bands).toHaveLength(2000);
    expect(stage.recorder.faults.omitted).toBe(10);
  });
});
