/** The parts of a member: times of suspicion, the queue of gossip, the order of probes, beliefs, local health. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { Beliefs } from '../../../../src/modules/health/swim/beliefs.ts';
import { GossipQueue } from '../../../../src/modules/health/swim/gossip-queue.ts';
import { Probe } from '../../../../src/modules/health/swim/probe.ts';
import { ProbeOrder } from '../../../../src/modules/health/swim/probe-order.ts';
import { SuspicionTimes, transmissionsOf } from '../../../../src/modules/health/swim/settings.ts';
import { Subjects, SubjectWords } from '../../../../src/modules/health/swim/subjects.ts';
import { STATE, type State, WIDTH } from '../../../../src/modules/health/swim/vocabulary.ts';
import { generator } from '../../port.ts';
import { settingsOf } from './support.ts';

const times = (count: number, parameters = {}) => {
  const of = new SuspicionTimes(count, settingsOf(parameters));
  return Array.from({ length: of.confirmations + 1 }, (_, confirmed) => of.after(confirmed) / 1e6);
};

describe('the time of suspicion', () => {
  example('shrinks with each member that agrees (LAN, n = 7, 200, 10,000)', () => {
    expect(times(7)).toEqual([24, 11.381, 4]);
    expect(times(200)).toEqual([55.224, 26.188, 9.204]);
    expect(times(10_000)).toEqual([96, 45.525, 16]);
  });

  example('follows period and multiplier (WAN and local profiles, n = 200)', () => {
    const wan = times(200, { period: 5, probe_timeout: 3, suspicion_mult: 6 });
    expect(wan).toEqual([414.18, 265.531, 178.578, 116.883, 69.03]);
    expect(times(200, { suspicion_mult: 3 })).toEqual([41.418, 6.903]);
  });

  example('is the least where too few could agree, or suspicion does not adapt', () => {
    expect(times(3)).toEqual([4]);
    expect(times(200, { lifeguard: 'none' })).toEqual([9.204]);
    expect(times(200, { lifeguard: 'buddy' })).toEqual([9.204]);
    expect(times(200, { lifeguard: 'suspicion' })).toHaveLength(3);
  });
});

describe('how often an update is sent', () => {
  example('is the multiplier times ceil(log10(n + 1))', () => {
    expect([7, 9, 10, 200, 9_999, 10_000].map((count) => transmissionsOf(count, 4))).toEqual([
      4, 4, 8, 12, 16, 20,
    ]);
    expect(transmissionsOf(200, 2)).toBe(6);
  });
});

/** Words of one member of a group of so many. */
const words = (members: number) => new SubjectWords(new Subjects(members));

const subjects = (updates: readonly number[]) =>
  Array.from({ length: updates.length / WIDTH }, (_, i) => updates[i * WIDTH]);

describe('the queue of gossip', () => {
  example(
    'sends first what was sent least often, of that the newest, and forgets what was sent often enough',
    () => {
      const queue = new GossipQueue(2, 2, words(10));
      for (const member of [1, 2, 3]) queue.put(member, STATE.suspect, 0, 0, 9);
      expect(subjects(queue.take())).toEqual([3, 2]);
      expect(subjects(queue.take())).toEqual([1, 3]);
      queue.put(4, STATE.dead, 0, 0, 9);
      expect(subjects(queue.take())).toEqual([4, 1]);
      expect(subjects(queue.take())).toEqual([4, 2]);
      expect(queue.size).toBe(0);
      expect(queue.take()).toHaveLength(0);
    },
  );

  example('holds one update for each member, the newest, which counts as not sent', () => {
    const queue = new GossipQueue(2, 4, words(10));
    queue.put(1, STATE.suspect, 0, 0, 9);
    queue.take();
    queue.put(1, STATE.alive, 1, 3, 1);
    expect(queue.size).toBe(1);
    expect([...queue.take()]).toEqual([1, STATE.alive, 1, 3, 1]);
    expect(queue.take()).toHaveLength(WIDTH);
    expect(queue.take()).toHaveLength(0);
  });

  test.prop([
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.option(fc.nat({ max: 12 })), { maxLength: 200 }),
  ])('sends each update as often as it may, never more on a message than fit', (limit, most, steps) => {
    const queue = new GossipQueue(limit, most, words(13));
    // The obvious queue: how often the newest update of each member was sent.
    const sent = new Map<number, number>();
    for (const step of steps) {
      if (step !== null) {
        queue.put(step, STATE.alive, 1, 0, step);
        sent.set(step, 0);
        continue;
      }
      const taken = subjects(queue.take());
      expect(taken).toHaveLength(Math.min(most, sent.size));
      expect(new Set(taken).size).toBe(taken.length);
      const left = [...sent].filter(([member]) => !taken.includes(member)).map(([, times]) => times);
      const worst = Math.max(-1, ...taken.map((member) => sent.get(member) ?? Infinity));
      for (const times of left) expect(times).toBeGreaterThanOrEqual(worst);
      for (const member of taken) {
        const times = (sent.get(member) ?? Infinity) + 1;
        if (times === limit) sent.delete(member);
        else sent.set(member, times);
      }
    }
    expect(queue.size).toBe(sent.size);
  });
});

