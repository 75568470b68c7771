import { describe, expect, test } from 'vitest';

import { parseCron } from '../../../src/modules/workflow/cron.ts';
import { Recurrence, type RecurrenceSettings } from '../../../src/modules/workflow/recurrence.ts';
import { s, TestPort, tell } from '../port.ts';

const ROOT = 3;
/** A Friday, half a minute past noon. */
const EPOCH = Date.parse('2026-03-06T12:00:30Z') / 1000;
const MINUTE = s(60);

function scene(change: Partial<RecurrenceSettings> = {}) {
  const port = new TestPort();
  let created = 0;
  const tasks = change.tasks ?? 1;
  const module = new Recurrence(
    port,
    ROOT,
    {
      create() {
        created += tasks;
        return created - tasks;
      },
    },
    { schedule: parseCron('* * * * *'), tasks, epoch: EPOCH, overlap: 'allow', maxQueued: 1, ...change },
  );
  module.start();
  return {
    module,
    port,
    /** Tasks submitted until then. */
    until(time: number): number[] {
      port.advance(time, () => module.onTimer());
      return port.takeSent().map(({ words }) => words[0]);
    },
    finish(task: number): number[] {
      tell(module, ROOT, 'finished', [task, 1]);
      return port.takeSent().map(({ words }) => words[0]);
    },
  };
}

describe('a recurrence', () => {
  test('submits the tasks of each occurrence at its time', () => {
    const { module, port, until } = scene({ tasks: 2 });
    expect(until(s(30) - 1)).toEqual([]);
    port.advance(s(30), () => module.onTimer());
    expect(port.take()).toEqual([`submit ${ROOT} 0 1`, `submit ${ROOT} 1 1`]);
    expect(until(s(30) + 3 * MINUTE)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(module.occurrences).toBe(4);
  });

  test('sleeps over months without missing its day', () => {
    const { port, until } = scene({ schedule: parseCron('0 0 1 6 *') });
    expect(port.nextTimer).toBe(s(86_400));
    const due = s(Date.parse('2026-06-01T00:00:00Z') / 1000 - EPOCH);
    expect(until(due - 1)).toEqual([]);
    expect(until(due)).toEqual([0]);
    expect(until(due + s(364 * 86_400))).toEqual([]);
    expect(until(due + s(365 * 86_400))).toEqual([1]);
  });

  test('that never comes sets no timer', () => {
    expect(scene({ schedule: parseCron('0 0 30 2 *') }).port.timers).toBe(0);
  });

  test('allow: occurrences overlap', () => {
    expect(scene().until(s(30) + 2 * MINUTE)).toEqual([0, 1, 2]);
  });

  test('skip: an occurrence is left out while tasks of another are under way', () => {
    const { module, until, finish } = scene({ overlap: 'skip', tasks: 2 });
    expect(until(s(30))).toEqual([0, 1]);
    expect(finish(0)).toEqual([]);
    expect(until(s(30) + MINUTE)).toEqual([]);
    expect(finish(1)).toEqual([]);
    expect(until(s(30) + 2 * MINUTE)).toEqual([2, 3]);
    expect([module.occurrences, module.skipped]).toEqual([2, 1]);
  });

  test('queue: occurrences wait, as many as may', () => {
    const { module, until, finish } = scene({ overlap: 'queue', maxQueued: 2 });
    expect(until(s(30) + 3 * MINUTE)).toEqual([0]);
    expect(module.skipped).toBe(1);
    expect(finish(7)).toEqual([]);
    expect(finish(0)).toEqual([1]);
    expect(finish(0)).toEqual([]);
    expect(finish(1)).toEqual([2]);
    expect(finish(2)).toEqual([]);
    expect(until(s(30) + 4 * MINUTE)).toEqual([3]);
  });
});
