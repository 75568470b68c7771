/** A member and a group: what is sent when, who believes what, and what holds for any group. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { SwimMember } from '../../../../src/modules/health/swim/member.ts';
import { STATE, swim, WIDTH } from '../../../../src/modules/health/swim/vocabulary.ts';
import type { ParameterValues } from '../../../../src/modules/registry.ts';
import { deliver, generator, s, TestPort, tell } from '../../port.ts';
import { FIRST, groupOf, Swarm } from './support.ts';

/** Member 0 of a group, alone with a clock; its first tick is at 0, and it probes in the order of what `random` gives. */
function alone(count = 5, parameters: ParameterValues = {}) {
  const port = new TestPort(FIRST);
  const member = new SwimMember(port, groupOf(count, { order: 'random', ...parameters }), null);
  const at = (seconds: number) => port.advance(s(seconds), (tag, argument) => member.onTimer(tag, argument));
  /** The next member that is drawn is this one. */
  const draw = (...places: number[]) => port.draws.push(...places.map((place) => (place + 0.5) / count));
  const gossip = (from: number, ...updates: number[]) =>
    deliver(member, FIRST + from, {
      to: FIRST,
      kind: swim.gossipAck,
      words: [],
      message: { sequence: 0, incarnation: 0, life: 0, updates },
    });
  port.draws.push(0);
  member.start();
  return { port, member, at, draw, gossip };
}

describe('a probe', () => {
  example('is a ping, and over with the answer', () => {
    const { port, member, at, draw } = alone();
    draw(3);
    at(0);
    expect(port.take()).toEqual([`ping ${FIRST + 3} 1 0 0`]);
    tell(member, FIRST + 3, 'ack', [1, 0, 0]);
    at(0.9);
    expect(port.take()).toEqual([]);
    expect(member.state(3)).toBe(STATE.alive);
  });

  example('goes to others after the timeout, and ends in suspicion after the period', () => {
    const { port, member, at, draw } = alone(5, { lifeguard: 'none', indirect: 2 });
    draw(3, 1, 4);
    at(0.499999);
    port.take();
    at(0.5);
    expect(port.take()).toEqual([`ask ${FIRST + 1} 1 3 0 0`, `ask ${FIRST + 4} 1 3 0 0`]);
    at(0.999999);
    expect(member.state(3)).toBe(STATE.alive);
    draw(1);
    at(1);
    expect(member.state(3)).toBe(STATE.suspect);
    expect(port.take()).toEqual([`gossipPing ${FIRST + 1} 2 0 0 [3 1 0 0 0]`]);
  });

  example(
    'succeeds by way of another member, late as it may be, and not by an answer of somebody else',
    () => {
      const { port, member, at, draw } = alone(5, { indirect: 1 });
      draw(3, 1);
      at(0.9);
      tell(member, FIRST + 2, 'ack', [1, 0, 0]);
      tell(member, FIRST + 1, 'relayed', [1, 4, 2]);
      draw(1);
      at(1);
      expect(member.state(3)).toBe(STATE.alive);
      expect(member.incarnationOf(3)).toBe(4);
      expect(port.take().at(-1)).toBe(`gossipPing ${FIRST + 1} 2 0 0 [3 0 4 2 3]`);
    },
  );

  example('lasts longer for a member that is unwell, and periods that pass meanwhile begin none', () => {
    const { port, member, at, draw, gossip } = alone();
    gossip(1, 0, STATE.suspect, 0, 0, 1);
    expect(member.score).toBe(1);
    draw(3, 1, 2, 4);
    at(1.9);
    const pings = port.takeSent().filter(({ kind }) => kind.name.toLowerCase().includes('ping'));
    expect(pings).toHaveLength(1);
    expect(member.state(3)).toBe(STATE.alive);
    draw(1);
    at(2);
    expect(member.state(3)).toBe(STATE.suspect);
  });

  example('without suspicion declares dead', () => {
    const { port, member, at, draw } = alone(5, { suspicion_mult: 0, indirect: 0 });
    draw(3, 1);
    at(1);
    expect(member.state(3)).toBe(STATE.dead);
    expect(port.takeObserved()).toContain(`declared ${FIRST + 3} 0`);
  });
});

