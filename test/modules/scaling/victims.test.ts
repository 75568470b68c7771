import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type AgentsView, selectVictims, VICTIM_POLICIES } from '../../../src/modules/scaling/victims.ts';

const order = (name: string) => VICTIM_POLICIES.require(name).leavesBefore;

function select(view: AgentsView, k: number, name: string): number[] {
  const out = new Int32Array(Math.max(1, view.count));
  return [...out.subarray(0, selectVictims(view, k, order(name), out))];
}

const five: AgentsView = {
  count: 5,
  running: [1, 0, 1, 0, 2],
  queued: [0, 0, 3, 0, 0],
  startedAt: [10, 20, 50, 30, 40],
  moveCost: [5, 9, 1, 9, 0],
  leaving: [0, 0, 0, 0, 0],
};

describe('worked examples', () => {
  test.each([
    ['idle_first', [3, 1, 0, 4, 2]],
    ['youngest', [2, 4, 3, 1, 0]],
    ['cheapest', [4, 2, 0, 3, 1]],
    ['drain', [3, 1, 0, 4, 2]],
  ])('%s', (name, all) => {
    for (let k = 0; k <= 5; k++) expect(select(five, k, name)).toEqual(all.slice(0, k));
    expect(select(five, 9, name)).toEqual(all);
  });

  test('a task that waits for a slot delays emptiness more than one that runs', () => {
    const view = { ...five, count: 2, running: [1, 4], queued: [1, 0], startedAt: [0, 0] };
    expect(select(view, 1, 'drain')).toEqual([1]);
    expect(select(view, 1, 'idle_first')).toEqual([0]);
  });

  test('agents already leaving are passed over', () => {
    expect(select({ ...five, leaving: [0, 1, 0, 1, 0] }, 2, 'idle_first')).toEqual([0, 4]);
    expect(select({ ...five, leaving: [1, 1, 1, 1, 1] }, 2, 'idle_first')).toEqual([]);
  });

  test('writes no further than the array reaches', () => {
    const out = new Int32Array(2);
    expect(selectVictims(five, 4, order('youngest'), out)).toBe(2);
    expect([...out]).toEqual([2, 4]);
  });

  test('only drain lets victims finish', () => {
    expect(
      VICTIM_POLICIES.entries()
        .filter((entry) => entry.drain)
        .map((entry) => entry.name),
    ).toEqual(['drain']);
  });
});

const agents = fc.array(
  fc.record({
    running: fc.nat(3),
    queued: fc.nat(3),
    startedAt: fc.nat(5),
    moveCost: fc.nat(4),
    leaving: fc.constantFrom(0, 0, 0, 1),
  }),
  { maxLength: 60 },
);

function viewOf(
  list: { running: number; queued: number; startedAt: number; moveCost: number; leaving: number }[],
): AgentsView {
  return {
    count: list.length,
    running: Int32Array.from(list, (agent) => agent.running),
    queued: Int32Array.from(list, (agent) => agent.queued),
    startedAt: Float64Array.from(list, (agent) => agent.startedAt),
    moveCost: Float64Array.from(list, (agent) => agent.moveCost),
    leaving: Uint8Array.from(list, (agent) => agent.leaving),
  };
}

describe('properties', () => {
  for (const name of VICTIM_POLICIES.names()) {
    test.prop([agents, fc.nat(70)])(`${name}: the first k of a full sort`, (list, k) => {
      const view = viewOf(list);
      const leaves = order(name);
      const sorted = list.map((_, index) => index).filter((index) => list[index].leaving === 0);
      sorted.sort((a, b) => (leaves(view, a, b) ? -1 : 1));
      expect(select(view, k, name)).toEqual(sorted.slice(0, k));
    });

    test.prop([agents])(`${name} is a strict total order`, (list) => {
      const view = viewOf(list);
      const leaves = order(name);
      for (let a = 0; a < list.length; a++) {
        expect(leaves(view, a, a)).toBe(false);
        for (let b = 0; b < a; b++) expect(leaves(view, a, b)).toBe(!leaves(view, b, a));
      }
    });
  }

  test.prop([agents, fc.nat(60)])('idle_first takes no busy agent while an idle one is left', (list, k) => {
    const view = viewOf(list);
    const chosen = select(view, k, 'idle_first');
    const idle = list.filter((agent) => agent.leaving === 0 && agent.running + agent.queued === 0).length;
    const chosenIdle = chosen.filter((index) => view.running[index] + view.queued[index] === 0).length;
    expect(chosenIdle).toBe(Math.min(idle, chosen.length));
  });
});
