/** Experiments whose output goes to a file or a pipe say how far they are, as nobody can tell a silent command from one that hangs. */
import { afterEach, expect, test, vi } from 'vitest';
import { EXIT } from '../../../src/cli/exit.ts';
import { withRuns } from '../../../src/cli/experiment/perform.ts';
import { fakeSession } from '../streams.ts';

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  [false, 'simulating | runs 3 of 12 | ETA 15s\n'],
  [true, ''],
])('with quiet: %s', async (quiet, told) => {
  vi.useFakeTimers();
  const { session, err } = fakeSession();
  const code = await withRuns({ quiet }, session, ({ bar }) => {
    bar.phase('simulating');
    bar.update({ done: 3, resumed: 0, total: 12 });
    vi.advanceTimersByTime(5_000);
    return Promise.resolve(EXIT.fine);
  });
  expect(code).toBe(0);
  expect(err.text).toBe(told);
});