describe('a member that is asked to probe', () => {
  const asked = (parameters: ParameterValues = {}) => {
    const scene = alone(5, parameters);
    scene.draw(2);
    scene.at(0);
    scene.port.take();
    tell(scene.member, FIRST + 1, 'ask', [7, 3, 0, 0]);
    return scene;
  };

  example('pings for the other one, and passes the answer on with what it says', () => {
    const { port, member } = asked();
    expect(port.take()).toEqual([`ping ${FIRST + 3} 2 0 0`]);
    tell(member, FIRST + 3, 'ack', [2, 6, 1]);
    expect(port.take()).toEqual([`relayed ${FIRST + 1} 7 6 1`]);
  });

  example('says after the timeout that it has no answer, and then wants none', () => {
    const { port, member, at } = asked();
    at(0.499999);
    expect(port.take().filter((line) => line.startsWith('nack'))).toEqual([]);
    at(0.5);
    expect(port.take()).toContain(`nack ${FIRST + 1} 7`);
    tell(member, FIRST + 3, 'ack', [2, 0, 0]);
    expect(port.take().filter((line) => line.startsWith('relayed'))).toEqual([]);
  });

  example('says so earlier where it is set up so, and not at all where probes do not adapt', () => {
    const early = asked({ nack_at: 0.8 });
    early.at(0.4);
    expect(early.port.take()).toContain(`nack ${FIRST + 1} 7`);
    const plain = asked({ lifeguard: 'none' });
    plain.at(2);
    expect(plain.port.take().filter((line) => line.startsWith('nack'))).toEqual([]);
  });
});

describe('nacks and local health', () => {
  /** Highest score of any member after the crash of one of ten. */
  const scoreAfterCrash = (parameters: ParameterValues) => {
    const swarm = new Swarm(10, { parameters, delay: 0.002 });
    swarm.start();
    swarm.crash(4);
    let most = 0;
    swarm.loses = (from) => {
      most = Math.max(most, swarm.members[from].score);
      return false;
    };
    swarm.run(30);
    return most;
  };

  example(
    'a nack at the end of its timeout comes too late for a prober that is well; one at 80 % does not',
    () => {
      expect(scoreAfterCrash({})).toBeGreaterThanOrEqual(3);
      expect(scoreAfterCrash({ nack_at: 0.8 })).toBe(0);
    },
  );
});

describe('what is said of the member itself', () => {
  example('is refuted with a higher incarnation than either, at the price of a point of local health', () => {
    const { port, member, gossip } = alone();
    for (let i = 0; i < 3; i++) gossip(1, 0, STATE.suspect, i, 0, 1);
    expect(member.incarnationOf(0)).toBe(3);
    gossip(1, 0, STATE.suspect, 2, 0, 1);
    expect(member.incarnationOf(0)).toBe(3);
    gossip(1, 0, STATE.suspect, 3, 0, 1);
    expect(member.incarnationOf(0)).toBe(4);
    gossip(1, 0, STATE.dead, 9, 0, 1);
    expect(member.incarnationOf(0)).toBe(10);
    expect(member.score).toBe(5);
    expect(port.takeObserved().filter((line) => line.startsWith('refuted'))).toHaveLength(5);
    // Written down before it is said.
    expect(port.storage.rows.get(0)?.[0]).toBe(10);
  });

  example('goes out with the answer to whoever says it', () => {
    const { port, member } = alone();
    deliver(member, FIRST + 1, {
      to: FIRST,
      kind: swim.gossipPing,
      words: [],
      message: { sequence: 5, incarnation: 0, life: 0, updates: [0, STATE.suspect, 0, 0, 1] },
    });
    expect(port.take()).toEqual([`gossipAck ${FIRST + 1} 5 1 0 [0 0 1 0 0]`]);
  });
});