describe('the order of probes', () => {
  test.prop([fc.integer({ min: 2, max: 300 }), fc.nat()])(
    'has each member once in a round, and each round in another order',
    (count, seed) => {
      const order = new ProbeOrder(count, false, generator(seed));
      const rounds = [0, 1, 2].map(() => Array.from({ length: count }, () => order.next()));
      const all = Array.from({ length: count }, (_, place) => place);
      for (const round of rounds) expect([...round].sort((a, b) => a - b)).toEqual(all);
      if (count > 50) expect(rounds[0]).not.toEqual(rounds[1]);
    },
  );

  example('has each member at each turn about equally often', () => {
    const count = 20;
    const order = new ProbeOrder(count, false, generator(7));
    const rounds = 4000;
    const first = new Array<number>(count).fill(0);
    const last = new Array<number>(count).fill(0);
    for (let round = 0; round < rounds; round++) {
      const places = Array.from({ length: count }, () => order.next());
      first[places[0]]++;
      last[places[count - 1]]++;
    }
    // 19 degrees of freedom: beyond 43.8 by chance once in a thousand times.
    const chi2 = (seen: number[]) => seen.reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0);
    expect(chi2(first)).toBeLessThan(43.8);
    expect(chi2(last)).toBeLessThan(43.8);
  });
});

/** The table of rules for updates about others, as it is written down. */
function expected([state, i]: readonly [State, number], update: State, j: number): readonly [State, number] {
  const { alive, suspect, dead } = STATE;
  if (update === alive) return j > i ? [alive, j] : [state, i];
  if (state === dead) return [state, i];
  if (update === dead) return j >= i ? [dead, j] : [state, i];
  return state === alive && j >= i ? [suspect, j] : [state, i];
}

describe('beliefs', () => {
  example('suspect(5), alive(5), alive(6), dead(4), dead(6), alive(6), alive(7)', () => {
    const beliefs = new Beliefs(words(2));
    const hear = (state: State, incarnation: number) => {
      if (beliefs.isNews(1, state, incarnation)) beliefs.set(1, state, incarnation);
      return [beliefs.state(1), beliefs.incarnation(1)];
    };
    expect(hear(STATE.suspect, 5)).toEqual([STATE.suspect, 5]);
    expect(hear(STATE.alive, 5)).toEqual([STATE.suspect, 5]);
    expect(hear(STATE.alive, 6)).toEqual([STATE.alive, 6]);
    expect(hear(STATE.dead, 4)).toEqual([STATE.alive, 6]);
    expect(hear(STATE.dead, 6)).toEqual([STATE.dead, 6]);
    expect(beliefs.dead).toBe(1);
    expect(hear(STATE.alive, 6)).toEqual([STATE.dead, 6]);
    expect(hear(STATE.alive, 7)).toEqual([STATE.alive, 7]);
    expect(beliefs.dead).toBe(0);
  });

  const update = fc.record({
    member: fc.nat({ max: 3 }),
    state: fc.constantFrom<State>(STATE.alive, STATE.suspect, STATE.dead),
    incarnation: fc.nat({ max: 5 }),
  });
  test.prop([fc.array(update, { maxLength: 60 })])('follow the table of rules', (updates) => {
    const beliefs = new Beliefs(words(4));
    const model = Array.from({ length: 4 }, (): readonly [State, number] => [STATE.alive, 0]);
    for (const { member, state, incarnation } of updates) {
      const before = beliefs.incarnation(member);
      if (beliefs.isNews(member, state, incarnation)) beliefs.set(member, state, incarnation);
      model[member] = expected(model[member], state, incarnation);
      expect([beliefs.state(member), beliefs.incarnation(member)]).toEqual(model[member]);
      expect(beliefs.incarnation(member)).toBeGreaterThanOrEqual(before);
      expect(beliefs.dead).toBe(model.filter(([one]) => one === STATE.dead).length);
    }
  });
});

describe('local health', () => {
  example('is a score of 0 to 7, and a probe lasts one period more than the score', () => {
    const probe = new Probe(settingsOf());
    const after = [2, -1, 9, -3, -20].map((change) => {
      probe.worsen(change);
      probe.begin(1, 0, 0);
      return [probe.score, probe.endsAt / 1e6];
    });
    expect(after).toEqual([
      [2, 3],
      [1, 2],
      [7, 8],
      [4, 5],
      [0, 1],
    ]);
  });

  example(
    'falls by one with success, rises by each nack that is missing, or by one where none could come',
    () => {
      const probe = new Probe(settingsOf());
      probe.begin(1, 0, 0);
      probe.asked(3);
      probe.nacked();
      probe.failed();
      expect(probe.score).toBe(2);
      probe.begin(2, 0, 0);
      probe.asked(0);
      probe.failed();
      expect(probe.score).toBe(3);
      probe.begin(3, 0, 0);
      probe.succeeded();
      expect(probe.score).toBe(2);
    },
  );

  example('stays 0 where probes do not adapt', () => {
    const probe = new Probe(settingsOf({ lifeguard: 'none' }));
    probe.begin(1, 0, 0);
    probe.asked(3);
    probe.failed();
    expect(probe.score).toBe(0);
  });
});
