/**
 * No message that a module posts leaves before everything is durable that was written in its call and in all calls before. One law
 * for both hosts: in whatever way calls, syncs and the crash fall together, what is found after a crash has all that anybody was told of.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { bidding } from '../../src/modules/coordination/routing/vocabulary.ts';
import type { Port } from '../../src/modules/ports.ts';
import { LiveMachine } from '../live/coordinator.ts';
import { VolatileDisk } from '../live/storage/volatile-disk.ts';
import { logSteps, SlowLog, take, viewOf } from '../modules/log-model.ts';
import { Machine } from '../world/host/machine.ts';
import { constant, exponential } from '../world/spec.ts';

const OTHER = 9;

const calls = fc.array(
  fc.record({
    /** Time, or turns of the event loop, before it. */
    gap: fc.nat(6),
    posts: fc.constantFrom('before', 'after', 'no'),
    log: fc.array(logSteps, { maxLength: 3 }),
    rows: fc.array(fc.nat(3), { maxLength: 3 }),
  }),
  { maxLength: 25 },
);
type Call = typeof calls extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** The calls of a run: what there was after each, by its number from 1. */
class Script {
  readonly #slow = new SlowLog();
  readonly #rows = new Map<number, number>();
  /** What there was after so many calls. */
  readonly views: string[] = [this.#view()];

  run(call: Call, port: Port): void {
    const number = this.views.length;
    if (call.posts === 'before') port.post(OTHER, bidding.ask, number);
    for (const step of call.log) take(step, port.log, this.#slow);
    for (const key of call.rows) {
      port.storage.put(key, number, 0, 0, 0);
      this.#rows.set(key, number);
    }
    if (call.posts === 'after') port.post(OTHER, bidding.ask, number);
    this.views.push(this.#view());
  }

  #view(): string {
    return shown(this.#slow.view(), [...this.#rows]);
  }
}

function shown(log: string, rows: readonly (readonly [key: number, value: number])[]): string {
  return `${log} | ${[...rows]
    .sort(([x], [y]) => x - y)
    .map((row) => row.join('='))
    .join(' ')}`;
}

function found({ log, storage }: Pick<Port, 'log' | 'storage'>): string {
  const rows: [number, number][] = [];
  storage.forEach((key, value) => {
    rows.push([key, value]);
  });
  return shown(viewOf(log), rows);
}

describe('persist before send', () => {
  test.prop([calls, fc.nat(6), fc.boolean()])('holds in the simulated host', (script, rest, varies) => {
    const machine = new Machine(varies ? exponential(3) : constant(3));
    const told = new Script();
    let now = 0;
    for (const call of script) {
      now += call.gap;
      machine.until(now).call((host) => told.run(call, host));
    }
    machine.until(now + rest).crash();
    const least = machine.left.at(-1)?.[1] ?? 0;
    expect(told.views.slice(least)).toContain(found(machine.host));
  });

  /**
   * Runs calls on a live host. Each message that leaves is held against the disk that would be found at that moment.
   *
   * @returns the calls whose messages have left, and those of them that left too early
   */
  async function live(script: readonly Call[], syncs: boolean): Promise<[left: number[], early: number[]]> {
    const disk = new VolatileDisk();
    const told = new Script();
    const left: number[] = [];
    const early: number[] = [];
    const machine = new LiveMachine(disk, {
      syncs,
      posted({ content }) {
        const [number] = content as [number];
        left.push(number);
        const there = found(new LiveMachine(disk.crashed()).host);
        if (!told.views.slice(number).includes(there)) early.push(number);
      },
    });
    for (const call of script) {
      for (let turn = 0; turn < call.gap; turn++) await Promise.resolve();
      machine.call((host) => told.run(call, host));
    }
    await machine.settled();
    return [left, early];
  }

  test.prop([calls])('holds in the live host', async (script) => {
    const posting = script.flatMap(({ posts }, i) => (posts === 'no' ? [] : [i + 1]));
    expect(await live(script, true)).toEqual([posting, []]);
  });

  test('is broken by a disk that does not sync', async () => {
    const call: Call = { gap: 1, posts: 'before', log: [], rows: [1] };
    expect(await live([call], false)).toEqual([[1], [1]]);
    expect(await live([call], true)).toEqual([[1], []]);
  });
});
