import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';

import { Election } from '../../../src/modules/standby/election.ts';
import { toWitness } from '../../../src/modules/standby/vocabulary.ts';
import { Witness } from '../../../src/modules/standby/witness.ts';
import { generator, type Sent, TestPort } from '../port.ts';

const WITNESSES = [1, 2, 3, 4, 5];

function candidate(side: number) {
  const port = new TestPort(100 + side);
  const state = { won: 0 };
  const election = new Election(port, WITNESSES, side, () => {
    state.won++;
  });
  return { port, election, state };
}

describe('a witness', () => {
  const witness = () => {
    const port = new TestPort(1);
    return { port, witness: new Witness(port) };
  };

  example('promises the highest ballot that it has been asked for, and votes for no lower one', () => {
    const { port, witness: one } = witness();
    one.onBallot(100, 0, 2, false);
    one.onBallot(101, 0, 5, false);
    one.onBallot(100, 0, 2, true);
    one.onBallot(101, 0, 5, true);
    expect(port.take()).toEqual([
      'witnessed 100 0 2 0',
      'witnessed 101 0 5 0',
      'witnessed 100 0 5 0',
      'witnessed 101 0 5 5',
    ]);
  });

  example('begins anew with every generation, and knows which is the latest', () => {
    const { port, witness: one } = witness();
    one.onBallot(100, 0, 2, true);
    one.onBallot(101, 2, 3, false);
    one.onBallot(100, 0, 8, true);
    expect(port.take()).toEqual(['witnessed 100 0 2 2', 'witnessed 101 2 3 0', 'witnessed 100 2 3 0']);
  });

  example('keeps its word through a crash', () => {
    const { port, witness: one } = witness();
    one.onBallot(101, 2, 5, true);
    port.take();
    new Witness(port).onBallot(100, 2, 4, true);
    expect(port.take()).toEqual(['witnessed 100 2 5 5']);
  });
});

describe('an election', () => {
  example('asks again above the ballots that it has met', () => {
    const { port, election } = candidate(0);
    election.begin(0);
    expect(port.take()[0]).toBe('ballot 1 0 2 0');
    election.onWitnessed(1, 0, 9, 0);
    election.begin(0);
    expect(port.take()[0]).toBe('ballot 1 0 10 0');
  });

  example('does not ask for votes while the other may have been chosen', () => {
    const { port, election, state } = candidate(1);
    election.begin(0);
    port.take();
    // Three promise, two of them have voted for the other: with one of those unheard they may be a majority.
    election.onWitnessed(1, 0, 3, 2);
    election.onWitnessed(2, 0, 3, 2);
    election.onWitnessed(3, 0, 3, 0);
    expect(port.take()).toEqual([]);
    // Now all but one have been heard, and the two cannot be more than three.
    election.onWitnessed(4, 0, 3, 0);
    expect(port.take()).toEqual([]);
    // All have: two are no majority.
    election.onWitnessed(5, 0, 3, 0);
    expect(port.take()).toHaveLength(5);
    expect(state.won).toBe(0);
  });

  example('of a generation that is over comes to nothing', () => {
    const { port, election } = candidate(0);
    election.begin(0);
    port.take();
    for (const witness of WITNESSES) election.onWitnessed(witness, 2, 0, 0);
    expect(election.isRunning).toBe(false);
    expect(port.take()).toEqual([]);
  });

  example('counts each witness once', () => {
    const { port, election, state } = candidate(0);
    election.begin(0);
    for (let i = 0; i < 5; i++) election.onWitnessed(1, 0, 2, 0);
    expect(port.take()).toHaveLength(5);
    for (const witness of [1, 2, 3]) election.onWitnessed(witness, 0, 2, 0);
    for (let i = 0; i < 5; i++) election.onWitnessed(1, 0, 2, 2);
    expect(state.won).toBe(0);
  });

  test.prop([fc.integer(), fc.constantFrom(1, 3, 5), fc.integer({ min: 0, max: 60 })], { numRuns: 300 })(
    'never chooses both, whatever is lost, repeated, late or forgotten',
    (seed, count, bad) => {
      const random = generator(seed);
      const ports = WITNESSES.slice(0, count).map((address) => new TestPort(address));
      const witnesses = ports.map((port) => new Witness(port));
      const both = [0, 1].map((side) => {
        const port = new TestPort(100 + side);
        const state = { won: 0 };
        const create = () =>
          new Election(
            port,
            ports.map(({ self }) => self),
            side,
            () => {
              state.won++;
            },
          );
        return { port, state, create, election: create() };
      });
      const underWay: { readonly from: number; readonly message: Sent }[] = [];
      const collect = () => {
        for (const port of [...ports, ...both.map((one) => one.port)])
          for (const message of port.takeSent()) underWay.push({ from: port.self, message });
      };
      for (let step = 0; step < 400; step++) {
        const draw = random() * 100;
        if (draw < 3) {
          const one = both[Math.floor(random() * 2)];
          // Begins again, sometimes after a crash.
          if (random() < 0.5) one.election = one.create();
          if (one.state.won === 0) one.election.begin(0);
        } else if (draw < 4) {
          const place = Math.floor(random() * count);
          witnesses[place] = new Witness(ports[place]);
        } else if (underWay.length > 0) {
          const place = Math.floor(random() * underWay.length);
          const { from, message } = underWay[place];
          const isLost = random() * 100 < bad;
          if (isLost || random() < 0.7) underWay.splice(place, 1);
          if (isLost) continue;
          const { kind, to } = message;
          const [a, b, c] = message.words;
          if (kind === toWitness.ballot) witnesses[to - 1].onBallot(from, a, b, c === 1);
          else both[to - 100].election.onWitnessed(from, a, b, c);
        }
        collect();
      }
      expect(both.filter(({ state }) => state.won > 0).length).toBeLessThan(2);
    },
  );
});
