import { describe, expect, it } from 'vitest';
import { EventLog } from '../../src/recording/event-log.ts';

describe('an event log', () => {
  it('keeps the first lines and counts the rest', () => {
    const log = new EventLog(2);
    expect(log.record(1_500_000, 'crash', { agent: 7 })).toBe(true);
    expect(log.record(2_000_000, 'restart')).toBe(true);
    expect(log.open).toBe(false);
    expect(log.record(3_000_000, 'crash')).toBe(false);
    log.about(3_000_000, 'task.started', 1, 2);
    expect(log.omitted).toBe(2);
    expect(log.lines).toEqual([
      { time: 1.5, event: 'crash', agent: 7 },
      { time: 2, event: 'restart' },
    ]);
  });

  it('has lines about a task, a process or both', () => {
    const log = new EventLog(3);
    log.about(1, 'a', 4, -1);
    log.about(2, 'b', -1, 5);
    log.about(3, 'c', 0, 0);
    expect(log.lines.map(({ time, ...fields }) => fields)).toEqual([
      { event: 'a', task: 4 },
      { event: 'b', process: 5 },
      { event: 'c', task: 0, process: 0 },
    ]);
  });

  it('of limit 0 keeps none', () => {
    const log = new EventLog(0);
    expect(log.record(0, 'start')).toBe(false);
    expect(log.lines).toEqual([]);
  });

  it('has no number that JSON does not have', () => {
    const log = new EventLog(1);
    log.record(0, 'done', { wait: Number.NaN, limit: Number.POSITIVE_INFINITY, reason: null });
    expect(log.lines[0]).toEqual({ time: 0, event: 'done', wait: null, limit: null, reason: null });
  });

  it('refuses fields that would hide the time or the event', () => {
    expect(() => new EventLog(1).record(0, 'x', { time: 3 })).toThrow(RangeError);
  });

  it.each([-1, 1.5, Number.NaN])('refuses the limit %s', (limit) => {
    expect(() => new EventLog(limit)).toThrow(RangeError);
  });
});
