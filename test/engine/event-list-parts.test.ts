import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Chunks } from '../../src/engine/event-list/chunks.ts';
import { type EventList, MAX_SLOTS, NONE } from '../../src/engine/event-list/event-list.ts';
import { LadderQueue } from '../../src/engine/event-list/ladder-queue.ts';
import { LaneSet } from '../../src/engine/event-list/lane-set.ts';
import { Pile } from '../../src/engine/event-list/pile.ts';
import { sortFew, sortSeveral } from '../../src/engine/event-list/rank-sort.ts';
import { powerOfTwoFrom } from '../../src/engine/event-list/rung.ts';
import { TimerLane } from '../../src/engine/event-list/timer-lane.ts';
import { DELAY_LAWS, uniform } from './event-list-model.ts';

const GENERATION = 4;
const TARGET = 5;

/** Takes everything out of a list: the targets, in order. */
function drain(list: EventList): number[] {
  const targets: number[] = [];
  for (let record = list.head(); record !== NONE; record = list.head()) {
    targets.push(list.words[record | TARGET]);
    list.removeHead(record);
  }
  return targets;
}

describe('sorting by rank', () => {
  const GROUND = 8;

  /** Sorts events with these times, 1, 2, ... in order of scheduling, and returns them first to last. */
  function sorted(values: readonly number[], sort: typeof sortFew): number[] {
    const times = new Float64Array(4 * 8);
    times[0] = Number.POSITIVE_INFINITY;
    // What lies behind the entries must not matter.
    const cells = new Int32Array(8).fill(8);
    values.forEach((value, i) => {
      times[(i + 1) * 4] = value;
      cells[i + 1] = (i + 1) * 8;
    });
    const bottom = new Int32Array(20);
    sort(cells, 0, values.length, times, bottom, GROUND);
    expect([...bottom.subarray(0, GROUND + 1)]).toEqual(new Array(GROUND + 1).fill(0));
    return [...bottom.subarray(GROUND + 1, GROUND + 1 + values.length)].reverse().map((record) => record / 8);
  }

  it.each([1, 2, 3, 4, 5, 6, 7])('orders %i events in every possible way, ties by scheduling', (count) => {
    const base = count > 5 ? 4 : count;
    const values = new Array<number>(count);
    for (let code = 0; code < base ** count; code++) {
      for (let i = 0, rest = code; i < count; i++, rest = Math.floor(rest / base)) values[i] = rest % base;
      const expected = values.map((_, i) => i + 1).sort((x, y) => values[x - 1] - values[y - 1] || x - y);
      const found = sorted(values, count <= 4 ? sortFew : sortSeveral);
      if (expected.some((event, i) => event !== found[i])) expect(found, `times ${values}`).toEqual(expected);
    }
  });
});

describe('Chunks', () => {
  test.prop([fc.array(fc.nat(6), { maxLength: 200 })])(
    'keep every list in order, in memory used again',
    (lists) => {
      const chunks = new Chunks(0);
      for (let round = 0; round < 3; round++) {
        const tails = new Array<number>(7).fill(0);
        const expected: number[][] = tails.map(() => []);
        lists.forEach((list, i) => {
          tails[list] = chunks.append(tails[list], i + 1);
          expected[list].push(i + 1);
        });
        tails.forEach((tail, list) => {
          expect(chunks.count(tail)).toBe(expected[list].length);
          if (tail === 0) return;
          const even = (record: number): boolean => record % 2 === 0;
          let kept = chunks.filter(chunks.open(tail), even);
          const found: number[] = [];
          for (let chunk = kept === 0 ? 0 : chunks.open(kept); chunk !== 0; chunk = chunks.release(chunk)) {
            for (let k = 1; k < 8 && chunks.words[chunk + k] !== 0; k++) found.push(chunks.words[chunk + k]);
          }
          expect(found).toEqual(expected[list].filter(even));
          kept = 0;
        });
      }
      // All chunks were given back: three rounds need no more memory than the first.
      expect(chunks.words.length).toBeLessThanOrEqual(64 * 8);
    },
  );
});

