import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LogEntries } from '../../src/modules/log-entries.ts';
import { logSteps, SlowLog, take, viewOf } from './log-model.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const NOTHING = bytes();

/** Entries of these terms, each with its index as data. */
function logOf(...terms: number[]): LogEntries {
  const log = new LogEntries();
  for (const [place, term] of terms.entries()) log.append(term, bytes(place + 1));
  return log;
}

describe('a log', () => {
  it('begins empty, before its first index', () => {
    const log = new LogEntries();
    expect([log.first, log.last, log.snapshot, log.damage, log.end]).toEqual([1, 0, null, null, null]);
    expect([log.termAt(0), log.termAt(1), log.entry(1)]).toEqual([0, undefined, undefined]);
  });

  it('keeps what stands before a truncation, and goes on from there', () => {
    const log = logOf(1, 1, 2);
    log.truncateFrom(2);
    expect(log.append(3, bytes(9))).toBe(true);
    expect(viewOf(log)).toBe('- 1:1:01 2:3:09');
    log.truncateFrom(7);
    expect(log.end).toEqual({ term: 3, index: 2 });
  });

  it('keeps what stands behind a snapshot of its own, and nothing behind one of another', () => {
    const log = logOf(1, 1, 2);
    log.compactTo({ index: 2, term: 1, data: bytes(7) });
    expect(viewOf(log)).toBe('2:1:07 3:2:03');
    log.install({ index: 3, term: 5, data: bytes(8) });
    expect(viewOf(log)).toBe('3:5:08');
    expect([log.first, log.last, log.end]).toEqual([4, 3, { term: 5, index: 3 }]);
  });

  it.each([
    [
      'a snapshot of another term',
      (log: LogEntries) => log.compactTo({ index: 2, term: 4, data: NOTHING }),
      'stands for no entry of a log from 1 to 3',
    ],
    [
      'a snapshot behind its end',
      (log: LogEntries) => log.compactTo({ index: 4, term: 2, data: NOTHING }),
      'stands for no entry',
    ],
    [
      'a snapshot of nothing',
      (log: LogEntries) => log.compactTo({ index: 0, term: 0, data: NOTHING }),
      'stands for no entry',
    ],
    [
      'a truncation before its first entry',
      (log: LogEntries) => log.truncateFrom(0),
      'whose first entry is 1 cannot be truncated from index 0',
    ],
    [
      'to go back to an older snapshot',
      (log: LogEntries) => log.install({ index: 0, term: 0, data: NOTHING }),
      'does not go beyond the one at 0',
    ],
    ['a term that is no whole number', (log: LogEntries) => log.append(0.5, NOTHING), 'and not 0.5'],
    ['a term below 0', (log: LogEntries) => log.append(-1, NOTHING), 'and not -1'],
  ])('refuses %s, and stays as it is', (_what, action, message) => {
    const log = logOf(1, 1, 2);
    expect(() => action(log)).toThrow(message);
    expect(viewOf(log)).toBe('- 1:1:01 2:1:02 3:2:03');
  });

  it('has room for so many bytes, 16 of them for each entry besides its data, and has room again for those removed', () => {
    const log = new LogEntries(40);
    expect([
      log.append(1, bytes(1, 2, 3, 4)),
      log.append(1, bytes(5, 6, 7, 8)),
      log.append(1, NOTHING),
    ]).toEqual([true, true, false]);
    expect(viewOf(log)).toBe('- 1:1:01020304 2:1:05060708');
    log.truncateFrom(2);
    expect([log.append(2, bytes(1, 2, 3, 4, 5)), log.append(2, bytes(1, 2, 3, 4))]).toEqual([false, true]);
    log.compactTo({ index: 1, term: 1, data: bytes(1, 2, 3, 4, 5) });
    expect([log.append(2, bytes(1, 2, 3, 4)), log.append(2, NOTHING)]).toEqual([true, false]);
    log.install({ index: 9, term: 2, data: NOTHING });
    expect(log.append(2, new Uint8Array(24))).toBe(true);
  });

  test.prop([fc.array(logSteps, { maxLength: 40 })])('is what its steps make of it', (steps) => {
    const log = new LogEntries();
    const slow = new SlowLog();
    for (const step of steps) {
      take(step, log, slow);
      expect(viewOf(log)).toBe(slow.view());
      expect([log.first, log.last]).toEqual([slow.first, slow.last]);
    }
  });
});
