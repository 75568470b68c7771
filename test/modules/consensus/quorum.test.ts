import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import {
  Ballots,
  type Configuration,
  isQuorum,
  isVoter,
  quorumValue,
} from '../../../src/modules/consensus/quorum/configuration.ts';
import {
  byzantineQuorum,
  fastQuorum,
  honestWitness,
  isFastQuorumSafe,
  majority,
  quorumsIntersect,
  toleratedTraitors,
  votesThatForce,
} from '../../../src/modules/consensus/quorum/sizes.ts';

const SIZES = Array.from({ length: 9 }, (_, n) => n + 1);

/** All sets of so many of n voters, as bits. */
function subsets(n: number, size: number): number[] {
  return Array.from({ length: 1 << n }, (_, bits) => bits).filter((bits) => bitCount(bits) === size);
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left &= left - 1) count++;
  return count;
}

/** The smallest number of voters that any two, or any three, sets of these sizes share. */
function leastOverlap(n: number, ...sizes: number[]): number {
  const [first, ...others] = sizes.map((size) => subsets(n, size));
  // By symmetry the first set may be any.
  let shared = [first[0]];
  for (const sets of others) shared = [...new Set(shared.flatMap((one) => sets.map((other) => one & other)))];
  return Math.min(...shared.map(bitCount));
}

describe.each(SIZES)('%i voters', (n) => {
  example('majorities are the smallest quorums of which any two meet', () => {
    expect(leastOverlap(n, majority(n), majority(n))).toBeGreaterThanOrEqual(1);
    if (n > 1) expect(leastOverlap(n, majority(n) - 1, majority(n) - 1)).toBe(0);
  });

  example('quorums of two sizes meet exactly where the rule says so', () => {
    for (let one = 1; one <= n; one++) {
      for (let other = 1; other <= n; other++) {
        expect(quorumsIntersect(n, one, other)).toBe(leastOverlap(n, one, other) >= 1);
      }
    }
  });

  example('fast quorums are safe exactly where any two and any quorum meet', () => {
    for (let classic = 1; classic <= n; classic++) {
      for (let fast = 1; fast <= n; fast++) {
        const meets =
          leastOverlap(n, classic, classic) >= 1 &&
          leastOverlap(n, classic, fast, fast) >= 1 &&
          leastOverlap(n, fast, fast, fast) >= 1;
        expect(isFastQuorumSafe(n, classic, fast)).toBe(meets);
      }
    }
  });

  example('three quarters are the smallest fast quorum beside majorities', () => {
    expect(isFastQuorumSafe(n, majority(n), fastQuorum(n))).toBe(true);
    expect(isFastQuorumSafe(n, majority(n), fastQuorum(n) - 1)).toBe(false);
  });

  example('votes force a value where a quorum may have chosen it, and no two values', () => {
    const fast = fastQuorum(n);
    for (let answers = majority(n); answers <= n; answers++) {
      const force = votesThatForce(n, answers, fast);
      // A fast quorum that voted for a value has so many votes in every set of answers.
      expect(leastOverlap(n, answers, fast)).toBe(Math.max(0, force));
      expect(2 * force).toBeGreaterThan(answers);
    }
  });

  example('byzantine quorums share somebody honest, and can be had without the traitors', () => {
    const f = toleratedTraitors(n);
    const quorum = byzantineQuorum(n);
    expect(leastOverlap(n, quorum, quorum)).toBeGreaterThan(f);
    expect(quorum).toBeLessThanOrEqual(n - f);
    if (quorum > 1) expect(leastOverlap(n, quorum - 1, quorum - 1)).toBeLessThanOrEqual(f);
    expect(honestWitness(n)).toBeGreaterThan(f);
    // One traitor more, and there is no such quorum.
    expect(byzantineQuorum(n, f + 1)).toBeGreaterThan(n - (f + 1));
  });
});

example.each([
  [3, 2, 3, 2],
  [4, 3, 3, 2],
  [5, 3, 4, 2],
  [6, 4, 5, 3],
  [7, 4, 6, 3],
  [8, 5, 6, 3],
  [9, 5, 7, 3],
])('fast paxos of %i: classic %i, fast %i, forced by %i votes', (n, classic, fast, force) => {
  expect([majority(n), fastQuorum(n), votesThatForce(n, majority(n), fastQuorum(n))]).toEqual([
    classic,
    fast,
    force,
  ]);
});

