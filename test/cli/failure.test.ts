import { describe, expect, test } from 'vitest';
import { UsageError, WriteError } from '../../src/cli/exit.ts';
import { explain, report } from '../../src/cli/failure.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { fakeSession } from './streams.ts';

const systemError = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: it failed`), { code, syscall: 'open', path });

describe('what is explained how', () => {
  test('problems of a scenario: listed as they are, exit code 2', () => {
    const problem = { file: 'a.yaml', line: 3, column: 5, key: 'agents.count', message: 'expected a number' };
    expect(explain(new ScenarioErrors([problem]), {})).toEqual({
      code: 2,
      message: 'a.yaml:3:5: agents.count: expected a number',
    });
  });

  test('wrong usage: one line, exit code 2', () => {
    expect(explain(new UsageError('a.yaml exists'), {})).toEqual({
      code: 2,
      message: 'error: a.yaml exists',
    });
  });

  test('output that cannot be written: one line, exit code 1', () => {
    expect(explain(new WriteError('out', systemError('EROFS')), {})).toEqual({
      code: 1,
      message: 'error: cannot write out: the file system is read-only',
    });
  });

  test('errors of the operating system: in words, exit code 1', () => {
    expect(explain(systemError('ENOSPC', '/tmp/x'), {})).toEqual({
      code: 1,
      message: 'error: /tmp/x: no space is left on the device',
    });
    expect(explain(systemError('EWHATEVER'), {}).message).toBe(
      'error: open failed: the system reports EWHATEVER',
    );
  });

  test('everything else: one line that asks for a report, exit code 70', () => {
    for (const error of [new TypeError('x is not a function\nat all'), 'x is not a function']) {
      const { code, message } = explain(error, {});
      expect(code).toBe(70);
      expect(message).toMatch(
        /^internal error: x is not a function \(sim \d+\.\d+\.\d+, node \d+\.\d+\.\d+\).*report it/,
      );
      expect(message).not.toContain('\n');
    }
  });

  test('the stack only where it is asked for', () => {
    expect(explain(new Error('oops'), { SIM_DEBUG: '1' }).message).toMatch(/\n\s+at .*failure\.test\.ts/);
  });
});

test('reporting sets the exit code and prints to standard error alone', async () => {
  const { session, out, err } = fakeSession();
  await report(new UsageError('no'), session);
  expect(session.code).toBe(2);
  expect(out.text).toBe('');
  expect(err.text).toBe('error: no\n');
});
