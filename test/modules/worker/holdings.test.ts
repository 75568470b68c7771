/** What workers hold, against a slow and obvious version. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Holdings, PHASE, type Phase } from '../../../src/modules/worker/holdings.ts';

const WORKERS = 3;
const TASKS = 6;
const PHASES = [PHASE.queued, PHASE.running, PHASE.reporting] as const;
/** 1, 2, 3, 1, 2, 3. */
const urgencyOf = (task: number) => 1 + (task % 3);

interface Held {
  readonly task: number;
  readonly worker: number;
  readonly token: number;
  readonly phase: Phase;
}

const task = fc.nat(TASKS - 1);
const worker = fc.nat(WORKERS - 1);
const kinds = (...names: ('last' | 'first' | 'urgency' | 'urgency ahead' | 'run' | 'report' | 'remove')[]) =>
  fc.record({ do: fc.constantFrom(...names), task, worker });
const steps = fc.array(
  fc.oneof(
    { arbitrary: kinds('last', 'first', 'urgency', 'urgency ahead'), weight: 4 },
    { arbitrary: kinds('run', 'report'), weight: 3 },
    { arbitrary: kinds('remove'), weight: 2 },
  ),
  { maxLength: 120 },
);

/** Where a task is queued among what is held, in the order in which it stands there. */
function placeIn(model: readonly Held[], how: string, task: number, worker: number): number {
  const isQueued = (one: Held) => one.worker === worker && one.phase === PHASE.queued;
  const isBehind = (one: Held) =>
    how === 'first' ||
    urgencyOf(one.task) < urgencyOf(task) ||
    (how === 'urgency ahead' && urgencyOf(one.task) === urgencyOf(task));
  const place = how === 'last' ? -1 : model.findIndex((one) => isQueued(one) && isBehind(one));
  return place < 0 ? model.length : place;
}

function queue(holdings: Holdings, row: number, how: string): void {
  if (how === 'last') holdings.enter(row, PHASE.queued);
  else if (how === 'first') holdings.queueFirst(row);
  else holdings.queueByUrgency(row, how === 'urgency ahead');
}

function rowsOf(holdings: Holdings, worker: number, phase: Phase): number[] {
  const rows: number[] = [];
  for (let row = holdings.first(worker, phase); row >= 0; row = holdings.next(row)) rows.push(row);
  return rows;
}

describe('holdings', () => {
  test.prop([steps], { numRuns: 300 })('are lists by worker and phase, found by task and worker', (list) => {
    const holdings = new Holdings(WORKERS);
    // In the order in which rows entered their phase, queued ones as was asked for.
    const model: Held[] = [];
    for (const [token, { do: how, task, worker }] of list.entries()) {
      const place = model.findIndex((one) => one.task === task && one.worker === worker);
      const row = holdings.find(task, worker);
      expect(row >= 0).toBe(place >= 0);
      if (how === 'remove' || how === 'run' || how === 'report') {
        if (place < 0) continue;
        const [held] = model.splice(place, 1);
        const phase = how === 'run' ? PHASE.running : PHASE.reporting;
        if (how === 'remove') holdings.remove(row);
        else {
          holdings.enter(row, phase);
          model.push({ ...held, phase });
        }
      } else if (place < 0) {
        queue(holdings, holdings.add(task, token, worker, urgencyOf(task), 0), how);
        model.splice(placeIn(model, how, task, worker), 0, { task, worker, token, phase: PHASE.queued });
      }
    }
    for (let worker = 0; worker < WORKERS; worker++) {
      expect(holdings.isEmpty(worker)).toBe(model.every((one) => one.worker !== worker));
      for (const phase of PHASES) {
        const rows = rowsOf(holdings, worker, phase);
        const expected = model.filter((one) => one.worker === worker && one.phase === phase);
        expect(rows.map((row) => holdings.at(row))).toEqual(
          expected.map(({ task, token, worker }) => ({ task, token, worker })),
        );
        for (const row of rows) expect(holdings.phase[row]).toBe(phase);
      }
    }
    for (let task = 0; task < TASKS; task++) {
      const found: number[] = [];
      for (let row = holdings.firstOf(task); row >= 0; row = holdings.nextOf(row)) {
        expect(holdings.task[row]).toBe(task);
        found.push(holdings.worker[row]);
      }
      const expected = model.filter((one) => one.task === task).map((one) => one.worker);
      expect(found.sort()).toEqual(expected.sort());
    }
  });

  test('grow with what is held, and keep all of it', () => {
    const holdings = new Holdings(1);
    // Tokens have 53 bits.
    const token = (task: number) => 2 ** 52 + task;
    for (let task = 0; task < 3000; task++)
      holdings.enter(holdings.add(7 * task, token(task), 0, 0, Infinity), PHASE.queued);
    for (let task = 0; task < 3000; task++)
      expect(holdings.token[holdings.find(7 * task, 0)]).toBe(token(task));
    expect(holdings.find(1, 0)).toBe(-1);
    expect(rowsOf(holdings, 0, PHASE.queued)).toHaveLength(3000);
  });

  test.prop([fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { maxLength: 8 }), fc.nat(4)])(
    'tell which execution is the least urgent, of equals the last to begin',
    (tasks, below) => {
      const holdings = new Holdings(1);
      for (const [task, [urgency]] of tasks.entries())
        holdings.enter(holdings.add(task, 1, 0, urgency, 0), PHASE.running);
      const candidates = tasks
        .map(([urgency], task) => ({ urgency, task }))
        .filter((one) => one.urgency < below);
      const least = Math.min(...candidates.map(({ urgency }) => urgency));
      const expected = candidates.filter(({ urgency }) => urgency === least).at(-1);
      const row = holdings.leastUrgent(0, below);
      expect(row < 0 ? undefined : holdings.task[row]).toBe(expected?.task);
    },
  );
});