describe('Pile', () => {
  it.each(['uniform', 'exponential', 'pareto'])(
    'measures how densely events lie at its early end: %s',
    (law) => {
      const u = uniform(5);
      const count = 20_000;
      const pile = new Pile(0);
      const times = new Float64Array((count + 1) * 4);
      for (let i = 1; i <= count; i++) {
        times[i * 4] = 1e9 + DELAY_LAWS[law](u, 1e6);
        pile.add(i * 8, times[i * 4]);
      }
      const sorted = times.filter((time) => time > 0).sort();
      expect(pile.earliest).toBe(sorted[0]);
      const exact = (sorted[count / 4] - sorted[0]) / (count / 4);
      // Rank 16 of 64: the sample's quantile stays between the 9th and the 45th percentile except once in 1000.
      const [low, high] = [0.09, 0.45].map((q) => (sorted[count * q] - sorted[0]) / (count / 4) / exact);
      const ratio = pile.spacing(times) / exact;
      expect(ratio).toBeGreaterThan(low);
      expect(ratio).toBeLessThan(high);
    },
  );
});

describe('powerOfTwoFrom', () => {
  it('rounds up to a power of two, from 1', () => {
    expect([0, 0.1, 1, 1.5, 2, 3, 1024, 1025, 2 ** 53 - 1].map(powerOfTwoFrom)).toEqual([
      1,
      1,
      1,
      2,
      2,
      4,
      1024,
      2048,
      2 ** 53,
    ]);
  });
});

describe('LadderQueue', () => {
  it('drops cancelled events wherever they wait, and uses their memory again', () => {
    const list = new LadderQueue(0);
    const u = uniform(9);
    const laws = Object.keys(DELAY_LAWS);
    const expected: [time: number, target: number][] = [];
    let target = 0;
    const add = (time: number): void => {
      const id = list.add(time, target, 1, target, 0, 0);
      if (u() < 0.5) list.cancel(list.find(id));
      else expected.push([time, target]);
      target++;
    };
    // Into the pile; then, after a look at the head, into the epoch, crowded buckets, one instant, and the bottom.
    for (let i = 0; i < 5000; i++) add(1e7 + DELAY_LAWS[laws[i % laws.length]](u, 1e5));
    list.head();
    for (let i = 0; i < 5000; i++) add(9e6 + DELAY_LAWS[laws[i % laws.length]](u, 1e6));
    for (let i = 0; i < 500; i++) add(1e7);
    list.head();
    for (let i = 0; i < 100; i++) add(8e6 + Math.floor(u() * 1e6));
    for (let i = 0; i < 20; i++) add(7e6 + Math.floor(u() * 1e6));
    list.purge();
    expect(list.cancelled).toBe(0);
    const memory = list.words.length;
    for (let i = 0; i < 2000; i++) add(1e7 + DELAY_LAWS[laws[i % laws.length]](u, 1e5));
    expect(list.words.length).toBe(memory);
    expected.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
    expect(drain(list)).toEqual(expected.map(([, t]) => t));
  });

  it('retires a slot before its generation would come round', () => {
    const list = new LadderQueue(0);
    const id = list.add(1, 0, 1, 0, 0, 0);
    const record = list.head();
    const last = 2 ** 28 - 1;
    list.words[record | GENERATION] = last;
    expect(list.find(id)).toBe(NONE);
    expect(list.find(last * MAX_SLOTS + (record >> 3))).toBe(record);
    list.removeHead(record);
    const next = list.add(2, 1, 1, 0, 0, 0);
    expect(list.head()).not.toBe(record);
    expect(Number.isSafeInteger(next)).toBe(true);
  });

  it('needs about 44 bytes for an event', () => {
    const count = 2 ** 18;
    const list = new LadderQueue(count);
    const bytes = (): number => {
      const { chunks, pile, tails } = list as unknown as { chunks: Chunks; pile: Pile; tails: Int32Array };
      return list.words.byteLength + chunks.words.byteLength + pile.records.byteLength + tails.byteLength;
    };
    const u = uniform(1);
    let sequence = 0;
    for (; sequence < count - 1; sequence++) list.add(DELAY_LAWS.exponential(u, 1e6), sequence, 1, 0, 0, 0);
    for (let i = 0; i < 2 * count; i++) {
      const record = list.head();
      const now = list.times[record >> 1];
      list.removeHead(record);
      list.add(now + DELAY_LAWS.exponential(u, 1e6), sequence++ | 0, 1, 0, 0, 0);
    }
    expect(bytes() / count).toBeLessThan(48);
  });
});