describe('an update about a member that the group does not have', () => {
  example('is passed over, and not passed on', () => {
    const { member, gossip } = alone(5);
    for (const place of [5, -1, 1e9]) gossip(1, place, STATE.dead, 3, 0, 1);
    expect(member.queued).toBe(0);
    expect(member.state(3)).toBe(STATE.alive);
  });
});

describe('a suspected member', () => {
  example('is told so by a buddy, and by nobody else', () => {
    for (const [lifeguard, carried] of [
      ['full', [3, STATE.suspect, 0, 0, 0]],
      ['none', [2, STATE.alive, 1, 0, 2, 3, STATE.suspect, 0, 0, 1]],
    ] as const) {
      const { port, at, draw, gossip } = alone(5, { lifeguard });
      gossip(1, 3, STATE.suspect, 0, 0, 1);
      gossip(2, 2, STATE.alive, 1, 0, 2);
      draw(3);
      at(0);
      expect(port.take()).toEqual([`gossipPing ${FIRST + 3} 1 0 0 [${carried.join(' ')}]`]);
    }
  });

  example(
    'is declared dead when its time is over, which others shorten; the same accuser counts once',
    () => {
      const { port, member, at, gossip } = alone(7);
      const quiet = () => port.draws.push(...new Array<number>(40).fill(1.5 / 7));
      quiet();
      gossip(1, 3, STATE.suspect, 0, 0, 1);
      gossip(2, 3, STATE.suspect, 0, 0, 1);
      gossip(2, 3, STATE.suspect, 0, 0, 2);
      tell(member, FIRST + 1, 'ack', [1, 0, 0]);
      const stateAt = (seconds: number) => {
        at(seconds);
        return member.state(3);
      };
      expect(stateAt(11.3809)).toBe(STATE.suspect);
      expect(stateAt(11.381)).toBe(STATE.dead);
      expect(port.takeObserved()).toContain(`declared ${FIRST + 3} 0`);
    },
  );

  example('is alive again with a higher incarnation, and then nobody declares it dead', () => {
    const { member, at, gossip, port } = alone(7);
    gossip(1, 3, STATE.suspect, 0, 0, 1);
    gossip(2, 3, STATE.alive, 1, 0, 3);
    expect(member.state(3)).toBe(STATE.alive);
    port.draws.push(...new Array<number>(200).fill(1.5 / 7));
    at(30);
    expect(member.state(3)).toBe(STATE.alive);
  });
});

