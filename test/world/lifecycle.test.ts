/** Faults that overlap at one process: it is down or stands still from the start of the first to the end of the last. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Processes } from '../../src/world/core/processes.ts';
import { Lifecycle, type LifecycleContext } from '../../src/world/faults/lifecycle.ts';

const AGENT = 0;
const COORDINATOR = 1;

/** One agent and one coordinator, and what was done to them. */
function lifecycle() {
  const done: string[] = [];
  const processes = new Processes(1, 1, 0);
  processes.parent[AGENT] = COORDINATOR;
  processes.setLink(AGENT, 0);
  const noted = (what: string) => (process: number) => {
    done.push(`${what} ${process}`);
  };
  const machine = {
    crashed: noted('crashed'),
    restarted: noted('restarted'),
    paused: noted('paused'),
    resumed: noted('resumed'),
    slow: () => {},
    show: () => {},
  };
  const context = {
    kernel: { now: 0 },
    processes,
    agents: machine,
    coordinators: machine,
    stopped: () => {},
    ran: () => {},
    agentGone: () => {},
    coordinatorCrashed: () => {},
    network: { forgetHeld: () => {} },
  };
  const made = new Lifecycle(context as unknown as LifecycleContext);
  /** Begins a fault or ends one, and says what came of it. */
  const hit = (condition: 'crash' | 'pause', process: number, begin: boolean) => {
    made.hit(condition, process, 1, begin);
    return done.splice(0);
  };
  return { hit, processes };
}

describe.each([
  ['an agent', AGENT],
  ['a coordinator', COORDINATOR],
])('%s', (_name, process) => {
  test.prop([fc.array(fc.boolean(), { maxLength: 40 })])(
    'goes down with the first of overlapping crashes and comes up with the end of the last',
    (steps) => {
      const { hit, processes } = lifecycle();
      let held = 0;
      for (const begin of steps) {
        if (!begin && held === 0) continue;
        held += begin ? 1 : -1;
        const expected = { crashed: begin && held === 1, restarted: !begin && held === 0 };
        const names = Object.entries(expected).flatMap(([name, is]) => (is ? [`${name} ${process}`] : []));
        expect(hit('crash', process, begin)).toEqual(names);
        expect(processes.isUp(process)).toBe(held === 0);
      }
    },
  );

  test('that is paused while it is down goes on when both are over', () => {
    const { hit, processes } = lifecycle();
    hit('crash', process, true);
    expect(hit('pause', process, true)).toEqual([]);
    expect(hit('pause', process, true)).toEqual([]);
    expect(hit('pause', process, false)).toEqual([]);
    expect(hit('crash', process, false)).toEqual([`restarted ${process}`]);
    expect(processes.isPaused(process)).toBe(true);
    expect(hit('pause', process, false)).toEqual([`resumed ${process}`]);
  });
});
