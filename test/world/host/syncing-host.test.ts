/** The simulated machine of a coordinator whose disk takes its time. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { bidding } from '../../../src/modules/coordination/routing/vocabulary.ts';
import type { SyncingHost } from '../../../src/world/host/syncing-host.ts';
import { logSteps, SlowLog, take, viewOf } from '../../modules/log-model.ts';
import { constant, exponential, s } from '../spec.ts';
import { Machine } from './machine.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

const post = (host: SyncingHost, word: number) => host.post(9, bidding.ask, word);

describe('a disk that takes its time', () => {
  it('lets messages wait for the sync that covers their call, and shares it among calls', () => {
    const machine = new Machine(constant(1));
    machine.call((host) => {
      post(host, 1);
      host.storage.put(1, 1, 0, 0, 0);
    });
    machine.until(0.25).call((host) => {
      host.storage.put(2, 2, 0, 0, 0);
      post(host, 2);
    });
    machine.until(0.5).call((host) => post(host, 3));
    machine.until(10);
    expect(machine.left).toEqual([
      [1, 1],
      [2, 2],
      [2, 3],
    ]);
    expect(machine.host.syncs).toBe(2);
  });

  it('is idle where nothing is written: messages leave with their call', () => {
    const machine = new Machine(constant(1));
    machine.until(5).call((host) => post(host, 1));
    expect(machine.left).toEqual([[5, 1]]);
    expect([machine.host.syncs, machine.kernel.pending]).toEqual([0, 0]);
  });

  it('knows for how long it has been syncing, and forgets what was before the measured time', () => {
    const machine = new Machine(constant(2));
    machine.call((host) => host.storage.put(1, 1, 0, 0, 0));
    expect(machine.until(0.5).host.syncTime).toBe(s(0.5));
    machine.host.warm();
    expect([machine.host.syncTime, machine.host.syncs]).toEqual([0, 0]);
    machine.until(10);
    expect([machine.host.syncTime, machine.host.syncs]).toEqual([s(1.5), 1]);
  });

  it('loses in a crash what its sync does not cover, and has nothing under way afterwards', () => {
    const machine = new Machine(constant(1));
    machine.call((host) => {
      host.storage.put(1, 1, 0, 0, 0);
      host.storage.put(2, 2, 0, 0, 0);
      host.log.append(1, bytes(1));
    });
    machine.until(0.5).call((host) => {
      host.storage.put(1, 9, 0, 0, 0);
      host.storage.remove(2);
      host.storage.remove(7);
      host.log.truncateFrom(1);
      host.log.install({ index: 4, term: 2, data: bytes(5) });
      post(host, 1);
    });
    machine.until(1.5).crash();
    expect(machine.rows()).toBe('1=1 2=2');
    expect(viewOf(machine.host.log)).toBe('- 1:1:01');
    expect([machine.host.begunAt, machine.host.syncTime]).toEqual([-1, s(1.5)]);
    machine.call((host) => post(host, 2));
    machine.until(10);
    expect(machine.left).toEqual([[1.5, 2]]);
    expect(machine.host.syncs).toBe(1);
    expect(machine.told).toEqual([{ term: 1, index: 1 }]);
  });

  it('tells of the log as it was when the sync began', () => {
    const machine = new Machine(constant(1));
    machine.call((host) => host.log.append(1, bytes(1)));
    machine.until(0.5).call((host) => {
      host.log.truncateFrom(1);
      host.log.append(2, bytes(2));
      host.log.append(2, bytes(3));
    });
    machine.until(1.5).call((host) => host.storage.put(1, 1, 0, 0, 0));
    machine.until(10);
    // The third sync is of a row alone.
    expect(machine.host.syncs).toBe(3);
    expect(machine.told).toEqual([
      { term: 1, index: 1 },
      { term: 2, index: 2 },
    ]);
  });

  it('says nothing of a log that has become empty', () => {
    const machine = new Machine(constant(1));
    machine.call((host) => host.log.append(1, bytes(1)));
    machine.until(0.5).call((host) => host.log.truncateFrom(1));
    machine.until(10);
    expect(machine.told).toEqual([{ term: 1, index: 1 }]);
  });
});

const calls = fc.record({
  gap: fc.constantFrom(0, 0.2, 0.7, 1, 3),
  log: fc.array(logSteps, { maxLength: 3 }),
  rows: fc.array(fc.record({ key: fc.nat(3), value: fc.option(fc.nat(3)) }), { maxLength: 3 }),
});

describe('whatever is written, and whenever the crash is', () => {
  test.prop([fc.array(calls, { maxLength: 25 }), fc.double({ min: 0, max: 4, noNaN: true }), fc.boolean()])(
    'what is found is what there was after a call, no earlier than the last whose message has left',
    (steps, rest, varies) => {
      const machine = new Machine(varies ? exponential(1) : constant(1));
      const slow = new SlowLog();
      const rows = new Map<number, number>();
      const view = () => [
        slow.view(),
        [...rows]
          .sort(([one], [other]) => one - other)
          .map((row) => row.join('='))
          .join(' '),
      ];
      const views = [view()];
      let now = 0;
      for (const { gap, log, rows: writes } of steps) {
        now += gap;
        machine.until(now).call((host) => {
          post(host, views.length);
          for (const step of log) take(step, host.log, slow);
          for (const { key, value } of writes) {
            if (value === null) host.storage.remove(key);
            else host.storage.put(key, value, 0, 0, 0);
            if (value === null) rows.delete(key);
            else rows.set(key, value);
          }
        });
        views.push(view());
        expect([viewOf(machine.host.log), machine.rows()]).toEqual(view());
      }
      machine.until(now + rest);
      const left = machine.left.map(([, call]) => call);
      expect(left).toEqual(left.map((_, i) => i + 1));
      machine.crash();
      const found = [viewOf(machine.host.log), machine.rows()];
      expect(views.slice(left.length)).toContainEqual(found);
      // What was found goes on, and what had not left never does.
      machine.call((host) => {
        host.log.append(7, bytes(7));
        post(host, -1);
      });
      machine.until(now + rest + 1000);
      expect(machine.left.slice(left.length).map(([, call]) => call)).toEqual([-1]);
      const whole = viewOf(machine.host.log);
      machine.crash();
      expect(viewOf(machine.host.log)).toBe(whole);
    },
  );

  test.prop([fc.array(calls, { maxLength: 25 })])('in the end all is durable, and all has left', (steps) => {
    const machine = new Machine(constant(1));
    let now = 0;
    for (const [number, { gap, rows }] of steps.entries()) {
      now += gap;
      machine.until(now).call((host) => {
        post(host, number);
        for (const { key, value } of rows) host.storage.put(key, value ?? 9, 0, 0, 0);
      });
    }
    const whole = machine.until(now + 2).rows();
    expect(machine.left.map(([, number]) => number)).toEqual(steps.map((_, number) => number));
    machine.crash();
    expect(machine.rows()).toBe(whole);
  });
});