describe('a group', () => {
  test.prop([fc.integer({ min: 2, max: 24 }), fc.nat({ max: 1000 })], { numRuns: 25 })(
    'in which nothing fails suspects nobody, and each member sends two messages in a period, whatever its size',
    (count, seed) => {
      const swarm = new Swarm(count, { seed });
      swarm.start();
      swarm.run(20);
      for (const [place, member] of swarm.members.entries()) {
        for (let other = 0; other < count; other++) expect(member.state(other)).toBe(STATE.alive);
        expect(member.incarnationOf(place)).toBe(0);
      }
      const sent = swarm.left.reduce((sum, { length }) => sum + length, 0);
      expect(sent / count / 20).toBeGreaterThan(1.8);
      expect(sent / count / 20).toBeLessThanOrEqual(2);
    },
  );

  test.prop([fc.integer({ min: 3, max: 24 }), fc.nat({ max: 1000 }), fc.constantFrom('full', 'none')], {
    numRuns: 20,
  })('learns of a crash, all of it, and declares nobody else', (count, seed, lifeguard) => {
    const swarm = new Swarm(count, { seed, parameters: { lifeguard } });
    swarm.start();
    swarm.run(3.3);
    const gone = seed % count;
    swarm.crash(gone);
    swarm.run(2 * count + 60);
    expect(new Set(swarm.opinions(gone))).toEqual(new Set([STATE.dead]));
    for (let other = 0; other < count; other++)
      if (other !== gone) expect(swarm.opinions(other).every((state) => state === STATE.alive)).toBe(true);
  });

  test.prop([fc.integer({ min: 3, max: 16 }), fc.nat({ max: 1000 })], { numRuns: 15 })(
    'has a member back that was cut off, wherever the cut was, and incarnations never go back',
    (count, seed) => {
      const swarm = new Swarm(count, { seed });
      const isFar = (place: number) => (place * 7 + seed) % 3 === 0;
      swarm.start();
      swarm.run(2);
      swarm.loses = (from, to) => isFar(from) !== isFar(to);
      const highest = new Map<string, number>();
      const look = () => {
        for (const [place, member] of swarm.members.entries())
          for (let other = 0; other < count; other++) {
            const key = `${place} ${other}`;
            expect(member.incarnationOf(other)).toBeGreaterThanOrEqual(highest.get(key) ?? 0);
            highest.set(key, member.incarnationOf(other));
          }
      };
      for (let step = 0; step < 12; step++) {
        swarm.run(5);
        look();
      }
      swarm.loses = () => false;
      for (let step = 0; step < 12; step++) {
        swarm.run(10);
        look();
      }
      for (let other = 0; other < count; other++)
        expect(swarm.opinions(other).every((state) => state === STATE.alive)).toBe(true);
    },
  );

  example(
    'hears of a restart by its life and a higher incarnation, and the new life learns who is dead',
    () => {
      const lives: string[] = [];
      const swarm = new Swarm(6, {
        listener: {
          died: (place) => lives.push(`died ${place}`),
          revived: (place) => lives.push(`revived ${place}`),
          lives: (place, life) => {
            if (life > 0 && !lives.includes(`life ${life} of ${place}`))
              lives.push(`life ${life} of ${place}`);
          },
        },
      });
      swarm.start();
      swarm.crash(1);
      swarm.crash(2);
      swarm.run(60);
      expect(lives).toEqual(expect.arrayContaining(['died 1', 'died 2']));
      swarm.restart(2);
      swarm.run(40);
      expect(lives).toContain('life 1 of 2');
      expect(lives.at(-1)).toBe('revived 2');
      expect(swarm.members[2].incarnationOf(2)).toBeGreaterThan(0);
      expect(swarm.opinions(2).every((state) => state === STATE.alive)).toBe(true);
      expect(swarm.members[2].state(1)).toBe(STATE.dead);
    },
  );

  test.prop([fc.integer({ min: 3, max: 40 }), fc.integer({ min: 1, max: 4 }), fc.nat({ max: 99 })], {
    numRuns: 20,
  })('puts no more updates on a message than it may', (count, piggyback, seed) => {
    const swarm = new Swarm(count, { seed, parameters: { piggyback } });
    swarm.start();
    for (let place = 0; place < count - 2; place += 2) swarm.crash(place);
    swarm.run(30);
    for (const { kind, message } of swarm.left.flat())
      if (kind === swim.gossipPing || kind === swim.gossipAck)
        expect((message as { updates: readonly number[] }).updates.length / WIDTH).toBeLessThanOrEqual(
          piggyback,
        );
  });
});

describe('under loss', () => {
  example(
    'a direct way works with q^2 and an indirect one with q^4, so that a probe fails by (1 - q^2)(1 - q^4)^k',
    () => {
      const count = 12;
      const periods = 400;
      const coin = generator(77);
      const swarm = new Swarm(count, { seed: 5, parameters: { lifeguard: 'none', suspicion_mult: 1000 } });
      let asked = 0;
      let relayed = 0;
      swarm.loses = (_from, _to, { kind }) => {
        const isLost = coin() < 0.2;
        if (kind === swim.ask) asked++;
        if (kind === swim.relayed && !isLost) relayed++;
        return isLost;
      };
      swarm.start();
      swarm.run(periods);
      // Helpers that are suspected themselves are not asked: most of the time there are three. Standard errors: 0.007 and 0.007.
      expect(Math.abs(asked / 3 / (count * periods) - 0.36)).toBeLessThan(0.03);
      expect(Math.abs(relayed / asked - 0.4096)).toBeLessThan(0.03);
    },
  );
});