example.each([
  [4, 1, 3],
  [5, 1, 4],
  [6, 1, 4],
  [7, 2, 5],
  [8, 2, 6],
  [9, 2, 6],
])('pbft of %i: %i traitors, quorum %i', (n, f, quorum) => {
  expect([toleratedTraitors(n), byzantineQuorum(n), honestWitness(n)]).toEqual([f, quorum, f + 1]);
});

const processes = fc.uniqueArray(fc.nat({ max: 8 }), { minLength: 1, maxLength: 7 });
const configurations: fc.Arbitrary<Configuration> = fc.oneof(
  processes.map((voters) => ({ voters })),
  fc.record({ voters: processes, outgoing: processes }),
);

describe('configurations', () => {
  const JOINT: Configuration = { outgoing: [1, 2, 3], voters: [1, 2, 3, 4, 5] };
  const holds =
    (...those: number[]) =>
    (process: number) =>
      those.includes(process);

  example('joint: a majority of the union is no quorum without a majority of each', () => {
    expect(isQuorum(JOINT, holds(3, 4, 5))).toBe(false);
    expect(isQuorum(JOINT, holds(2, 3, 4))).toBe(true);
    expect(isQuorum(JOINT, holds(1, 2))).toBe(false);
  });

  example('nobody is no quorum', () => {
    expect(isQuorum({ voters: [] }, () => true)).toBe(false);
    expect(quorumValue({ voters: [] }, () => 7)).toBe(0);
  });

  example('who votes only now, or only until now, is a voter', () => {
    expect([1, 5, 6].map((process) => isVoter({ outgoing: [1, 2], voters: [2, 5] }, process))).toEqual([
      true,
      true,
      false,
    ]);
  });

  example('a second answer of the same voter counts for nothing', () => {
    const ballots = new Ballots();
    const five = { voters: [1, 2, 3, 4, 5] };
    ballots.record(1, true);
    ballots.record(2, true);
    ballots.record(2, true);
    expect(ballots.outcome(five)).toBe('open');
    ballots.record(2, false);
    ballots.record(6, true);
    ballots.record(4, false);
    ballots.record(5, false);
    expect(ballots.outcome(five)).toBe('open');
    ballots.record(3, true);
    expect(ballots.outcome(five)).toBe('won');
  });

  example('an election is lost when too many have refused in either half', () => {
    const ballots = new Ballots();
    for (const voter of [3, 4, 5]) ballots.record(voter, true);
    ballots.record(1, false);
    expect(ballots.outcome(JOINT)).toBe('open');
    ballots.record(2, false);
    expect(ballots.outcome(JOINT)).toBe('lost');
  });

  test.prop([configurations, fc.array(fc.nat({ max: 20 }), { minLength: 9, maxLength: 9 })])(
    'the value of a quorum is the largest that a quorum has reached',
    (configuration, values) => {
      const value = quorumValue(configuration, (process) => values[process]);
      expect(isQuorum(configuration, (process) => values[process] >= value)).toBe(true);
      expect(isQuorum(configuration, (process) => values[process] > value)).toBe(false);
    },
  );

  test.prop([configurations, fc.nat({ max: 511 }), fc.nat({ max: 511 })])(
    'any two quorums meet',
    (configuration, one, other) => {
      const has = (bits: number) => (process: number) => (bits & (1 << process)) !== 0;
      fc.pre(isQuorum(configuration, has(one)) && isQuorum(configuration, has(other)));
      expect(configuration.voters.some(has(one & other))).toBe(true);
    },
  );

  test.prop([processes, fc.nat({ max: 8 }), fc.nat({ max: 511 }), fc.nat({ max: 511 })])(
    'quorums of configurations that differ by one voter meet',
    (voters, extra, one, other) => {
      const has = (bits: number) => (process: number) => (bits & (1 << process)) !== 0;
      const larger = [...new Set([...voters, extra])];
      fc.pre(isQuorum({ voters }, has(one)) && isQuorum({ voters: larger }, has(other)));
      expect(larger.some(has(one & other))).toBe(true);
    },
  );
});
