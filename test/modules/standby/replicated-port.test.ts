import { describe, expect, test } from 'vitest';

import { bidding, gossiping } from '../../../src/modules/coordination/routing/vocabulary.ts';
import { toClient } from '../../../src/modules/scheduling/vocabulary.ts';
import { ReplicatedPort } from '../../../src/modules/standby/replicated-port.ts';
import { Stream } from '../../../src/modules/standby/stream.ts';
import { Tables } from '../../../src/modules/standby/tables.ts';
import { pairing } from '../../../src/modules/standby/vocabulary.ts';
import { type Cold, type Hot, kinds, type SixWords } from '../../../src/modules/vocabulary.ts';
import { table } from '../coordination/desk.ts';
import { TestPort } from '../port.ts';

function replicated(): {
  readonly port: TestPort;
  readonly machine: ReplicatedPort;
  readonly stream: Stream;
  readonly tables: Tables;
} {
  const port = new TestPort(50);
  const tables = new Tables(port.scope('replicated'));
  const stream = new Stream(port.scope('stream'), 51, 1_000_000);
  const machine = new ReplicatedPort(port.scope('module'), tables, stream, {
    ackTimeout: 1_000_000,
    onTimer: () => {},
  });
  return { port, machine, stream, tables };
}

describe('cold messages', () => {
  test('leave when nothing waits for the standby', () => {
    const { port, machine } = replicated();
    machine.open();
    machine.send(7, gossiping.table, table(1, 2, [4, 5]));
    expect(port.take()).toEqual(['table 7 1 2 [4 5]']);
  });

  test('are held back, in order with the others', () => {
    const { port, machine, stream, tables } = replicated();
    stream.start(1, 0, tables);
    stream.onReplicated(1, 1);
    port.take();
    machine.storage.put(9, 1, 0, 0, 0);
    machine.send(7, gossiping.table, table(1, 2, [4]));
    machine.post(8, bidding.ask, 6);
    machine.send(9, gossiping.table, table(1, 2, [5, 6]));
    machine.flush();
    expect(port.takeSent().map(({ kind }) => kind)).toEqual([pairing.replicate]);
    stream.onReplicated(1, 2);
    machine.flush();
    expect(port.take()).toEqual(['table 7 1 2 [4]', 'ask 8 6', 'table 9 1 2 [5 6]']);
  });

  test('are forgotten with the module', () => {
    const { port, machine, stream, tables } = replicated();
    stream.start(1, 0, tables);
    machine.send(7, gossiping.table, table(1, 2, [4]));
    machine.clear();
    machine.send(8, gossiping.table, table(1, 2, [5]));
    machine.open();
    expect(port.take().at(-1)).toBe('table 8 1 2 [5]');
  });
});

describe('what a pair does not replicate', () => {
  test('messages that may leave early do not wait for the standby', () => {
    const { port, machine, stream, tables } = replicated();
    stream.start(1, 0, tables);
    port.take();
    machine.storage.put(9, 1, 0, 0, 0);
    machine.postEarly(8, bidding.ask, 6);
    machine.sendEarly(7, gossiping.table, table(1, 2, [4]));
    expect(port.take()).toEqual(['ask 8 6', 'table 7 1 2 [4]']);
  });

  test('two scopes whose names have the same hash are refused, since their rows would be one', () => {
    const { machine } = replicated();
    machine.scope('costarring').storage.put(1, 1, 0, 0, 0);
    // Known to collide under FNV-1a of 32 bits.
    expect(() => machine.scope('liquid').storage).toThrow(
      'the scopes "liquid" and "costarring" of a replicated module have the same hash',
    );
  });

  test('a log is refused, rather than kept by one of the two', () => {
    expect(() => replicated().machine.log).toThrow('a pair of coordinators replicates rows, and has no log');
  });
});

describe.each(['alone', 'with the standby'])('%s', (how) => {
  test('messages of every kind leave, each as it was sent and in that order', () => {
    const { port, machine, stream, tables } = replicated();
    if (how === 'alone') machine.open();
    else {
      stream.start(1, 0, tables);
      stream.onReplicated(1, 1);
      port.take();
      machine.storage.put(9, 1, 0, 0, 0);
    }
    // What a client hears of the end of a task goes out in another way: until it has heard.
    const all = kinds.filter((kind) => kind !== toClient.finished);
    const words = [1, 2, 3, 4, 5, 2 ** 52 + 6] as const;
    const expected = all.map((kind, to) => {
      if (kind.hot) {
        machine.post(to, kind as Hot<SixWords>, ...words);
        return { to, kind, words: words.slice(0, kind.words.length) };
      }
      const message = { of: to };
      machine.send(to, kind as Cold<unknown>, message);
      return { to, kind, words: [], message };
    });
    machine.flush();
    if (how !== 'alone') {
      expect(port.takeSent().map(({ kind }) => kind)).toEqual([pairing.replicate]);
      stream.onReplicated(1, 2);
      machine.flush();
    }
    expect(port.takeSent()).toEqual(expected);
  });
});

describe('the epoch', () => {
  test('is the same for as long as a module lives, and grows with each start', () => {
    const { machine } = replicated();
    machine.open();
    expect([machine.epoch, machine.epoch]).toEqual([0, 0]);
    machine.clear();
    expect(machine.epoch).toBe(1);
  });

  test('goes on where the other takes over', () => {
    const first = replicated();
    first.machine.open();
    first.stream.start(1, 0, first.tables);
    first.machine.clear();
    expect(first.machine.epoch).toBe(0);
    const second = replicated();
    first.tables.forEach((table, ...row) => {
      second.tables.put(table, ...row);
    });
    expect(second.machine.epoch).toBe(1);
  });

  test('is with the standby before anything leaves that was sent in it', () => {
    const { port, machine, stream, tables } = replicated();
    stream.start(1, 0, tables);
    stream.onReplicated(1, 1);
    port.take();
    machine.post(8, bidding.ask, machine.epoch);
    machine.flush();
    expect(port.takeSent().map(({ kind }) => kind)).toEqual([pairing.replicate]);
    stream.onReplicated(1, 2);
    machine.flush();
    expect(port.take()).toEqual(['ask 8 0']);
  });

  test('of a module that does not ask for it costs no write', () => {
    const { machine, tables } = replicated();
    machine.recover();
    machine.post(8, bidding.ask, 6);
    machine.flush();
    const rows: number[] = [];
    tables.forEach((table) => {
      rows.push(table);
    });
    expect(rows).toEqual([]);
  });
});
