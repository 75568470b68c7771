/** What latencies are made of, in worlds small enough to reckon by hand and in arbitrary ones. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect, vi } from 'vitest';
import { PART } from '../../src/recording/latency-part.ts';
import { RunRecorder } from '../../src/recording/run-recorder.ts';
import type { WorldView } from '../../src/world/core/observer.ts';
import type { FaultSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { chaos, pairs } from '../world/chaos.ts';
import {
  backlog,
  constant,
  finish,
  group,
  link,
  links,
  type Overrides,
  observedWorld,
  selector,
  task,
  worldSpec,
} from '../world/spec.ts';

vi.setConfig({ testTimeout: 600_000 });

interface Parted {
  readonly task: number;
  readonly parts: readonly number[];
  readonly latency: number;
  readonly wait: number;
  readonly service: number;
}

/** A recorder that keeps the parts of every task. */
class Keeper extends RunRecorder {
  readonly kept: Parted[] = [];
  readonly view: WorldView;

  constructor(view: WorldView, spec: WorldSpec) {
    super(view, { spec, logLimit: 0, intervals: 100 });
    this.view = view;
  }

  override taskCompleted(task: number): void {
    super.taskCompleted(task);
    const { now, tasks } = this.view;
    const { submittedAt, startedAt, executedAt } = tasks;
    this.kept.push({
      task,
      parts: [...this.latencyParts.last],
      latency: now - submittedAt[task],
      wait: startedAt[task] - submittedAt[task],
      service: executedAt[task] - startedAt[task],
    });
  }
}

function keep(spec: WorldSpec): Keeper {
  let keeper: Keeper | undefined;
  const world = new World(spec, (view) => {
    keeper = new Keeper(view, spec);
    return keeper;
  });
  world.advance(150_000);
  if (!keeper) throw new Error('no observer was asked for');
  return keeper;
}

const sum = (parts: readonly number[]) => parts.reduce((all, part) => all + part, 0);

/** Parts in seconds that are not 0, by task. */
function partsOf(spec: WorldSpec): Record<string, number>[] {
  const kept = keep(spec).kept.toSorted((a, b) => a.task - b.task);
  return kept.map(({ parts }) =>
    Object.fromEntries(
      Object.entries(PART).flatMap(([name, part]) => (parts[part] === 0 ? [] : [[name, parts[part] / 1e6]])),
    ),
  );
}

const work = (seconds: number, count = 1) => backlog(count, { task: task({ service: constant(seconds) }) });

const when = { name: 'fault', schedule: { kind: 'at' as const, times: [10] } };

function fault(kind: 'crash' | 'pause', duration = 100): FaultSpec {
  const target = selector({ group: 'agents' });
  return { ...when, kind, duration: constant(duration), target, factor: 1 };
}

/** Two agents, of which the first gets the task, and something happens to that after ten seconds. */
function upset(what: FaultSpec, more: Overrides = {}): WorldSpec {
  return worldSpec({
    agents: { groups: [group(), group({ name: 'others' })] },
    retry: { backoff: 0 },
    workloads: [work(30)],
    faults: [what],
    ...more,
  });
}

const health = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };

describe('the latency of a task is made of', () => {
  example('waiting and service, and the way of the result', () => {
    const away = link({ latency: constant(0.25) });
    const network = { links: { ...links(), same_zone: away, same_node: away } };
    const [first, second] = partsOf(worldSpec({ workloads: [work(2, 2)], network }));
    expect(first).toEqual({ waiting: 0.5, service: 2, report: 0.25 });
    // Its assignment leaves when the first result has come.
    expect(second).toEqual({ waiting: 3, service: 2, report: 0.25 });
  });

  example('attempts that failed, and pauses before retries', () => {
    const work = backlog(20, {
      task: task({ service: constant(10), failure: { probability: 0.5, regions: {} } }),
    });
    const spec = worldSpec({
      agents: { groups: [group({ count: 20 })] },
      retry: { max_attempts: 100, backoff: 2 },
      workloads: [work],
    });
    const { world, heard } = observedWorld(spec);
    finish(world);
    const told = keep(spec).kept;
    for (const { task: number, parts } of told) {
      const delays = heard.filter(([event, , subject]) => event === 'taskBackingOff' && subject === number);
      expect(parts[PART.backoff]).toBe(delays.reduce((all, [, , , delay]) => all + delay, 0));
      expect(parts[PART.failure]).toBe((world.parts.tasks.executions[number] - 1) * 10e6);
      expect(parts[PART.service]).toBe(10e6);
    }
    expect(told.some(({ parts }) => parts[PART.backoff] > 0)).toBe(true);
  });

  example('an attempt that was lost with its agent, until somebody noticed', () => {
    const [{ lost, ...rest }] = partsOf(upset(fault('crash'), { health }));
    expect(lost).toBeGreaterThan(14);
    expect(lost).toBeLessThanOrEqual(15);
    expect(rest).toEqual({ service: 30 });
  });

  example('of a task that waited at the lost agent, the time since that went down', () => {
    const [, second] = partsOf(
      worldSpec({
        scheduler: { agent_queue: null },
        retry: { backoff: 0 },
        health,
        workloads: [work(30, 2)],
        faults: [fault('crash', 20)],
      }),
    );
    const { waiting, lost, service } = second;
    expect(lost).toBeGreaterThan(4);
    expect(lost).toBeLessThanOrEqual(5);
    expect(service).toBe(30);
    // Before the crash, and from when it was noticed until the agent has come back at 30 s.
    expect(waiting + lost).toBe(30);
  });

  example('what an agent does that is cut off counts until it is given up, though it goes on', () => {
    const cut = { style: 'isolate' as const, target: selector({ group: 'agents' }) };
    const partition: FaultSpec = {
      ...when,
      kind: 'partition',
      duration: constant(100),
      cut,
      direction: 'both',
      flapping: null,
    };
    const [{ lost, ...rest }, ...others] = partsOf(upset(partition, { health }));
    expect(lost).toBeGreaterThan(14);
    expect(lost).toBeLessThanOrEqual(15);
    expect(rest).toEqual({ service: 30 });
    expect(others).toEqual([]);
  });

  example('an attempt that took too long', () => {
    const parts = partsOf(upset(fault('pause'), { retry: { backoff: 0, timeout: 40 } }));
    expect(parts).toEqual([{ timeout: 40, service: 30 }]);
  });

  example('interruptions, and what is lost by them', () => {
    const spec = (progress: 'keep' | 'lose') =>
      worldSpec({
        scheduler: { algorithm: 'priority_queue', agent_queue: null, preemption: { progress } },
        workloads: [
          work(10),
          backlog(1, {
            name: 'urgent',
            start: 4,
            task: task({ service: constant(3), priority: constant(9) }),
          }),
        ],
      });
    expect(partsOf(spec('keep'))).toEqual([{ preemption: 3, service: 10 }, { service: 3 }]);
    expect(partsOf(spec('lose'))).toEqual([{ preemption: 7, service: 10 }, { service: 3 }]);
  });
});

/** The same world with timeouts that matter, and urgent tasks that interrupt others. */
const hasty = fc
  .tuple(chaos, fc.constantFrom('keep' as const, 'lose' as const))
  .map(([spec, progress]): WorldSpec => {
    const scheduler = { ...spec.scheduler, algorithm: 'priority_queue', parameters: {}, agent_queue: null };
    const retry = { ...spec.retry, timeout: 4, max_attempts: 30 };
    return { ...spec, retry, scheduler: { ...scheduler, preemption: { progress } } };
  });

describe('in every world', () => {
  const numRuns = Number(process.env.CHAOS ?? 60);
  const options = { numRuns, seed: 9 };
  const found = new Float64Array(PART.report + 1);

  function check(spec: WorldSpec): void {
    const { kept, counts } = keep(spec);
    expect(kept.length).toBe(counts.completions);
    for (const { parts, latency, wait, service } of kept) {
      for (const [part, time] of parts.entries()) found[part] += time;
      expect(parts.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true);
      expect(sum(parts)).toBe(latency);
      expect(parts[PART.service]).toBe(service);
      expect(sum(parts.slice(0, PART.service))).toBe(wait);
    }
  }

  test.prop([chaos], options)('the parts of every task sum to its latency', check);
  test.prop([pairs], options)('and do so whoever of two coordinators leads', check);
  test.prop([hasty], options)('and do so where tasks are given up or interrupted', check);

  example('of which every part occurs', () => {
    expect([...found].map((time) => time > 0)).toEqual([...found].map(() => true));
  });
});
