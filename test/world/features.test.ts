/** What a feature brings into a world, and how the world deals with it without knowing it. */
import { describe, expect, test } from 'vitest';
import { adaptation } from '../../src/world/coordination/adaptation.ts';
import type { FeatureEvent, Part } from '../../src/world/core/part.ts';
import { BUILT_IN } from '../../src/world/core/registries.ts';
import { faults } from '../../src/world/faults/feature.ts';
import type { Core, Feature } from '../../src/world/feature.ts';
import { FEATURES } from '../../src/world/features.ts';
import { fleet } from '../../src/world/fleet/provision.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import { EventTable } from '../../src/world/watch/event-table.ts';
import { stallPatience } from '../../src/world/watch/stall.ts';
import { World } from '../../src/world/world.ts';
import { backlog, constant, listener, s, selector, task, worldSpec } from './spec.ts';

const TICK = 900;

/** Ticks every second, and writes down all that the world tells it. */
class Clockwork implements Part {
  readonly events: readonly FeatureEvent[];
  readonly told: string[] = [];
  ticks = 0;
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
    this.events = [
      {
        kind: TICK,
        plural: 'ticks',
        text: (target, a) => `tick ${a} of ${target}`,
        handle: (target, a, b) => this.#tick(target, a, b),
      },
    ];
  }

  prepare(): void {
    this.told.push(`prepare ${this.#core.kernel.pending}`);
  }

  start(): void {
    this.told.push('start');
    this.#core.kernel.schedule(s(1), TICK, 7, 1, 2);
  }

  warm(): void {
    this.told.push(`warm ${this.#core.kernel.now / 1e6}`);
  }

  completed(task: number): void {
    this.told.push(`completed ${task}`);
  }

  removed(agent: number): void {
    this.told.push(`removed ${agent}`);
  }

  busy(): boolean {
    return true;
  }

  figures() {
    return { 'clockwork.ticks': this.ticks };
  }

  #tick(target: number, a: number, b: number): void {
    this.ticks++;
    this.#core.kernel.scheduleAfter(s(1), TICK, target, a + 1, b);
  }
}

const clockwork: Feature<Clockwork> = {
  when: () => true,
  build: (core) => new Clockwork(core),
};

function worldWith(features: readonly Feature<object>[], spec: WorldSpec): World {
  return new World(spec, (view) => listener(view, []), 0, BUILT_IN, features);
}

describe('a feature', () => {
  const spec = worldSpec({ duration: 10, warmup: 3, workloads: [backlog(2, { task: task() })] });

  test('starts, hears of what happens, and handles its own events', () => {
    const world = worldWith([...FEATURES, clockwork], { ...spec, workloads: [backlog(9, { task: task() })] });
    world.advance(1000);
    const part = world.part(clockwork);
    expect(part?.told[1]).toBe('start');
    expect(part?.told.filter((line) => line !== 'warm 3').slice(2, 5)).toEqual([
      'completed 0',
      'completed 1',
      'completed 2',
    ]);
    expect(part?.told).toContain('warm 3');
    expect(part?.ticks).toBeGreaterThanOrEqual(8);
    expect(world.figures()).toEqual({ 'clockwork.ticks': part?.ticks });
  });

  test('has its events in words', () => {
    const world = worldWith([...FEATURES, clockwork], spec);
    expect(world.eventKind(TICK)?.text(7, 3, 2)).toBe('tick 3 of 7');
    expect(world.eventKind(TICK + 1)).toBeUndefined();
  });

  test('that is busy keeps a run from stalling', () => {
    const impossible = worldSpec({
      health: { heartbeat_interval: 1 },
      workloads: [backlog(1, { task: task({ capabilities: ['nobody has it'] }) })],
    });
    expect(worldWith(FEATURES, impossible).advance(60_000)).toBe('stalled');
    expect(worldWith([...FEATURES, clockwork], impossible).advance(60_000)).toBe('running');
  });

  test('is told of agents that are removed', () => {
    const scaling = {
      ...{ policy: 'fixed', parameters: { agents: 1 }, initial: 1, startup: null },
      ...{ victims: 'drain', cost: 0 },
    };
    const world = worldWith([fleet, ...FEATURES.filter((one) => one !== fleet), clockwork], {
      ...worldSpec({ agents: { groups: [{ ...worldSpec().agents.groups[0], count: 3 }] } }),
      scaling,
    } as WorldSpec);
    expect(world.part(clockwork)?.told).toEqual([
      'removed 1',
      'removed 2',
      expect.stringMatching(/^prepare/),
      'start',
    ]);
  });
});

test('a part is reached by its feature, where the world has it', () => {
  const crash = {
    kind: 'crash' as const,
    name: 'crash',
    schedule: { kind: 'at' as const, times: [1] },
    duration: constant(1),
    target: selector(),
    factor: 1,
  };
  expect(worldWith(FEATURES, worldSpec()).part(faults)).toBeNull();
  const world = worldWith(FEATURES, worldSpec({ duration: 3, faults: [crash] }));
  world.advance(1000);
  expect(world.part(faults)?.faults.counts()).toMatchObject([{ occurrences: 1 }]);
  expect(world.part(adaptation)).toBeNull();
});

describe('the table of events', () => {
  const event = (kind: number, plural: string, heard: number[] = []): FeatureEvent => ({
    kind,
    plural,
    text: () => plural,
    handle: (target) => heard.push(target),
  });

  test('hands an event to the part that brought it', () => {
    const heard: number[] = [];
    const table = new EventTable([event(0, 'messages')], [{}, { events: [event(3, 'ticks', heard)] }]);
    table.handle(3, 42, 0, 0);
    expect(heard).toEqual([42]);
    expect(table.of(0)?.plural).toBe('messages');
    expect(table.of(1)).toBeUndefined();
  });

  test('refuses two kinds with one number, and events that nobody handles', () => {
    const parts = [{ events: [event(3, 'ticks')] }, { events: [event(3, 'chimes')] }];
    expect(() => new EventTable([], parts)).toThrow('chimes and ticks are both events of kind 3');
    expect(() => new EventTable([event(3, 'messages')], parts.slice(0, 1))).toThrow('both events of kind 3');
    const table = new EventTable([event(0, 'messages')], parts.slice(0, 1));
    expect(() => table.handle(1, 0, 0, 0)).toThrow('no feature handles events of kind 1');
    expect(() => table.handle(0, 0, 0, 0)).toThrow('no feature handles events of kind 0');
  });
});

test('the patience with a run that stands still covers what each feature may wait for', () => {
  const none = stallPatience(worldSpec());
  const standby = { region: 'home', heartbeat: 1, timeout: 50_000, sync_timeout: 10, witnesses: 1 };
  expect(stallPatience(worldSpec({ coordination: { standby } })) - none).toBeGreaterThanOrEqual(2 * 49_000);
});