describe('TimerLane', () => {
  const word = 1;

  test.prop([
    fc.array(fc.tuple(fc.constantFrom('append', 'cancel', 'fire'), fc.nat()), { maxLength: 600 }),
    fc.integer(),
  ])('is a queue from which any timer can be taken', (steps, seed) => {
    const lane = new TimerLane(10);
    const u = uniform(seed);
    let waiting: { position: number; time: number; target: number }[] = [];
    const known: number[] = [0, -1, 2 ** 33];
    let now = 0;
    // Long runs of one kind of step make the ring grow, wrap and be squeezed.
    for (const [step, n] of steps.flatMap((s) => new Array<typeof s>(1 + Math.floor(u() * 40)).fill(s))) {
      if (step === 'append') {
        now += n % 3;
        const position = lane.append(now + 10, known.length, word, known.length, 0, 0);
        waiting.push({ position, time: now + 10, target: known.length });
        known.push(position);
      } else if (step === 'cancel') {
        const position = known[Math.floor(u() * known.length)];
        const there = waiting.some((timer) => timer.position === position);
        expect(lane.timeOf(position)).toBe(
          waiting.find((timer) => timer.position === position)?.time ?? Number.NaN,
        );
        expect(lane.cancel(position)).toBe(there);
        waiting = waiting.filter((timer) => timer.position !== position);
      } else if (waiting.length > 0) {
        expect(lane.words[lane.head * 8 + TARGET]).toBe(waiting[0].target);
        lane.removeHead();
        waiting.shift();
      }
      expect(lane.pending).toBe(waiting.length);
      expect(lane.headTime).toBe(waiting[0]?.time ?? Number.POSITIVE_INFINITY);
    }
  });

  it('does not keep the memory of timers that are always cancelled', () => {
    const lane = new TimerLane(1e6);
    const survivors = [1, 2, 3].map((i) => lane.append(i, i, word, i, 0, 0));
    for (let i = 0; i < 1e5; i++) expect(lane.cancel(lane.append(i + 4, i, word, i, 0, 0))).toBe(true);
    expect(lane.words.length).toBeLessThanOrEqual(256 * 8);
    expect(survivors.map((position) => lane.timeOf(position))).toEqual([1, 2, 3]);
  });
});

describe('LaneSet', () => {
  test.prop([fc.array(fc.tuple(fc.nat(11), fc.nat(4)), { maxLength: 300 }), fc.integer()])(
    'always knows the lane that fires first',
    (steps, seed) => {
      const set = new LaneSet();
      const u = uniform(seed);
      for (let period = 0; period < 12; period++) set.laneOf(period * 3);
      const positions: number[][] = set.lanes.map(() => []);
      let now = 0;
      steps.forEach(([index, step], sequence) => {
        const lane = set.lanes[index];
        if (step < 3) {
          positions[index].push(lane.append(now + lane.period, sequence, 1, 0, 0, 0));
          if (lane.length === 1) set.update(lane);
        } else if (step === 3 && set.time < Number.POSITIVE_INFINITY) {
          now = set.time;
          set.first.removeHead();
          set.update(set.first);
        } else if (positions[index].length > 0) {
          lane.cancel(positions[index][Math.floor(u() * positions[index].length)]);
          set.update(lane);
        }
        const full = set.lanes.filter((candidate) => candidate.length > 0);
        full.sort((x, y) => x.headTime - y.headTime || x.headSequence() - y.headSequence());
        expect(set.time).toBe(full[0]?.headTime ?? Number.POSITIVE_INFINITY);
        if (full.length > 0) expect(set.first).toBe(full[0]);
      });
    },
  );
});
