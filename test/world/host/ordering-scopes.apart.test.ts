/** The sentences about parts of a module of `src/modules/README.md`: each test has the name of one. */
import { describe, expect, test } from 'vitest';
import type { Port, ScopeListener } from '../../../src/modules/ports.ts';
import { constant, links, type Overrides, s } from '../spec.ts';
import { LEAF, OrderingWorld, ordering, ROOT, type Script } from './ordering-world.ts';

const SYNC = { coordination: { storage: { sync: constant(1) } } };
const costs = { submit: 0, assign: 0, acknowledge: 0, result: 1, heartbeat: 0 };
const DATA = Uint8Array.of(1);

/** What parts of the leaf have heard, with the time in seconds. */
class Ears {
  readonly heard: string[] = [];

  part(name: string, port: Port): ScopeListener {
    const note = (what: string) => this.heard.push(`${name} ${what} at ${port.now() / 1e6}`);
    return {
      onTimer: (tag) => note(`timer ${tag}`),
      onDurable: (term, index) => note(`durable ${term} ${index}`),
    };
  }
}

function worldWith(script: Script, more: Overrides = {}): OrderingWorld {
  return new OrderingWorld(
    { network: { links: links({ latency: constant(0) }) }, ...more },
    (call, port, memory) => {
      if (call.process === LEAF) script(call, port, memory);
    },
  );
}

describe('parts', () => {
  test('Timers of a scope are told to its part alone, whatever tags the module and other parts use.', () => {
    const ears = new Ears();
    const world = worldWith(({ what }, port) => {
      if (what !== 'start') return;
      const one = port.scope('one', ears.part('one', port));
      const within = one.scope('one', ears.part('within', port));
      for (const [i, each] of [port, one, within].entries()) each.setTimer(s(i + 1), 7, 0);
    }).until(10);
    expect(ears.heard).toEqual(['one timer 7 at 2', 'within timer 7 at 3']);
    expect(world.heard(LEAF, 'timer')).toEqual([[1, 7]]);
  });

  test('Rows and logs of scopes are apart, and each is found under its name in every later life.', () => {
    const found: [key: number, value: number, term: number | undefined][][] = [];
    const world = worldWith(({ what, value: life }, port) => {
      if (what !== 'start') return;
      // Opened in another order in each life.
      const names = life === 0 ? ['one', 'two'] : ['two', 'one'];
      const scopes = new Map(names.map((name) => [name, port.scope(name)]));
      const rows: [number, number, number | undefined][] = [];
      for (const name of ['one', 'two'])
        scopes.get(name)?.storage.forEach((key, value) => {
          rows.push([key, value, scopes.get(name)?.log.termAt(1)]);
        });
      found.push(rows);
      if (life > 0) return;
      for (const [i, name] of names.entries()) {
        scopes.get(name)?.storage.put(5, i, 0, 0, 0);
        scopes.get(name)?.log.append(i, DATA);
      }
    });
    for (const at of [1, 2]) {
      world.until(at).crash(LEAF);
      world.restart(LEAF);
    }
    const both = [
      [5, 0, 0],
      [5, 1, 1],
    ];
    expect(found).toEqual([[], both, both]);
    expect([world.rows(LEAF), world.log(LEAF).last]).toEqual([[], 0]);
  });

  test('A part hears nothing more once its scope is closed, not even of timers that wait in the inbox; what opens the name again has its rows.', () => {
    const ears = new Ears();
    const found: number[] = [];
    let closing = () => {};
    const world = worldWith(
      ({ what }, port) => {
        if (what === 'start') {
          const one = port.scope('one', ears.part('old', port));
          one.storage.put(6, 0, 0, 0, 0);
          for (const delay of [1.5, 4]) one.setTimer(s(delay), 7, 0);
          port.scope('other', ears.part('other', port)).setTimer(s(1.5), 7, 0);
          closing = () => one.close();
        }
        if (what !== 'word') return;
        closing();
        const again = port.scope('one', ears.part('new', port));
        again.storage.forEach((key) => {
          found.push(key);
        });
        again.setTimer(s(1), 8, 0);
      },
      { coordination: { costs } },
    );
    // It is handled from 1 to 2, while the first timers wait in the inbox.
    world.until(1).port(ROOT).post(LEAF, ordering.word, 1);
    world.until(10);
    expect(ears.heard).toEqual(['other timer 7 at 2', 'new timer 8 at 3']);
    expect(found).toEqual([6]);
  });

  test("A part's `onDurable` tells of the part's own log.", () => {
    for (const more of [{}, SYNC]) {
      const ears = new Ears();
      const world = worldWith(({ what }, port) => {
        if (what !== 'start') return;
        const one = port.scope('one', ears.part('one', port));
        port.scope('two', ears.part('two', port));
        one.log.append(4, DATA);
        one.log.append(4, DATA);
        port.log.append(9, DATA);
      }, more);
      world.until(5);
      const last = ears.heard.filter((line) => line.startsWith('one'));
      expect(last).toHaveLength(1);
      expect(ears.heard).toEqual(last);
      expect(world.of(LEAF, 'durable')).toHaveLength(1);
    }
  });

  test('A crash closes all scopes: the next life opens them anew, and hears of no timer of the life before.', () => {
    const ears = new Ears();
    const world = worldWith(({ what, value: life }, port) => {
      if (what !== 'start') return;
      const one = port.scope('one', ears.part(`life ${life}`, port));
      one.setTimer(s(5), life, 0);
    });
    world.until(1).crash(LEAF);
    world.until(2).restart(LEAF);
    world.until(20);
    expect(ears.heard).toEqual(['life 1 timer 1 at 7']);
  });
});
