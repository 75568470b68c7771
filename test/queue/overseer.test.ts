/** What the command does for its batches, with queues that answer as they are told. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RunTimes } from '../../src/queue/batch-size.ts';
import type { QueueConnection } from '../../src/queue/connection.ts';
import { Ledger } from '../../src/queue/ledger.ts';
import { type Overseen, Overseer, type QueueState } from '../../src/queue/overseer.ts';
import { type Batch, BEAT, batchId, EXPERIMENTS } from '../../src/queue/protocol.ts';

const NOW = 0;
const EXACT: readonly string[] = [];

/** An experiment of three runs, two of them in a batch that the server says to be in some state. */
function scene(stateOf: (id: string) => string, failedReason = '') {
  const ledger = new Ledger('s');
  const settled = Promise.allSettled([0, 1, 2].map((replication) => ledger.add('a', replication, EXACT)));
  const times = new RunTimes();
  times.observe('a', 0.1);
  const batch = ledger.take(1, times, NOW) as Batch;
  const states: QueueState[] = [];
  const removed: string[] = [];
  const manifest = { updateData: vi.fn(() => Promise.resolve()) };
  const queue = {
    add: vi.fn(() => Promise.resolve()),
    getWaiting: () => Promise.resolve([]),
    getJobState: (id: string) => Promise.resolve(stateOf(id)),
    isPaused: () => Promise.resolve(false),
    getJob: (id: string) =>
      Promise.resolve(
        id === 'x-1' ? manifest : { failedReason, remove: () => Promise.resolve(void removed.push(id)) },
      ),
  };
  const connection = {
    queue: (name: string) => (name === EXPERIMENTS ? queue : { getJob: () => Promise.resolve(null) }),
  };
  const contents = { restore: vi.fn(() => Promise.resolve()) };
  const overseen = {
    ...{ id: 'x-1', ledger, contents, runs: queue, results: queue, workers: queue },
    counts: () => ({ done: 0, total: 3 }),
    onLook: (state: QueueState) => states.push(state),
    onDrop: () => {},
  };
  const overseer = new Overseer(connection as unknown as QueueConnection, overseen as unknown as Overseen, {
    name: 'x',
    modules: null,
    twice: false,
  });
  return { overseer, ledger, batch, times, states, removed, manifest, contents, settled, queue };
}

describe('the overseer of an experiment', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
    vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  /** Long enough for a batch to be overdue, and looked at twice. */
  const later = () => vi.advanceTimersByTimeAsync(10_000);

  test('gives a batch back that nobody has, when two looks found it missing', async () => {
    const { overseer, ledger, batch, times } = scene(() => 'unknown');
    await overseer.start();
    await vi.advanceTimersByTimeAsync(3 * BEAT);
    expect(ledger.has(batch.token)).toBe(true);
    await vi.advanceTimersByTimeAsync(BEAT);
    expect(ledger.has(batch.token)).toBe(false);
    expect((ledger.take(1, times, 0) as Batch).parts).toEqual(batch.parts);
    await overseer.stop();
  });

  test('leaves a batch alone whose completion is on its way', async () => {
    const { overseer, ledger, batch } = scene((id) => (id.startsWith('r-') ? 'waiting' : 'completed'));
    await overseer.start();
    await later();
    expect(ledger.has(batch.token)).toBe(true);
    await overseer.stop();
  });

  test('tries the runs of a batch one by one whose workers went down', async () => {
    const { overseer, ledger, batch, times, removed, states } = scene(
      () => 'failed',
      'job stalled more than allowable limit',
    );
    await overseer.start();
    await later();
    expect(removed).toEqual([batchId(batch.token)]);
    expect((ledger.take(1, times, 0) as Batch).parts).toEqual([{ scenario: 'a', replications: [0] }]);
    expect(states.at(-1)).toMatchObject({ trouble: null });
    await overseer.stop();
  });

  test('says why a batch could not be done, and hands it out again', async () => {
    const { overseer, ledger, batch, times, states, contents } = scene(
      () => 'failed',
      'the queue has no content c',
    );
    await overseer.start();
    await later();
    expect(contents.restore).toHaveBeenCalled();
    expect((ledger.take(1, times, 0) as Batch).parts).toEqual(batch.parts);
    expect(states.at(-1)).toMatchObject({ trouble: 'the queue has no content c' });
    await overseer.stop();
  });

  test('does not begin a look while a server that is away keeps another', async () => {
    const { overseer, manifest, states } = scene(() => 'active');
    let answer = (): void => {};
    manifest.updateData.mockImplementationOnce(
      () =>
        new Promise<void>((resolve) => {
          answer = resolve;
        }),
    );
    await overseer.start();
    await vi.advanceTimersByTimeAsync(100 * BEAT);
    expect(manifest.updateData).toHaveBeenCalledTimes(1);
    answer();
    await vi.advanceTimersByTimeAsync(BEAT);
    expect(manifest.updateData).toHaveBeenCalledTimes(2);
    expect(states.length).toBe(2);
    await overseer.stop();
  });
});
