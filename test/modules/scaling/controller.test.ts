import { describe, expect, test } from 'vitest';
import { FLEET_STATE, type Fleet, ScalingController } from '../../../src/modules/scaling/controller.ts';
import type { ScalingObservation } from '../../../src/modules/scaling/policy.ts';
import { VICTIM_POLICIES } from '../../../src/modules/scaling/victims.ts';

const QUIET: Omit<ScalingObservation, 'ready' | 'starting'> = {
  now: 0,
  busy: 0,
  waiting: 0,
  inFlight: 0,
  utilization: 0,
  arrivalRate: 0,
  completionRate: 0,
  errorRate: 0,
  cpu: 0,
  memory: 0,
};

/** A machine of a few lines: what it is asked to do is written down, and done at once but for the time that a start takes. */
class Machine implements Fleet {
  readonly count: number;
  readonly state: Uint8Array;
  readonly leaving: Uint8Array;
  readonly running: Int32Array;
  readonly queued: Int32Array;
  readonly startedAt: Float64Array;
  readonly moveCost: Float64Array;
  readonly asked: string[] = [];
  readonly timers: number[] = [];

  constructor(states: readonly number[]) {
    this.count = states.length;
    this.state = Uint8Array.from(states);
    this.leaving = this.state.map((state) => (state === FLEET_STATE.ready ? 0 : 1));
    this.running = new Int32Array(this.count);
    this.queued = new Int32Array(this.count);
    this.startedAt = Float64Array.from(states, (_, agent) => agent);
    this.moveCost = new Float64Array(this.count);
  }

  observe(): ScalingObservation {
    const count = (state: number) => this.state.filter((one) => one === state).length;
    return { ...QUIET, ready: count(FLEET_STATE.ready), starting: count(FLEET_STATE.starting) };
  }

  start(agent: number): void {
    this.asked.push(`start ${agent}`);
    this.state[agent] = FLEET_STATE.starting;
  }

  retire(agent: number, drain: boolean): void {
    this.asked.push(`${drain ? 'drain' : 'stop'} ${agent}`);
    this.state[agent] = FLEET_STATE.absent;
    this.leaving[agent] = 1;
  }

  setTimer(delay: number): void {
    this.timers.push(delay);
  }
}

const { absent, starting, ready, leaving } = FLEET_STATE;

function decide(machine: Machine, wanted: number, victims = 'drain'): readonly string[] {
  const policy = { period: 15_000_000, decide: () => wanted };
  const controller = new ScalingController(machine, machine, policy, VICTIM_POLICIES.require(victims));
  controller.start();
  controller.onTimer();
  expect(machine.timers).toEqual([15_000_000, 15_000_000]);
  return machine.asked;
}

describe('a controller', () => {
  test('starts as many as are missing, those being started counted, and never more than there are', () => {
    const states = [ready, starting, leaving, absent, absent, absent];
    expect(decide(new Machine(states), 4)).toEqual(['start 3', 'start 4']);
    expect(decide(new Machine(states), 100)).toEqual(['start 3', 'start 4', 'start 5']);
  });

  test('does nothing when the number is right, whoever is on the way out', () => {
    expect(decide(new Machine([ready, ready, leaving, absent]), 2)).toEqual([]);
  });

  test('gives up starts before it retires anybody', () => {
    const states = [ready, ready, starting, starting, absent];
    expect(decide(new Machine(states), 3)).toEqual(['stop 3']);
    expect(decide(new Machine(states), 1)).toEqual(['stop 3', 'stop 2', 'drain 1']);
  });

  test.each([
    ['drain', ['drain 2', 'drain 0']],
    ['idle_first', ['stop 2', 'stop 0']],
    ['youngest', ['stop 2', 'stop 1']],
    ['cheapest', ['stop 1', 'stop 2']],
  ])('retires whom %s names', (victims, asked) => {
    const machine = new Machine([ready, ready, ready]);
    machine.running.set([1, 3, 0]);
    machine.queued.set([0, 1, 0]);
    machine.moveCost.set([5, 1, 2]);
    expect(decide(machine, 1, victims)).toEqual(asked);
  });
});
